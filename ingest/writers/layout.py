"""Where words stand in pixels: what hOCR and ALTO have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from vanthu.records import Box, Cell, Line, LineKind, Page, PageSource
from vanthu.viet import nfc

USUAL_DPI: Final = 300.0
"""Pages without a picture are measured as if they were scanned at this."""

LANGUAGES: Final = {"vie": "vi", "eng": "en", "ind": "id", "nor": "no", "rus": "ru"}
"""What recognition calls a language → what XML calls it."""

Pixels = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word, NFC, with its box in pixels of the displayed page (None: not known) and its confidence 0..1 (None: not
    recognised, the file itself had it)."""

    text: str
    box: Pixels | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """The words of one printed line."""

    words: tuple[PlacedWord, ...]
    kind: LineKind
    cell: Cell | None

    @property
    def box(self) -> Pixels | None:
        """The hull of the words."""
        return hull([word.box for word in self.words])


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a table, a running head, a stretch of text."""

    lines: tuple[PlacedLine, ...]
    kind: LineKind
    table: int | None

    @property
    def box(self) -> Pixels | None:
        """The hull of the lines."""
        return hull([line.box for line in self.lines])


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page in pixels at `dpi`; width and height are 0 where the page has no known size. `language` is that of
    xml:lang; `confidence` the mean over its words, None where none was recognised."""

    n: int
    width_px: int
    height_px: int
    dpi: float
    blocks: tuple[Block, ...]
    language: str
    confidence: float | None


def sheets(pages: Sequence[Page]) -> tuple[Sheet, ...]:
    """The pages in order, each with the words that stand on it (a paragraph of a Word file may run over pages)."""
    ordered = sorted(pages, key=lambda page: page.n)
    lines: dict[int, list[PlacedLine]] = {page.n: [] for page in ordered}
    scales = {page.n: _scale(page) for page in ordered}
    for page in ordered:
        for line in page.lines:
            for n, printed in _printed(page, line, scales):
                lines[n].append(printed)
    return tuple(_sheet(page, scales[page.n], lines[page.n]) for page in ordered)


def hull(boxes: Sequence[Pixels | None]) -> Pixels | None:
    """The smallest box around these, None without any."""
    known = [box for box in boxes if box]
    if not known:
        return None
    return min(b[0] for b in known), min(b[1] for b in known), max(b[2] for b in known), max(b[3] for b in known)


def _scale(page: Page) -> tuple[int, int]:
    dpi = page.dpi or USUAL_DPI
    return round((page.width_pt or 0) * dpi / 72), round((page.height_pt or 0) * dpi / 72)


def _sheet(page: Page, size: tuple[int, int], lines: Sequence[PlacedLine]) -> Sheet:
    def together(line: PlacedLine) -> tuple[LineKind, int | None]:
        return line.kind, line.cell.table if line.cell else None

    blocks = tuple(Block(tuple(group), kind, table) for (kind, table), group in groupby(lines, key=together))
    sure = [word.confidence for line in lines for word in line.words if word.confidence is not None]
    mean = sum(sure) / len(sure) if sure else None
    language = LANGUAGES.get(page.language.split("+")[0], "vi")
    return Sheet(page.n, *size, page.dpi or USUAL_DPI, blocks, language, mean)


def _printed(page: Page, line: Line, scales: dict[int, tuple[int, int]]) -> Iterator[tuple[int, PlacedLine]]:
    """The printed lines of a line, each with its page: more than one only for a paragraph of a file."""
    if not line.words:
        words = tuple(PlacedWord(nfc(word), None, None) for word in line.text.split())
        if words:
            yield page.n, PlacedLine(words, line.kind, line.cell)
        return
    begun: list[PlacedWord] = []
    before: Box | None = None
    on = page.n
    for word in line.words:
        box = word.box if word.box and word.box.page in scales else None
        here = box.page if box else on
        if begun and (here != on or (page.source is PageSource.FILE and _new_line(before, box))):
            yield on, PlacedLine(tuple(begun), line.kind, line.cell)
            begun = []
        on, before = here, box or before
        begun.append(PlacedWord(nfc(line.text[word.start : word.end]), _pixels(box, scales[on]), word.confidence))
    yield on, PlacedLine(tuple(begun), line.kind, line.cell)


def _new_line(before: Box | None, box: Box | None) -> bool:
    return before is not None and box is not None and box.x0 < before.x0 and box.y0 > before.y0


def _pixels(box: Box | None, size: tuple[int, int]) -> Pixels | None:
    if box is None:
        return None
    wide, high = size
    return round(box.x0 * wide), round(box.y0 * high), round(box.x1 * wide), round(box.y1 * high)
