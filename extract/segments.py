"""Letterheads and signature blocks stand in two columns; in plain text both may share a line. Segments are what stands
in one column of one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import regex

from extract.parts import in_capitals
from extract.rows import Row
from vanthu.records import Span

_GAP: Final = regex.compile(r"\s{3,}|\t+|\s*\|\s*|<br\s*/?>", regex.I)
_MARKS: Final = " *_#>\u00a0"
_RULE: Final = regex.compile(r"[-_–—=*.\s]{3,}|\*+")
_MOTTO_WORDS: Final = (
    r"(?:C[ỘO]NG\s*H[ÒO][ÀA]?\s*X[ÃA]\s*H[ỘO]I\b.*|Đ[ộo]c\s*l[ậa]p\s*[-–—]?\s*T[ựu]\s*do\b.*"
    r"|ĐẢNG\s*CỘNG\s*SẢN\s*VIỆT\s*NAM)"
)
_MOTTO: Final = regex.compile(_MOTTO_WORDS, regex.I)
_MOTTO_AFTER: Final = regex.compile(r"(?<=\p{Lu}|\d)\s+(?=" + _MOTTO_WORDS + ")")


@dataclass(frozen=True, slots=True)
class Segment:
    """Words in one column of one line; `left` says that it is the left one of two (None: not known)."""

    text: str
    span: Span
    left: bool | None
    row: int

    @property
    def capitals(self) -> bool:
        """Whether it is set in capitals."""
        return in_capitals(self.text)

    @property
    def motto(self) -> bool:
        """Whether it is the state's or the party's line, the same on every paper."""
        return bool(_MOTTO.fullmatch(self.text))

    @property
    def rule(self) -> bool:
        """Whether it is only a rule or an ornament."""
        return bool(_RULE.fullmatch(self.text))


def segments(rows: Iterable[Row]) -> Iterator[Segment]:
    """The segments of some rows, in order, marks of Markdown taken off."""
    for number, row in enumerate(rows):
        pieces = list(_pieces(row.text))
        for text, start in pieces:
            bare = text.strip(_MARKS) or text.strip()
            first = row.span.start + start + text.find(bare)
            yield Segment(bare, Span(first, first + len(bare)), _left(row, start, len(text), len(pieces)), number)


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    gaps = [*_GAP.finditer(text), *_MOTTO_AFTER.finditer(text)]
    for gap in sorted(gaps, key=lambda match: match.start()):
        if gap.start() > at:
            yield text[at : gap.start()], at
        at = gap.end()
    if at < len(text):
        yield text[at:], at


def _left(row: Row, start: int, length: int, pieces: int) -> bool | None:
    if row.unit < 1.0:
        return (row.left + row.right) / 2 < 0.48
    if pieces > 1:
        return start == 0
    return None
