"""What a command shows: lines and JSON on standard output, progress and complaints on standard error."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any, Final, TextIO

from vanthu.records import WORDS, Receipt, State

PROGRESS_EVERY_S: Final = 0.2
PLAIN_EVERY_S: Final = 10.0


@dataclass(slots=True)
class Screen:
    """A terminal, or a file or pipe: progress moves on one line of a terminal and is a plain line now and then
    elsewhere. `as_json` is what --json asked for."""

    as_json: bool = False
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    _shown: float = field(default_factory=time.monotonic)
    _open: bool = False

    def line(self, text: str = "") -> None:
        """One line for people."""
        self._end_progress()
        print(printable(text), file=self.out, flush=True)

    def json(self, value: Any) -> None:
        """One JSON value on one line."""
        self._end_progress()
        print(json.dumps(value, ensure_ascii=False), file=self.out, flush=True)

    def complain(self, text: str) -> None:
        """One line about something that went wrong."""
        self._end_progress()
        print(printable(f"vanthu: {text}"), file=self.err, flush=True)

    def progress(self, text: str) -> None:
        """Where things stand."""
        now, terminal = time.monotonic(), self.err.isatty()
        if now - self._shown < (PROGRESS_EVERY_S if terminal else PLAIN_EVERY_S):
            return
        self._shown = now
        if terminal:
            print(f"\r\033[K{printable(text)}", end="", file=self.err, flush=True)
            self._open = True
        elif not self.as_json:
            print(printable(text), file=self.err, flush=True)

    def _end_progress(self) -> None:
        if self._open:
            print("\r\033[K", end="", file=self.err, flush=True)
        self._open = False


def printable(text: str) -> str:
    """Text that no terminal takes for anything else: control characters and lone surrogates are shown as marks."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


def state_name(receipt: Receipt) -> str:
    """A state with its detail: `limit_exceeded:bytes`."""
    return f"{receipt.state}:{receipt.detail}" if receipt.detail else str(receipt.state)


def state_words(state: State) -> str:
    """A state's short name for people."""
    return WORDS[state]["vi"].name
