"""Plain text: the file's own characters, a page for each form feed, a line for each line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from ingest.limits import Limits
from ingest.oldtext import decode
from ingest.sink import Sink
from vanthu.errors import Unreadable
from vanthu.records import Line, Outcome, Page, PageSource, State, Word

_WORD: Final = re.compile(r"\S+")
_UNSURE: Final = "Bảng mã của tệp không chắc chắn ({}); xem lại các chữ có dấu."


def read(path: Path, sink: Sink, limits: Limits) -> Outcome:
    """Hands over the pages of a text file. Joined again, lines by "\\n" and pages by "\\f", they are the file (with
    "\\n" for "\\r\\n", without NUL), whatever encoding it was in."""
    if path.stat().st_size > limits.part_bytes:
        raise Unreadable(State.LIMIT_EXCEEDED, "Tệp văn bản quá lớn để đọc một lần.", detail="bytes")
    found = decode(path.read_bytes())
    if found is None:
        raise Unreadable(State.UNSUPPORTED_TYPE, "Tệp không phải văn bản: nội dung là dữ liệu nhị phân không nhận ra.")
    sheets = found.text.replace("\r\n", "\n").replace("\0", "").split("\f")
    if len(sheets) > limits.pages:
        raise Unreadable(State.LIMIT_EXCEEDED, f"Tệp có {len(sheets)} trang.", detail="pages")
    sink.expect(len(sheets))
    for n, sheet in enumerate(sheets, start=1):
        if n not in sink.known():
            sink.page(page(n, sheet, f"văn bản thuần, {found.encoding}"))
    warnings = () if found.sure else (_UNSURE.format(found.encoding),)
    return Outcome("text/plain", State.DONE, pages_expected=len(sheets), warnings=warnings)


def page(n: int, text: str, reason: str) -> Page:
    """A page of plain text."""
    return Page(n, None, None, PageSource.FILE, tuple(line(row) for row in text.split("\n")), reason=reason)


def line(text: str) -> Line:
    """A line of plain text with its words: runs without blanks."""
    return Line(text, words(text))


def words(text: str) -> tuple[Word, ...]:
    """The words of a text, place unknown: runs without blanks."""
    return tuple(Word(found.start(), found.end()) for found in _WORD.finditer(text))
