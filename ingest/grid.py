"""Ruled tables: from ruled lines to cells with rows, columns and spans."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingest.placed import Rule

_SNAP_PT: Final = 2.5  # lines closer together than this are one
_JOIN_PT: Final = 3.0  # a break in a line shorter than this is none
_LEAST_CELL_PT: Final = 5.0
_OPEN_PT: Final = 9.0  # lines that run on further than this beyond the last one across leave a row or column open


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell and what it spans."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's ruled grid in points of the page: the lines between rows (`ys`) and columns (`xs`), and which cell
    each field of the grid belongs to (None: outside a table that is no rectangle)."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    fields: tuple[tuple[GridCell | None, ...], ...]

    @property
    def y0(self) -> float:
        """Its upper edge."""
        return self.ys[0]

    def cell_at(self, x: float, y: float) -> GridCell | None:
        """The cell at a point, None outside."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        column = min(bisect_right(self.xs, x) - 1, len(self.xs) - 2)
        row = min(bisect_right(self.ys, y) - 1, len(self.ys) - 2)
        return self.fields[row][column]

    def cells(self) -> tuple[GridCell, ...]:
        """Its cells, row by row."""
        return tuple(dict.fromkeys(cell for row in self.fields for cell in row if cell is not None))

    def box(self, cell: GridCell) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 of a cell."""
        return (
            self.xs[cell.column],
            self.ys[cell.row],
            self.xs[cell.column + cell.column_span],
            self.ys[cell.row + cell.row_span],
        )


def grids(rules: Sequence[Rule], *, width_pt: float, height_pt: float, slack_pt: float = _JOIN_PT) -> tuple[Grid, ...]:
    """The tables among a page's ruled lines, from the top down. At least two rows or columns and two cells with
    walls of their own: frames around a page, underlines and single boxes are none. `slack_pt` is how far lines that
    meet may miss each other (more on pictures, where they are bent)."""
    level = _merged([r for r in rules if r.horizontal and r.length > _LEAST_CELL_PT])
    upright = _merged([r for r in rules if not r.horizontal and r.length > _LEAST_CELL_PT])
    out = []
    for lying, standing in _connected(level, upright, slack_pt):
        grid = _grid(lying, standing)
        if grid is not None and _is_table(grid, width_pt, height_pt):
            out.append(grid)
    return tuple(sorted(out, key=lambda g: (g.ys[0], g.xs[0])))


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Strokes on one line that touch or overlap, as one; double lines too."""
    lying = bool(rules) and rules[0].horizontal
    spans = [(r.y0, r.x0, r.x1) if lying else (r.x0, r.y0, r.y1) for r in rules]
    spans.sort()
    tracks: list[list[tuple[float, float, float]]] = []
    for span in spans:
        if tracks and span[0] - tracks[-1][-1][0] <= _SNAP_PT and span[0] - tracks[-1][0][0] <= 2 * _SNAP_PT:
            tracks[-1].append(span)
        else:
            tracks.append([span])
    out: list[Rule] = []
    for track in tracks:
        at = sum(t[0] for t in track) / len(track)
        start, end = None, 0.0
        for _, a, b in sorted(track, key=lambda t: t[1]):
            if start is not None and a - end <= _JOIN_PT:
                end = max(end, b)
                continue
            if start is not None:
                out.append(Rule(start, at, end, at) if lying else Rule(at, start, at, end))
            start, end = a, b
        if start is not None:
            out.append(Rule(start, at, end, at) if lying else Rule(at, start, at, end))
    return out


def _connected(level: Sequence[Rule], upright: Sequence[Rule], slack_pt: float) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that cross or touch one another, group by group."""
    lines = [*level, *upright]
    group = list(range(len(lines)))

    def root(k: int) -> int:
        while group[k] != k:
            group[k] = group[group[k]]
            k = group[k]
        return k

    for a, lying in enumerate(level):
        for b, standing in enumerate(upright, start=len(level)):
            if (
                lying.x0 - slack_pt <= standing.x0 <= lying.x1 + slack_pt
                and standing.y0 - slack_pt <= lying.y0 <= standing.y1 + slack_pt
            ):
                group[root(a)] = root(b)
    out: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for k, line in enumerate(lines):
        out.setdefault(root(k), ([], []))[0 if line.horizontal else 1].append(line)
    return [pair for pair in out.values() if len(pair[0]) >= 2 and len(pair[1]) >= 2]


def _positions(values: Sequence[float]) -> tuple[float, ...]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _LEAST_CELL_PT:
            out.append(value)
    return tuple(out)


def _closed(level: Sequence[Rule], upright: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The lines with the edges that are not drawn: a table that runs over a page break is open below or above, some
    tables have no outer walls. An edge is added where most lines run on beyond the last one across them."""
    lying, standing = list(level), list(upright)
    x0, x1 = min(r.x0 for r in (*level, *upright)), max(r.x1 for r in (*level, *upright))
    y0, y1 = min(r.y0 for r in (*level, *upright)), max(r.y1 for r in (*level, *upright))
    first, last = min(r.y0 for r in level), max(r.y0 for r in level)
    if sum(r.y1 - last > _OPEN_PT for r in upright) >= 2:
        lying.append(Rule(x0, y1, x1, y1))
    if sum(first - r.y0 > _OPEN_PT for r in upright) >= 2:
        lying.append(Rule(x0, y0, x1, y0))
    first, last = min(r.x0 for r in upright), max(r.x0 for r in upright)
    if sum(r.x1 - last > _OPEN_PT for r in level) >= 2:
        standing.append(Rule(x1, y0, x1, y1))
    if sum(first - r.x0 > _OPEN_PT for r in level) >= 2:
        standing.append(Rule(x0, y0, x0, y1))
    return lying, standing


def _grid(level: Sequence[Rule], upright: Sequence[Rule]) -> Grid | None:
    """The fields between the lines, joined to cells where no wall stands between them."""
    level, upright = _closed(level, upright)
    xs, ys = _positions([r.x0 for r in upright]), _positions([r.y0 for r in level])
    if len(xs) < 2 or len(ys) < 2:
        return None
    columns, rows = len(xs) - 1, len(ys) - 1

    def wall_right(row: int, column: int) -> bool:
        """Whether a wall stands at the right of this field."""
        middle, x = (ys[row] + ys[row + 1]) / 2, xs[column + 1]
        return any(abs(r.x0 - x) <= _LEAST_CELL_PT and r.y0 <= middle <= r.y1 for r in upright)

    def wall_below(row: int, column: int) -> bool:
        middle, y = (xs[column] + xs[column + 1]) / 2, ys[row + 1]
        return any(abs(r.y0 - y) <= _LEAST_CELL_PT and r.x0 <= middle <= r.x1 for r in level)

    def enclosed(row: int, column: int) -> bool:
        """Whether the field lies within the table: lines above and below, left and right, at any distance."""
        x, y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
        over = [r.y0 for r in level if r.x0 <= x <= r.x1]
        beside = [r.x0 for r in upright if r.y0 <= y <= r.y1]
        return bool(over and beside) and min(over) < y < max(over) and min(beside) < x < max(beside)

    fields: list[list[GridCell | None]] = [[None] * columns for _ in range(rows)]
    taken = [[not enclosed(row, column) for column in range(columns)] for row in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            wide = 1
            while column + wide < columns and not wall_right(row, column + wide - 1) and not taken[row][column + wide]:
                wide += 1
            high = 1
            while row + high < rows and all(
                not wall_below(row + high - 1, column + k) and not taken[row + high][column + k] for k in range(wide)
            ):
                high += 1
            cell = GridCell(row, column, high, wide)
            for r in range(row, row + high):
                for k in range(column, column + wide):
                    fields[r][k], taken[r][k] = cell, True
    return Grid(xs, ys, tuple(tuple(row) for row in fields))


def _is_table(grid: Grid, width_pt: float, height_pt: float) -> bool:
    cells = grid.cells()
    if len(cells) < 3 and not (len(cells) == 2 and len(grid.xs) == 3):
        return False
    columns = len({cell.column for cell in cells})
    if columns < 2:
        return False
    wide, high = grid.xs[-1] - grid.xs[0], grid.ys[-1] - grid.ys[0]
    return wide > 0.15 * width_pt and high > 12.0 and not (high < 20.0 and wide < 0.3 * width_pt)
