"""What is wrong with the pages of a scan, from the pages themselves: coarse, askew, blank, cut, unreadable, missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import atan2, degrees
from statistics import median
from typing import Final

from vanthu.records import Flaw, FlawKind, Line, LineKind, Page, PageSource, Word

LEAST_DPI: Final = 195.0
"""Incoming papers are to be scanned at 200 dpi at least; a scanner's own rounding is no flaw."""
MOST_SKEW_DEGREES: Final = 1.0
LEAST_CONFIDENCE: Final = 0.6

_BLANK: Final = "trang trắng"  # how readers put it in Page.reason
_EDGE: Final = 0.004  # of the page's width or height: print ends no nearer to the edge
_CUT_LINES: Final = 3  # so many lines that touch the edge are print that goes on beyond it
_LONG_LINE: Final = 0.25  # of the page's width: shorter ones tell the skew badly
_FEW_WORDS: Final = 5
_MOST_MISSING: Final = 20  # more pages than this are a number misread, or another numbering
_SURE: Final = 0.5


def flaws(pages: Sequence[Page]) -> tuple[Flaw, ...]:
    """The flaws of the pages, in order. Pages of Word and text files have none; a page with a text layer of its own can
    be blank or missing."""
    found = [flaw for page in pages for flaw in _of_page(page)]
    return tuple(sorted([*found, *_missing(pages)], key=lambda flaw: flaw.page))


def skew_degrees(page: Page) -> float:
    """How far the lines of the page are turned, clockwise positive, from the places of their words; 0 where no line is
    long enough to tell."""
    if not page.width_pt or not page.height_pt:
        return 0.0
    slopes = []
    for line in page.lines:
        words = [word for word in line.words if word.box and word.box.page == page.n]
        if len(words) < 3 or line.cell:
            continue
        across = (_middle(words[-1])[0] - _middle(words[0])[0]) * page.width_pt
        down = (_middle(words[-1])[1] - _middle(words[0])[1]) * page.height_pt
        if across > _LONG_LINE * page.width_pt:
            slopes.append(degrees(atan2(down, across)))
    return median(slopes) if len(slopes) > 2 else 0.0


def _of_page(page: Page) -> Iterator[Flaw]:
    words = [word for line in page.lines for word in line.words]
    sure = [word.confidence for word in words if word.confidence is not None]
    if page.source is PageSource.FILE:
        return
    if not words:
        blank = page.source is PageSource.TEXT or _BLANK in page.reason
        yield Flaw(page.n, FlawKind.BLANK if blank else FlawKind.UNREADABLE)
        return
    if page.source is not PageSource.OCR:
        return
    if page.dpi and page.dpi < LEAST_DPI:
        yield Flaw(page.n, FlawKind.LOW_DPI, round(page.dpi))
    skew = skew_degrees(page)
    if abs(skew) >= MOST_SKEW_DEGREES:
        yield Flaw(page.n, FlawKind.SKEW, round(skew, 1))
    cut = _cut_lines(page)
    if cut:
        yield Flaw(page.n, FlawKind.CUT, cut)
    mean = sum(sure) / len(sure) if sure else 1.0
    if len(sure) >= _FEW_WORDS and mean < LEAST_CONFIDENCE:
        yield Flaw(page.n, FlawKind.UNREADABLE, round(mean, 2))


def _cut_lines(page: Page) -> int:
    """How many lines run into the edge of the page: several at its sides, or the words of one at its top or foot."""
    boxes = [[word.box for word in line.words if word.box] for line in page.lines if line.kind is LineKind.BODY]
    left = sum(1 for line in boxes if line and line[0].x0 < _EDGE)
    right = sum(1 for line in boxes if line and line[-1].x1 > 1 - _EDGE)
    level = [
        sum(1 for box in line if (box.y0 < _EDGE if top else box.y1 > 1 - _EDGE)) for line in boxes for top in (0, 1)
    ]
    sides = sum(count for count in (left, right) if count >= _CUT_LINES)
    return sides + sum(1 for count in level if count >= _CUT_LINES)


def _missing(pages: Sequence[Page]) -> Iterator[Flaw]:
    """Gaps in the printed page numbers. A number that its neighbours contradict is misread; one that begins again is
    another paper's."""
    numbered = [(page.n, number) for page in pages if (number := _printed_number(page)) is not None]
    kept = [
        now
        for k, now in enumerate(numbered)
        if not (0 < k < len(numbered) - 1 and _in_step(numbered[k - 1], numbered[k + 1]))
        or _in_step(numbered[k - 1], now)
    ]
    for (n, number), (m, other) in pairwise(kept):
        gap = (other - number) - (m - n)
        if other > number and 0 < gap <= _MOST_MISSING:
            yield Flaw(m, FlawKind.MISSING_PAGE, number + 1)


def _in_step(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[1] - one[1] == other[0] - one[0]


def _printed_number(page: Page) -> int | None:
    lines = [line for line in page.lines if line.kind is LineKind.PAGE_NUMBER]
    if len(lines) != 1 or any((word.confidence or 1.0) < _SURE for word in lines[0].words):
        return None
    return _number(lines[0])


def _number(line: Line) -> int | None:
    figures = "".join(c if c.isascii() and c.isdigit() else " " for c in line.text).split()
    return int(figures[0]) if figures and len(figures[0]) < 5 else None


def _middle(word: Word) -> tuple[float, float]:
    box = word.box
    return ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2) if box else (0.0, 0.0)
