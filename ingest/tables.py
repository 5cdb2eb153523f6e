"""Tables of Word and HTML: where each cell lies in the grid, merged ones once; tables that only lay out a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from vanthu.records import Cell

Content = TypeVar("Content")

_MOST_COLUMNS: Final = 1000


@dataclass(frozen=True, slots=True)
class Placed(Generic[Content]):
    """A cell's content and its place."""

    content: Content
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1

    def cell(self, table: int) -> Cell:
        """As the records have it."""
        return Cell(table, self.row, self.column, self.row_span, self.column_span)


def in_grid(rows: Sequence[Sequence[tuple[Content, int, int]]]) -> Iterator[Placed[Content]]:
    """Cells of rows, each (content, rows spanned, columns spanned), put where the spans of earlier rows leave room."""
    taken: dict[int, int] = {}  # column → first row that is free again
    for row, cells in enumerate(rows):
        column = 0
        for content, high, wide in cells:
            while taken.get(column, 0) > row:
                column += 1
            high, wide = max(1, min(high, len(rows) - row)), max(1, min(wide, _MOST_COLUMNS - column))
            if column >= _MOST_COLUMNS:
                break
            for covered in range(column, column + wide):
                taken[covered] = row + high
            yield Placed(content, row, column, high, wide)
            column += wide


def lays_out(cells: Sequence[Placed[Content]], *, bordered: bool) -> bool:
    """Whether a table only puts texts side by side, as letterheads and signature blocks do: without upright lines, of
    two or three columns and a few rows."""
    columns = max((cell.column + cell.column_span for cell in cells), default=0)
    rows = max((cell.row + cell.row_span for cell in cells), default=0)
    return not bordered and columns <= 3 and rows <= 6


def by_columns(cells: Sequence[Placed[Content]]) -> list[Placed[Content]]:
    """Cells in the order that a letterhead is read in: left column first. A cell over all columns parts what is above
    it from what is below."""
    columns = max((cell.column + cell.column_span for cell in cells), default=0)
    bars = sorted(cell.row for cell in cells if cell.column_span >= columns > 1)
    return sorted(
        cells, key=lambda cell: (sum(bar < cell.row for bar in bars) * 2 + (cell.row in bars), cell.column, cell.row)
    )
