"""The words of a page as invisible text, each filling its box, in reading order, along the way it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from extract.capitals import restored
from ingest.writers.pdf.font import WIDTH, Letters
from vanthu.records import Line, LineKind, Page, Word
from vanthu.viet import nfc

Point = tuple[float, float]
Place = Callable[[float, float], Point]
"""A point of the displayed page (fractions, origin top left) → the page's own axes."""

FONT: Final = "VanthuInvisible"
"""What the page's resources call the font."""

_CORNERS: Final = {
    0: lambda b: ((b.x0, b.y1), (b.x1, b.y1), (b.x0, b.y0)),
    1: lambda b: ((b.x0, b.y0), (b.x0, b.y1), (b.x1, b.y0)),
    2: lambda b: ((b.x1, b.y0), (b.x0, b.y0), (b.x1, b.y1)),
    3: lambda b: ((b.x1, b.y1), (b.x1, b.y0), (b.x0, b.y1)),
}
"""Quarter turns of the text clockwise → where a word begins, where it ends, and what is above its beginning."""


def was_read(page: Page) -> bool:
    """Whether words of the page were recognised, so that the file lacks them."""
    return any(word.confidence is not None for line in page.lines for word in line.words)


def replaces_text(page: Page, *, notes: bool) -> bool:
    """Whether the reading put the page's own text aside: no word of it is there, but for the stamps that annotations
    show (`notes`: the page has some)."""
    own = [line for line in page.lines if any(word.confidence is None for word in line.words)]
    return not own or (notes and all(line.kind is LineKind.STAMP for line in own))


def content(page: Page, place: Place, letters: Letters) -> bytes:
    """The text object for the words of the page that were recognised; empty where there is none."""
    lines = [(line, words) for line in page.lines if (words := _recognised(line, page.n))]
    if not lines:
        return b""
    turns = [_turn(words) for _, words in lines]
    usual = Counter(turn for turn in turns if turn is not None).most_common(1)
    common = usual[0][0] if usual else 0
    rows = [
        row
        for (line, words), turn in zip(lines, turns, strict=True)
        for row in _line(line, words, common if turn is None else turn, place, letters)
    ]
    return "\n".join([f"q\nBT\n3 Tr\n/{FONT} 1 Tf", *rows, "ET\nQ\n"]).encode("ascii")


def _recognised(line: Line, n: int) -> list[Word]:
    return [
        word
        for word in line.words
        if word.confidence is not None
        and word.box
        and word.box.page == n
        and word.box.x1 > word.box.x0
        and word.box.y1 > word.box.y0
    ]


def _turn(words: Sequence[Word]) -> int | None:
    """How the line is turned, from the way its words go; None for a single word."""
    if len(words) < 2:
        return None
    across = down = 0.0
    for one, other in pairwise(words):
        if one.box and other.box:
            across += other.box.x0 + other.box.x1 - one.box.x0 - one.box.x1
            down += other.box.y0 + other.box.y1 - one.box.y0 - one.box.y1
    if abs(across) >= abs(down):
        return 0 if across >= 0 else 2
    return 1 if down > 0 else 3


def _line(line: Line, words: Sequence[Word], turn: int, place: Place, letters: Letters) -> Iterator[str]:
    """Each word with the blank that follows it: a blank of its own, as narrow as it is, would be lost on programs."""
    printed = restored(line.text)
    for k, word in enumerate(words):
        text = nfc(printed[word.start : word.end])
        if word.box and text:
            begin, end, above = (place(*corner) for corner in _CORNERS[turn](word.box))
            across, up, wide = _less(end, begin), _less(above, begin), WIDTH * len(text)
            matrix = (across[0] / wide, across[1] / wide, *up, *begin)
            blank = " " if k + 1 < len(words) else ""
            yield f"{' '.join(map(_number, matrix))} Tm <{letters.codes(text + blank)}> Tj"


def _less(one: Point, other: Point) -> Point:
    return one[0] - other[0], one[1] - other[1]


def _number(value: float) -> str:
    told = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if told in ("-0", "") else told
