"""How many hand files in at the same time: the rest is asked to come again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from vanthu.errors import InputError

AT_ONCE: Final = 16


class TooMany(InputError):
    """So many do this already: ask again in a moment."""


@dataclass(slots=True)
class Gate:
    """Lets `most` in at once."""

    most: int = AT_ONCE
    _inside: int = 0
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Inside while the block runs. Raises TooMany."""
        with self._lock:
            if self._inside >= self.most:
                raise TooMany(f"Đang có {self.most} lượt gửi tệp cùng lúc: đợi một lát rồi gửi lại.")
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
