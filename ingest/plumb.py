"""The door to pdfplumber: grids of tables that ruled lines do not give (coloured cells, columns of white space)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from ingest.grid import Grid, GridCell
from ingest.placed import PlacedWord
from ingest.rows import rows_of
from vanthu import viet

_HEADINGS: Final = (
    "stt",
    "tt",
    "nhiem vu",
    "noi dung",
    "cong viec",
    "chu tri",
    "phoi hop",
    "thoi gian",
    "thoi han",
    "tien do",
    "san pham",
    "ket qua",
    "ghi chu",
    "don vi",
    "co quan",
)
_FIRST_HEADINGS: Final = frozenset({"STT", "TT"})  # what the head of a task table begins with
_LEAST_HEADINGS: Final = 3
_SAME_PT: Final = 3.0
_WAYS: Final = (
    {"vertical_strategy": "lines", "horizontal_strategy": "lines"},
    {"vertical_strategy": "text", "horizontal_strategy": "lines"},
)


def looks_tabular(words: Sequence[PlacedWord]) -> bool:
    """Whether a row of the page reads like the head of a task table: three of its usual headings, set apart."""
    for first in (word for word in words if word.text.rstrip(".").upper() in _FIRST_HEADINGS):
        row = rows_of([word for word in words if word.bottom > first.top - 30 and word.top < first.bottom + 30])
        text = " " + viet.fold(" ".join(word.text for part in row for word in part)) + " "
        gaps = [other.x0 - one.x1 > 1.2 * one.size_pt for part in row if first in part for one, other in pairwise(part)]
        if sum(gaps) >= _LEAST_HEADINGS - 1 and sum(f" {name} " in text for name in _HEADINGS) >= _LEAST_HEADINGS:
            return True
    return False


def grids(path: Path, n: int) -> tuple[Grid, ...]:
    """The tables that pdfplumber finds on page `n`, in points of the displayed page; () where it finds none, or
    cannot read the file."""
    import pdfplumber  # a third of a second's work, which few files need

    try:
        with pdfplumber.open(path) as document:
            page = document.pages[n - 1]
            left, top = page.bbox[0], page.bbox[1]
            for settings in _WAYS:
                found = [_grid(table, left, top) for table in page.find_tables(settings)]
                tables = tuple(grid for grid in found if grid is not None)
                if tables:
                    return tables
    except Exception:  # a second opinion: whatever pdfminer trips over, the page has been read already
        return ()
    return ()


def _grid(table: Any, left: float, top: float) -> Grid | None:
    """pdfplumber's cells (boxes) as rows, columns and spans."""
    boxes = [tuple(float(v) for v in cell) for cell in table.cells]
    xs, ys = _edges([v for b in boxes for v in (b[0], b[2])]), _edges([v for b in boxes for v in (b[1], b[3])])
    if len(xs) < 3 or len(ys) < 3:
        return None
    fields: list[list[GridCell | None]] = [[None] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    for x0, y0, x1, y1 in boxes:
        column, row = _index(xs, x0), _index(ys, y0)
        cell = GridCell(row, column, max(_index(ys, y1) - row, 1), max(_index(xs, x1) - column, 1))
        for r in range(row, min(row + cell.row_span, len(ys) - 1)):
            for c in range(column, min(column + cell.column_span, len(xs) - 1)):
                fields[r][c] = cell
    return Grid(tuple(x - left for x in xs), tuple(y - top for y in ys), tuple(tuple(row) for row in fields))


def _edges(values: Sequence[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _SAME_PT:
            out.append(value)
    return out


def _index(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda k: abs(edges[k] - value))
