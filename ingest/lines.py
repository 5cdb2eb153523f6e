"""Words → printed lines in reading order: rows, columns side by side, table cells, and what each line is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from ingest import marks, receipt
from ingest.columns import Block, blocks
from ingest.grid import Grid, GridCell
from ingest.placed import PlacedWord, Rule
from ingest.rows import rows_of
from vanthu.records import Box, Cell, Line, LineKind, Word

Ink = tuple[float, float, float, float]
Place = Callable[[Ink], Box]
_WIDE_GAP: Final = 2.0  # a gap this many times the line's usual gap, and at least _WIDE_EM, may part columns
_WIDE_EM: Final = 0.7


@dataclass(slots=True)
class Segment:
    """Words standing side by side without a wide gap."""

    words: list[PlacedWord]

    @property
    def x0(self) -> float:
        return min(word.x0 for word in self.words)

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        return median(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return median(word.bottom for word in self.words)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def on_page(n: int, width_pt: float, height_pt: float) -> Place:
    """Points of the displayed page n → a Box in fractions."""

    across, down = 1 / width_pt, 1 / height_pt

    def place(ink: Ink) -> Box:
        x0, y0, x1, y1 = ink
        x0, y0, x1, y1 = round(x0 * across, 5), round(y0 * down, 5), round(x1 * across, 5), round(y1 * down, 5)
        if x0 < 0 or y0 < 0 or x1 > 1 or y1 > 1:
            x0, y0, x1, y1 = (min(max(value, 0.0), 1.0) for value in (x0, y0, x1, y1))
        return Box(n, x0, y0, x1, y1)

    return place


def lines(
    words: Sequence[PlacedWord],
    place: Place,
    *,
    width_pt: float,
    height_pt: float,
    rules: Sequence[Rule] = (),
    grids: Sequence[Grid] = (),
    first_table: int = 0,
) -> tuple[Line, ...]:
    """The page's lines in reading order. A grid's words come cell by cell, row by row, at the grid's place among the
    rows; its tables are numbered from `first_table`. `place` says where the ink of a word without a box is on the
    displayed page."""
    heads, words = marks.running_heads(words, height_pt)
    stamps, words = receipt.parted(words, height_pt)
    free: list[PlacedWord] = []
    inside: list[dict[GridCell, list[PlacedWord]]] = [{} for _ in grids]
    for word in words:
        for k, grid in enumerate(grids):
            cell = grid.cell_at((word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2)
            if cell is not None:
                inside[k].setdefault(cell, []).append(word)
                break
        else:
            free.append(word)
    rows: list[tuple[float, list[tuple[list[PlacedWord], LineKind, Cell | None]]]] = []
    head, tail = (min((w.top for w in words), default=0.0), max((w.bottom for w in words), default=0.0))
    for k, grid in enumerate(grids):
        entry: list[tuple[list[PlacedWord], LineKind, Cell | None]] = [
            (row, LineKind.BODY, Cell(first_table + k, cell.row, cell.column, cell.row_span, cell.column_span))
            for cell in sorted(inside[k], key=lambda c: (c.row, c.column))
            for row in _joined(segments(inside[k][cell]))
        ]
        rows.append((grid.y0, entry))
    cuts = sorted(grid.y0 for grid in grids)
    for stretch in _between(free, cuts):
        for block in blocks(segments(stretch), width_pt=width_pt, height_pt=height_pt):
            rows.append((block.top, [(row, LineKind.BODY, None) for row in _in_order(block)]))
    rows.extend((min(w.top for w in row), [(row, LineKind.RUNNING_HEAD, None)]) for row in heads)
    rows.extend((min(w.top for w in row), [(row, LineKind.STAMP, None)]) for row in stamps)
    rows.sort(key=lambda pair: pair[0])
    flat = [item for _, entry in rows for item in entry]
    kinds = marks.kinds(
        [(row, cell is not None) for row, _, cell in flat], rules, head=head, tail=tail, height_pt=height_pt
    )
    return tuple(
        line_of(row, place, kind if known is LineKind.BODY else known, cell)
        for (row, known, cell), kind in zip(flat, kinds, strict=True)
    )


def _between(words: Sequence[PlacedWord], cuts: Sequence[float]) -> list[list[PlacedWord]]:
    """The words outside the tables, parted where a table begins, so that no row or column runs past one."""
    parts: list[list[PlacedWord]] = [[] for _ in range(len(cuts) + 1)]
    for word in words:
        parts[sum(1 for cut in cuts if (word.top + word.bottom) / 2 >= cut)].append(word)
    return [part for part in parts if part]


def segments(words: Sequence[PlacedWord]) -> list[Segment]:
    """The words as stretches of rows, from the top down and from the left; a row is parted at its wide gaps."""
    out: list[Segment] = []
    for row in rows_of(words):
        out.extend(_parted(row))
    return out


def _parted(row: list[PlacedWord]) -> list[Segment]:
    """A row cut at gaps that are wide for this row: too many cuts do no harm, a row outside columns is joined again."""
    gaps = [right.x0 - left.x1 for left, right in pairwise(row)]
    if not gaps:
        return [Segment(row)]
    em = median(word.size_pt for word in row)
    limit = max(_WIDE_EM * em, _WIDE_GAP * median(gaps) if len(gaps) > 2 else 0.0)
    out, start = [], 0
    for k, gap in enumerate(gaps):
        if gap > limit:
            out.append(Segment(row[start : k + 1]))
            start = k + 1
    out.append(Segment(row[start:]))
    return out


def _joined(parts: Sequence[Segment]) -> list[list[PlacedWord]]:
    """Segments of one row put together again."""
    if len(parts) == 1:
        return [parts[0].words]
    return rows_of([word for part in parts for word in part.words])


def _in_order(block: Block[Segment]) -> list[list[PlacedWord]]:
    return [row for column in block.columns for row in _joined(column)]


def line_of(row: Sequence[PlacedWord], place: Place, kind: LineKind = LineKind.BODY, cell: Cell | None = None) -> Line:
    """The line that these words make, one blank between them."""
    words: list[Word] = []
    at = 0
    for word in row:
        box = word.box or place((word.x0, word.y0, word.x1, word.y1))
        words.append(Word(at, at + len(word.text), box, word.confidence, word.raw, word.others))
        at += len(word.text) + 1
    return Line(" ".join(word.text for word in row), tuple(words), kind, cell)
