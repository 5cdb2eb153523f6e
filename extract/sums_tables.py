"""Totals of tables that do not add up: the row "Tổng cộng" beside the numbers of its column.

Only columns whose every cell is a plain number are looked at, and a total is in doubt only when no reading makes it:
all rows, the rows of one level of numbering, the rows since the last total, the totals themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from extract.quantities import value_of
from extract.sums import told
from extract.tables import Table, TableRow
from vanthu.records import DocumentText, Evidence, Finding
from vanthu.viet import canonical

_TOTAL: Final = regex.compile(r"(?:tổng(?: cộng| số)?|cộng)(?: \([^)]*\))?[:.]?")
_NUMBER: Final = regex.compile(r"(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+|\d+(?:\.\d{1,2})?)")
_NOTHING: Final = ("", "-", "–", "0", "…", "...")
# Columns whose numbers are not added: prices, shares, years, codes, dates.
_NOT_ADDED: Final = regex.compile(
    r"(?:^|\b)(?:s?tt|số thứ tự|đơn giá|giá|tỷ lệ|tỉ lệ|%|năm|mã|hệ số|bình quân|mật độ|suất|mức|định mức|thời gian"
    r"|thời hạn|lấp đầy|cơ cấu|số hiệu|điện thoại|toạ độ|tọa độ|chỉ số|điểm)\b|%"
)
_LEVELS: Final = ("letter", "roman", "10", "11", "12", "13", "")
"""Styles of numbering from the top down."""
_SHARE: Final = 0.5
"""A total further off than this counts something else than the rows above it."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A row's number in one column, None where it has none. `level` tells rows of one numbering from those of others;
    `total`: it is a total."""

    value: float | None
    cell: Evidence
    level: str
    total: bool


def find_table_sums(text: DocumentText, table: Table) -> Iterator[Finding]:
    """What does not add up in a table, column by column; `id`, `quote` and `provision` are left to the caller."""
    totals = [n for n, row in enumerate(table.rows) if _is_total(text, row)]
    if not totals or len(table.rows) < 3 or any(_shifted(text, table, table.rows[n]) for n in totals):
        return
    for column in range(1, len(table.roles)):
        first = _first_row(text, table, column, totals[0])
        said = [table.head[column] if column < len(table.head) else ()]
        said += [row.cells[column] for row in table.rows[:first] if column < len(row.cells)]
        if not any(_NOT_ADDED.search(canonical(text.quote(cell))) for cell in said):
            yield from _column(text, table, column, totals, first)


def _is_total(text: DocumentText, row: TableRow) -> bool:
    said = [canonical(text.quote(cell)).strip(" *_") for cell in row.cells[:3] if cell]
    return any(_TOTAL.fullmatch(words) for words in said)


def _shifted(text: DocumentText, table: Table, total: TableRow) -> bool:
    """Whether merged cells have moved a total's numbers out of their columns: one stands under words. A plain text
    file's tables say only how many cells a row has."""
    for column, cell in enumerate(total.cells):
        if not _NUMBER.fullmatch(text.quote(cell).strip(" *_")):
            continue
        below = (text.quote(row.cells[column]) for row in table.rows[3:] if row is not total and row.kind == "data")
        if any(regex.search(r"\p{L}{3}", words) for words in below):
            return True
    return False


def _first_row(text: DocumentText, table: Table, column: int, total: int) -> int:
    """Where the numbers of a column begin in a table whose head was not recognised."""
    if table.head:
        return 0
    for n, row in enumerate(table.rows[:3]):
        words = text.quote(row.cells[column]) if column < len(row.cells) else ""
        if n == total or _NUMBER.fullmatch(words.strip(" *_")):
            return n
    return min(3, total)


def _column(text: DocumentText, table: Table, column: int, totals: Sequence[int], first: int) -> Iterator[Finding]:
    lines = [_line(text, row, column, n in totals) for n, row in enumerate(table.rows) if n >= first]
    known = [line for line in lines if line is not None]
    wholes = [line for line in known if line.total]
    if len(known) < len(lines) or len(wholes) != 1 or not wholes[0].value:
        return
    total, whole = wholes[0].value, wholes[0]
    parts = [line for line in known if not line.total and line.value is not None]
    levels: dict[str, list[_Line]] = {}
    for line in parts:
        levels.setdefault(line.level, []).append(line)
    readings = [parts, *levels.values()]
    if len(parts) < 2 or any(_near(_made(reading), total) for reading in readings):
        return
    top = min(levels, key=_LEVELS.index)
    if len(levels) > 1 and len(levels[top]) < 2:
        return
    parts = levels[top]
    if abs(_made(parts) - total) > _SHARE * total:
        return
    evidence = (*whole.cell, *(span for line in parts for span in line.cell))
    yield told(total, [line.value or 0.0 for line in parts], evidence, "sum-in-table", 0.8 if len(levels) == 1 else 0.6)


def _made(lines: Sequence[_Line]) -> float:
    return sum(line.value or 0.0 for line in lines)


def _near(one: float, other: float) -> bool:
    """Whether two numbers agree, up to what rounding of the parts may make."""
    return abs(one - other) <= max(0.05, 0.0005 * abs(other))


def _line(text: DocumentText, row: TableRow, column: int, total: bool) -> _Line | None:
    """The row's number in a column; None where the cell holds something else, so that the column is not added."""
    cell = row.cells[column] if column < len(row.cells) else ()
    words = text.quote(cell).strip(" *_")
    if row.kind == "group" and not total and words:
        return None if _NUMBER.fullmatch(words) else _Line(None, cell, "", total)
    if words in _NOTHING:
        return _Line(None, cell, _level(row), total)
    return _Line(value_of(words), cell, _level(row), total) if _NUMBER.fullmatch(words) else None


def _level(row: TableRow) -> str:
    """The style of the row's number: digits by their dots, roman, letters."""
    number = row.number
    if regex.fullmatch(r"\d+(?:\.\d+)*", number):
        return f"1{min(number.count('.'), 3)}"
    return "roman" if regex.fullmatch(r"[IVXLC]+", number) else "letter" if number.isalpha() else ""
