"""Tables as they stand in the text, cell by cell: of the readers' cells and of lines like `| a | b |`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import regex

from extract.rows import Row
from vanthu.records import DocumentText, Evidence, Span

_PIPE: Final = regex.compile(r"(?<!\\)\|")
_BREAK: Final = regex.compile(r"<br\s*/?>|\*\*|__", regex.I)
_RULE: Final = regex.compile(r"\s*\|?\s*:?-{2,}[\s|:-]*")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: its first column and how many it covers, how many rows it covers, its lines' ink."""

    column: int
    spans: Evidence
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row with its cells from left to right (empty ones may be missing), what its cells cover of the text, and where
    each of its lines begins."""

    cells: tuple[GridCell, ...]
    span: Span
    page: int | None
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on one page, or a pipe table: rows of cells."""

    rows: tuple[GridRow, ...]
    columns: int

    @property
    def span(self) -> Span:
        """From its first to its last character."""
        return Span(self.rows[0].span.start, max(row.span.end for row in self.rows))


def grids(text: DocumentText, rows: Sequence[Row]) -> Iterator[Grid]:
    """The tables in the order of the text."""
    run: list[Row] = []
    for row in rows:
        if run and not _same_table(run[-1], row):
            yield from _grid(text, run)
            run = []
        if row.cell or is_pipe(row):
            run.append(row)
    if run:
        yield from _grid(text, run)


def is_pipe(row: Row) -> bool:
    """Whether a line is a row of a pipe table."""
    return row.cell is None and row.text[0] == "|" and row.text.count("|") > 1


def _same_table(above: Row, row: Row) -> bool:
    if above.cell and row.cell:
        return above.cell.table == row.cell.table
    return is_pipe(above) and is_pipe(row)


def _grid(text: DocumentText, run: Sequence[Row]) -> Iterator[Grid]:
    rows = tuple(_pipe_rows(text, run) if run[0].cell is None else _cell_rows(run))
    if rows:
        columns = max((cell.column + cell.columns for row in rows for cell in row.cells), default=0)
        yield Grid(rows, columns)


def _cell_rows(run: Sequence[Row]) -> Iterator[GridRow]:
    """Rows of a reader's table; a row ends where the reader's row number changes."""
    row: list[Row] = []
    for line in run:
        if row and line.cell and row[0].cell and line.cell.row != row[0].cell.row:
            yield _cell_row(row)
            row = []
        row.append(line)
    yield _cell_row(row)


def _cell_row(lines: Sequence[Row]) -> GridRow:
    cells: dict[int, GridCell] = {}
    for line in lines:
        if line.cell is None:
            continue
        here = cells.get(line.cell.column)
        spans = (*here.spans, line.span) if here else (line.span,)
        cells[line.cell.column] = GridCell(line.cell.column, spans, line.cell.column_span, line.cell.row_span)
    span = Span(lines[0].span.start, lines[-1].span.end)
    starts = tuple(line.span.start for line in lines)
    return GridRow(tuple(_joined(cells[column]) for column in sorted(cells)), span, lines[0].page, starts)


def _joined(cell: GridCell) -> GridCell:
    """Lines one after the other in the text are one stretch."""
    spans = [cell.spans[0]]
    for span in cell.spans[1:]:
        if 0 <= span.start - spans[-1].end <= 2:
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return GridCell(cell.column, tuple(spans), cell.columns, cell.rows)


def _pipe_rows(text: DocumentText, run: Sequence[Row]) -> Iterator[GridRow]:
    for line in run:
        if _RULE.fullmatch(line.text):
            continue
        bars = [match.start() + line.span.start for match in _PIPE.finditer(line.text)]
        if not line.text.endswith("|"):
            bars.append(line.span.end)
        cells = tuple(_pipe_cell(text.text, n, a + 1, b) for n, (a, b) in enumerate(pairwise(bars)))
        filled = [span for cell in cells for span in cell.spans]
        span = Span(filled[0].start, filled[-1].end) if filled else line.span
        yield GridRow(cells, span, line.page, (line.span.start,))


def _pipe_cell(text: str, column: int, start: int, end: int) -> GridCell:
    spans: list[Span] = []
    at = start
    for cut in (*_BREAK.finditer(text, start, end), None):
        until = cut.start() if cut else end
        piece = text[at:until]
        ink = piece.strip()
        if ink:
            first = at + len(piece) - len(piece.lstrip())
            spans.append(Span(first, first + len(ink)))
        at = cut.end() if cut else end
    return GridCell(column, tuple(spans))
