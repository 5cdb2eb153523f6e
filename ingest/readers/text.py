"""Plain text: the file's own characters, a page for each form feed, a line for each line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from ingest.limits import Limits
from ingest.sink import Sink
from vanthu.records import Line, Outcome, Page, PageSource, State, Word

_WORD: Final = re.compile(r"\S+")


def read(path: Path, sink: Sink, limits: Limits) -> Outcome:
    """Hands over the pages of a text file; joined again, lines by "\\n" and pages by "\\f", they are the file."""
    text = path.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
    sheets = text.split("\f")
    for n, sheet in enumerate(sheets, start=1):
        if n not in sink.known():
            sink.page(page(n, sheet))
    return Outcome("text/plain", State.DONE, pages=len(sheets), pages_expected=len(sheets))


def page(n: int, text: str) -> Page:
    """A page of plain text."""
    return Page(n, None, None, PageSource.FILE, tuple(line(row) for row in text.split("\n")), reason="text file")


def line(text: str) -> Line:
    """A line of plain text with its words: runs without blanks."""
    return Line(text, tuple(Word(found.start(), found.end()) for found in _WORD.finditer(text)))
