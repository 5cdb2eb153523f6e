"""The document's text and the ruler every fact is held to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from vanthu.records.page import Box, Cell, LineKind, PageSource


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters of `DocumentText.text`, end excluded; `0 <= start <= end`."""

    start: int
    end: int


Evidence = tuple[Span, ...]
"""Where a fact stands, in reading order: more than one span where it is not one stretch (a row over two pages)."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of the text: `text[start:end]`, the page it is on, its place in a table, its box."""

    start: int
    end: int
    page: int | None
    kind: LineKind = LineKind.BODY
    cell: Cell | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word of the text with its place on the page and how surely it was read."""

    start: int
    end: int
    box: Box | None = None
    confidence: float | None = None
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class PageInfo:
    """A page without its words. `start`..`end` is the stretch of the text that begins on it. `reading` is a digest of
    the page as read, before corrections: the same words read again have the same."""

    n: int
    width_pt: float | None
    height_pt: float | None
    source: PageSource
    start: int
    end: int
    reason: str = ""
    confidence: float | None = None
    warnings: tuple[str, ...] = ()
    reading: str = ""


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text that facts count in (NFC, letters as printed) and the way back to pages and boxes.

    Lines are separated by "\\n", pages by "\\f". Running heads, page numbers and stamps are not in it. `id` is a hash
    of the text and its lines: facts carry it. `words` are sorted by start and do not overlap."""

    id: str
    text: str
    lines: tuple[TextLine, ...]
    words: tuple[TextWord, ...]
    pages: tuple[PageInfo, ...]
    _starts: list[int] = field(init=False, repr=False, compare=False, default_factory=list)

    def __post_init__(self) -> None:
        self._starts.extend(word.start for word in self.words)

    def quote(self, evidence: Iterable[Span]) -> str:
        """The words at the evidence: its pieces with white space made single, joined by one space."""
        return " ".join(" ".join(self.text[span.start : span.end].split()) for span in evidence)

    def words_in(self, span: Span) -> tuple[TextWord, ...]:
        """The words that share at least one character with the span."""
        first = bisect_right(self._starts, span.start) - 1
        if first < 0 or self.words[first].end <= span.start:
            first += 1
        return self.words[first : bisect_left(self._starts, span.end)]

    def boxes(self, evidence: Iterable[Span]) -> tuple[Box, ...]:
        """One box for each printed line (or part of a line) that the evidence covers, in reading order."""
        out: list[Box] = []
        for span in evidence:
            fresh = True
            for word in self.words_in(span):
                if word.box is None:
                    continue
                if not fresh and _on_one_line(out[-1], word.box):
                    out[-1] = _hull(out[-1], word.box)
                else:
                    out.append(word.box)
                fresh = False
        return tuple(out)

    def page_of(self, evidence: Iterable[Span]) -> int | None:
        """The page of the first word of the evidence; where no word has a box, the page its line begins on; None
        when the file has no pages that are known."""
        for span in evidence:
            for word in self.words_in(span):
                if word.box:
                    return word.box.page
            for line in self.lines:
                if line.start <= span.start < max(line.end, line.start + 1):
                    return line.page
        return None


def _on_one_line(left: Box, right: Box) -> bool:
    """Whether two boxes of following words stand on one printed line, the second to the right of the first."""
    if left.page != right.page or right.x0 < left.x0:
        return False
    overlap = min(left.y1, right.y1) - max(left.y0, right.y0)
    near = right.x0 - left.x1 < 0.12
    return near and overlap > 0.4 * min(left.y1 - left.y0, right.y1 - right.y0)


def _hull(one: Box, other: Box) -> Box:
    return Box(
        one.page,
        min(one.x0, other.x0),
        min(one.y0, other.y0),
        max(one.x1, other.x1),
        max(one.y1, other.y1),
    )
