"""The sheets of an Excel file (XLSX): what stands in each cell, as it is shown, and what is a table among it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from ingest.numberformat import shown
from ingest.oldtext import Piece, writing
from ingest.ooxml import Element, Package, attribute, child, inside, name, whole
from ingest.readers.text import words
from vanthu.errors import Unreadable
from vanthu.records import Cell, Line, State

T = TypeVar("T")

MOST_CELLS: Final = 500_000
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_FEW_COLUMNS: Final = 3  # a region without ruled cells is a table from so many columns on
_SIDES: Final = ("left", "right", "top", "bottom")


@dataclass(frozen=True, slots=True)
class Looks:
    """What a cell's style says: its font, how numbers are shown, whether it is ruled."""

    font: str = ""
    number_format: str = ""
    ruled: bool = False


@dataclass(slots=True)
class SheetCell:
    """A cell with something in it (or ruled and empty)."""

    row: int
    column: int
    pieces: tuple[Piece, ...]
    ruled: bool
    row_span: int = 1
    column_span: int = 1

    @property
    def empty(self) -> bool:
        """Whether nothing is to be seen in it."""
        return not any(text.strip() for text, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name and its cells by row."""

    name: str
    cells: tuple[SheetCell, ...]


@dataclass(slots=True)
class Book:
    """A file being gone through."""

    package: Package
    part: str
    strings: list[tuple[tuple[str, str | None], ...]] = field(default_factory=list)
    looks: list[Looks] = field(default_factory=list)
    from_1904: bool = False
    hidden: list[str] = field(default_factory=list)
    count: int = 0

    def sheets(self) -> Iterator[Sheet]:
        """The sheets that are shown, in order. Raises Unreadable."""
        root = self.package.xml(self.part)
        self.from_1904 = attribute(child(root, "workbookPr"), "date1904") in ("1", "true")
        self._read_strings()
        self._read_looks()
        parts = {one.id: one.target for one in self.package.relations(self.part) if not one.external}
        for sheet in inside(root, "sheets"):
            title = attribute(sheet, "name") or ""
            part = parts.get(attribute(sheet, "id") or "", "")
            if attribute(sheet, "state") in ("hidden", "veryHidden"):
                self.hidden.append(title)
            elif part in self.package and "worksheet" in part:
                yield Sheet(title, tuple(self._cells(self.package.xml(part))))

    def _read_strings(self) -> None:
        part = self.package.related(self.part, "sharedStrings")
        if part is not None:
            self.strings = [_string(one) for one in self.package.xml(part) if name(one) == "si"]

    def _read_looks(self) -> None:
        part = self.package.related(self.part, "styles")
        if part is None:
            return
        root = self.package.xml(part)
        formats = {whole(one, "numFmtId"): attribute(one, "formatCode") or "" for one in inside(root, "numFmts")}
        fonts = [attribute(child(one, "name")) or "" for one in inside(root, "fonts")]
        borders = [any(attribute(child(one, side), "style") for side in _SIDES) for one in inside(root, "borders")]
        for one in inside(root, "cellXfs"):
            number = whole(one, "numFmtId") or 0
            self.looks.append(
                Looks(
                    _at(fonts, whole(one, "fontId")) or "",
                    formats.get(number) or _BUILT_IN.get(number, ""),
                    bool(_at(borders, whole(one, "borderId"))),
                )
            )

    def _cells(self, root: Element) -> Iterator[SheetCell]:
        spans = dict(_spans(root))
        covered = set(_covered(spans))
        row = -1
        for element in inside(root, "sheetData"):
            row = (whole(element, "r") or row + 2) - 1
            column = -1
            for one in element:
                place = _place(attribute(one, "r") or "")
                row, column = place if place else (row, column + 1)
                self.count += 1
                if name(one) != "c" or (row, column) in covered or self.count > MOST_CELLS:
                    continue
                looks = _at(self.looks, whole(one, "s") or 0) or Looks()
                pieces = self._pieces(one, looks)
                if looks.ruled or any(text.strip() for text, _ in pieces):
                    yield SheetCell(row, column, pieces, looks.ruled, *spans.get((row, column), (1, 1)))

    def _pieces(self, cell: Element, looks: Looks) -> tuple[Piece, ...]:
        kind, value = attribute(cell, "t") or "n", child(cell, "v")
        text = (value.text or "") if value is not None else ""
        if kind == "s":
            found = _at(self.strings, int(text) if text.isascii() and text.isdigit() else None) or ()
        elif kind == "inlineStr":
            found = _string(child(cell, "is"))
        elif kind == "n":
            return ((shown(text, looks.number_format, from_1904=self.from_1904), ""),)
        else:
            found = ((text, None),)
        return tuple((letters, font or looks.font) for letters, font in found)


def read_lines(book: Book, *, most_characters: int) -> tuple[Line, ...]:
    """The lines of all sheets: ruled regions are tables, all else is lines, side by side ones left column first; text
    in old encodings converted. Raises Unreadable: corrupt, limit_exceeded (bytes: one text in very many cells)."""
    sheets = list(book.sheets())
    if sum(len(text) for sheet in sheets for cell in sheet.cells for text, _ in cell.pieces) > most_characters:
        raise Unreadable(State.LIMIT_EXCEEDED, "Bảng tính bung ra quá nhiều chữ.", detail="bytes")
    how = writing(cell.pieces for sheet in sheets for cell in sheet.cells if not cell.empty)
    lines: list[Line] = []
    tables = 0
    for sheet in sheets:
        for cells, is_table in _regions(sheet.cells):
            placed = _as_table(cells, tables) if is_table else [(cell, None) for cell in _by_columns(cells)]
            tables += is_table
            for cell, place in placed:
                for row in "".join(how.read(cell.pieces)).split("\n"):
                    text = " ".join(row.split())
                    if text:
                        lines.append(Line(text, words(text), cell=place))
    return tuple(lines)


def _string(element: Element | None) -> tuple[tuple[str, str | None], ...]:
    """A string of a sheet: plain, or in runs with fonts of their own; what helps to pronounce it is left out."""
    if element is None:
        return ()
    out: list[tuple[str, str | None]] = []
    for one in element:
        if name(one) == "t":
            out.append((one.text or "", None))
        elif name(one) == "r":
            text = child(one, "t")
            font = attribute(child(one, "rPr", "rFont"))
            out.append(((text.text or "") if text is not None else "", font))
    return tuple(out)


def _regions(cells: Sequence[SheetCell]) -> Iterator[tuple[list[SheetCell], bool]]:
    """Rows that follow each other and are all a table's, or all none. Ruled rows are; in a sheet without any, the rows
    of several columns are. An empty row ends a region."""
    rows: dict[int, list[SheetCell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    ruled = {row for row, found in rows.items() if sum(cell.ruled for cell in found) >= 2}
    if not ruled:
        ruled = {row for row, found in rows.items() if sum(not cell.empty for cell in found) >= _FEW_COLUMNS}
    now: list[SheetCell] = []
    kind, last = False, -1
    for row in sorted(rows):
        under = any(cell.row + cell.row_span > row for cell in now)  # a merged cell goes on
        is_table = row in ruled or (kind and under)
        if now and (is_table != kind or (row > last + 1 and not under)):
            yield now, kind
            now = []
        now.extend(rows[row])
        kind, last = is_table, row
    if now:
        yield now, kind


def _as_table(cells: Sequence[SheetCell], number: int) -> list[tuple[SheetCell, Cell | None]]:
    """Cells with their places, rows and columns without anything taken out."""
    full = [cell for cell in cells if not cell.empty]
    rows = {row: i for i, row in enumerate(sorted({cell.row for cell in full}))}
    columns = {column: i for i, column in enumerate(sorted({cell.column for cell in full}))}
    out: list[tuple[SheetCell, Cell | None]] = []
    for cell in sorted(full, key=lambda one: (one.row, one.column)):
        high = sum(row in rows for row in range(cell.row, cell.row + cell.row_span)) if cell.row_span < 5000 else 1
        wide = sum(one in columns for one in range(cell.column, cell.column + min(cell.column_span, 5000)))
        out.append((cell, Cell(number, rows[cell.row], columns[cell.column], max(high, 1), max(wide, 1))))
    return out


def _by_columns(cells: Sequence[SheetCell]) -> list[SheetCell]:
    """What stands side by side in two columns over some rows (a letterhead, signatures) left column first; all other
    rows as they come."""
    out: list[SheetCell] = []
    pair: list[tuple[SheetCell, SheetCell]] = []
    by_row: dict[int, list[SheetCell]] = {}
    for cell in cells:
        if not cell.empty:
            by_row.setdefault(cell.row, []).append(cell)
    for row in sorted(by_row):
        found = sorted(by_row[row], key=lambda cell: cell.column)
        if len(found) == 2:
            pair.append((found[0], found[1]))
            continue
        out += [*(left for left, _ in pair), *(right for _, right in pair), *found]
        pair = []
    return [*out, *(left for left, _ in pair), *(right for _, right in pair)]


def _spans(root: Element) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for merged in inside(root, "mergeCells"):
        first, _, last = (attribute(merged, "ref") or "").partition(":")
        one, other = _place(first), _place(last)
        if one and other and other >= one:
            yield one, (other[0] - one[0] + 1, max(other[1] - one[1] + 1, 1))


def _covered(spans: Mapping[tuple[int, int], tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The places under merged cells, the first of each aside; merged regions without end are left out."""
    room = MOST_CELLS
    for (top, left), (high, wide) in spans.items():
        room -= high * wide
        if room < 0:
            return
        for row in range(top, top + high):
            yield from ((row, column) for column in range(left, left + wide) if (row, column) != (top, left))


def _place(reference: str) -> tuple[int, int] | None:
    """B5 as (row, column) from 0."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _at(values: Sequence[T], index: int | None) -> T | None:
    return values[index] if index is not None and 0 <= index < len(values) else None


_BUILT_IN: Final[Mapping[int, str]] = {
    **dict.fromkeys((9, 10), "0%"),
    **dict.fromkeys((14, 15, 16, 17), "d/m/yyyy"),
    **dict.fromkeys((18, 19, 20, 21), "h:mm"),
    22: "d/m/yyyy h:mm",
    49: "@",
}
"""The number formats that a file names without spelling them out, as far as they change more than separators."""
