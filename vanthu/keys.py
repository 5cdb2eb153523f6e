"""Passwords that people gave for protected files: in memory alone, of this process and of the workers that it started.

They are written nowhere: not into the store, the environment or a log; a process that ends forgets them.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from vanthu.errors import BadRequest

MOST: Final = 100
"""Passwords that are tried on one file."""
MOST_CHARACTERS: Final = 200
_MOST_BATCHES: Final = 200
_PIPE_BYTES: Final = 1 << 20


class Keys:
    """Passwords by batch ("" is any). `give` and `of` may be called from any thread. With `usable` False the files are
    read by programs on the other side of a broker, which do not hear of them."""

    def __init__(self, *, usable: bool = True) -> None:
        self.usable = usable
        self._lock = threading.Lock()
        self._by_batch: dict[str, tuple[str, ...]] = {}
        self._hearers: list[Callable[[bytes], None]] = []
        self._source: int | None = None
        self._heard = b""

    def __repr__(self) -> str:
        return "Keys(…)"

    def give(self, batch: str, passwords: Sequence[str]) -> None:
        """These may be tried on files of the batch, from now on, here and in the workers. Raises BadRequest for more or
        longer ones than make sense, or where they are not usable."""
        clean = _checked(passwords)
        if not self.usable:
            raise BadRequest("Mật khẩu chỉ dùng được khi chính chương trình này đọc tệp (không qua hàng đợi ngoài).")
        with self._lock:
            if set(clean) <= set(self._by_batch.get(batch, ())):
                return  # said with each piece of an upload, told once
            self._add(batch, clean)
            for hear in self._hearers:
                hear(_line(batch, clean))

    def of(self, batch: str) -> tuple[str, ...]:
        """What may be tried on a file of the batch."""
        self._listen()
        with self._lock:
            return tuple(dict.fromkeys((*self._by_batch.get(batch, ()), *self._by_batch.get("", ()))))[:MOST]

    def tell(self, hear: Callable[[bytes], None]) -> None:
        """`hear` is given all there is, and whatever is given later: the way to a worker."""
        with self._lock:
            for batch, passwords in self._by_batch.items():
                hear(_line(batch, passwords))
            self._hearers.append(hear)

    def forget(self, hear: Callable[[bytes], None]) -> None:
        """`hear` is told nothing more."""
        with self._lock, contextlib.suppress(ValueError):
            self._hearers.remove(hear)

    def listen(self, source: int) -> None:
        """From now on, what the other end of this pipe tells is known here too; anything but a pipe tells nothing."""
        if stat.S_ISFIFO(os.fstat(source).st_mode):
            os.set_blocking(source, False)
            self._source = source

    def _listen(self) -> None:
        """Takes in what was told since. Nobody is waited for: whoever tells does so before the work is there."""
        if self._source is None:
            return
        with self._lock:
            with contextlib.suppress(BlockingIOError, OSError):
                while chunk := os.read(self._source, _PIPE_BYTES):
                    self._heard += chunk
            *lines, self._heard = self._heard.split(b"\n")
            for line in lines:
                batch, passwords = json.loads(line)
                self._add(batch, tuple(passwords))

    def _add(self, batch: str, passwords: tuple[str, ...]) -> None:
        known = self._by_batch.pop(batch, ())
        self._by_batch[batch] = tuple(dict.fromkeys((*passwords, *known)))[:MOST]
        while len(self._by_batch) > _MOST_BATCHES:
            del self._by_batch[next(iter(self._by_batch))]


def _checked(passwords: Sequence[str]) -> tuple[str, ...]:
    if len(passwords) > MOST or any(len(one) > MOST_CHARACTERS for one in passwords):
        raise BadRequest(f"Tối đa {MOST} mật khẩu, mỗi mật khẩu không quá {MOST_CHARACTERS} ký tự.")
    return tuple(one for one in passwords if one)


def _line(batch: str, passwords: Sequence[str]) -> bytes:
    return json.dumps([batch, list(passwords)]).encode() + b"\n"


def from_file(path: Path) -> tuple[str, ...]:
    """The passwords in a file, one a line (UTF-8; blanks at a line's end are part of it, its break is not). Raises
    BadRequest."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"Không đọc được tệp mật khẩu “{path}”: cần tệp chữ UTF-8, mỗi dòng một mật khẩu.") from error
    return _checked([line for line in text.replace("\r\n", "\n").split("\n") if line])
