"""Lists of papers (`danh mục`, CSV or XLSX) beside files: which column means what, which row names which file."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest import wire
from ingest.limits import Limits
from ingest.sandbox import SHARED, Job, Sandbox
from vanthu.errors import BadRequest
from vanthu.records import Listed, Receipt
from vanthu.viet import fold, nfc

HINTS: Final[Mapping[str, tuple[str, ...]]] = {
    "file": ("ten tep", "ten file", "ten tap tin", "tep", "tap tin", "file", "filename", "file name", "duong dan",
             "tep dinh kem", "path"),
    "number": ("so ky hieu", "so va ky hieu", "so hieu", "so ki hieu", "ky hieu", "so van ban", "so", "number"),
    "issued": ("ngay ban hanh", "ngay thang nam ban hanh", "ngay van ban", "ngay ky", "ngay thang van ban",
               "ngay thang", "ngay", "date"),
    "title": ("trich yeu", "trich yeu noi dung", "ten loai va trich yeu", "ten van ban", "tieu de", "noi dung",
              "ve viec", "title"),
    "issuer": ("co quan ban hanh", "noi ban hanh", "don vi ban hanh", "tac gia van ban", "tac gia", "issuer"),
    "type": ("loai van ban", "ten loai", "hinh thuc van ban", "loai", "type"),
    "signer": ("nguoi ky", "ho ten nguoi ky", "signer"),
    "pages": ("so trang", "so to", "to so"),
    "box": ("hop so", "ho so so", "hop", "ho so"),
    "note": ("ghi chu",),
    "row": ("stt", "tt", "so tt", "so thu tu"),
}  # fmt: skip
"""Meaning → headings, without accents and punctuation. The first that a heading is, or else begins with, counts."""
NAMING: Final = ("file", "number")
"""By one of these a row names its file."""
_HEADING_WITHIN: Final = 30
_MOST_UNMATCHED: Final = 1000
LIMITS: Final = Limits(page_seconds=60.0, file_seconds=60.0, memory_bytes=1 << 30)


@dataclass(frozen=True, slots=True)
class Table:
    """A list as read: its columns by meaning, and its rows (from 1, the heading aside)."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """Which row speaks of which file, and the rows that name none (or more than one)."""

    listed: tuple[Listed, ...]
    unmatched: tuple[str, ...]


def read_table(path: Path, name: str, *, sandbox: Sandbox = SHARED) -> Table:
    """The list in a CSV or XLSX file. Raises BadRequest, with what is wrong, for anything else; OperatorError."""
    rows, reason = _rows(path, name, sandbox)
    if reason:
        raise BadRequest(f"Không đọc được danh mục “{name}”: {reason}")
    for at, row in enumerate(rows[:_HEADING_WITHIN]):
        columns = _meanings(row)
        if len(columns) >= 2 and any(meaning in columns.values() for meaning in NAMING):
            return Table(tuple(columns.values()), tuple(_cells(rows[at + 1 :], columns)))
    raise BadRequest(
        f"Danh mục “{name}” cần một dòng tiêu đề có cột “Tên tệp” hoặc “Số ký hiệu” và ít nhất một cột khác "
        "(Trích yếu, Ngày ban hành, Cơ quan ban hành…)."
    )


def match(table: Table, receipts: Iterable[Receipt]) -> Matches:
    """Rows to files: by the path or name where the list has them, else by the number that the file is named with."""
    keys = _Keys(table)
    found: dict[int, list[str]] = defaultdict(list)
    for receipt in receipts:
        row = keys.row_of(receipt.path)
        if row is not None:
            found[row].append(receipt.id)
    listed = tuple(Listed(ids[0], row, table.rows[row - 1]) for row, ids in sorted(found.items()) if len(ids) == 1)
    unmatched: list[str] = []
    for row, values in enumerate(table.rows, start=1):
        ids = found.get(row, [])
        if len(ids) != 1 and len(unmatched) < _MOST_UNMATCHED:
            named = next((values[meaning] for meaning in NAMING if values.get(meaning)), "")
            unmatched.append(f"dòng {row}: {named or '(không tên)'}" + (" (nhiều tệp cùng tên)" if ids else ""))
    return Matches(listed, tuple(unmatched))


class _Keys:
    """Rows by what names a file: its path, its name, its name without suffix, its number. What names two rows names
    neither."""

    def __init__(self, table: Table) -> None:
        self._by: tuple[dict[str, int | None], ...] = ({}, {}, {}, {})
        for row, values in enumerate(table.rows, start=1):
            path = _plain(values.get("file", ""))
            if path:
                name = path.rpartition("/")[2]
                for index, key in zip(self._by, (path, name, _stem(name)), strict=False):
                    self._enter(index, key, row)
            elif number := _squeezed(values.get("number", "")):
                self._enter(self._by[3], number, row)

    @staticmethod
    def _enter(index: dict[str, int | None], key: str, row: int) -> None:
        index[key] = row if key not in index else None

    def row_of(self, label: str) -> int | None:
        """The row that names a file, by the surest way first."""
        path = _plain(label)
        while path:
            if (row := self._by[0].get(path)) is not None:
                return row
            path = path.partition("/")[2]
        name = _plain(label).rpartition("/")[2]
        for index, key in ((self._by[1], name), (self._by[2], _stem(name)), (self._by[3], _squeezed(_stem(name)))):
            if key and (row := index.get(key)) is not None:
                return row
        return None


def _rows(path: Path, name: str, sandbox: Sandbox) -> tuple[list[list[str]], str]:
    """The cells of the file, or why there are none. It is parsed in a limited child."""
    found: list[list[str]] = []
    reasons: list[str] = []

    def hear(message: wire.Message, folder: Path) -> wire.Message | None:
        if message.get("kind") == "unreadable":
            reasons.append(wire.value(message, "reason", str))
            return None
        result = folder / "rows"
        if message.get("kind") != "done" or result.is_symlink() or not result.is_file():
            raise wire.Broken("not what a list says")
        if result.stat().st_size > LIMITS.output_bytes:
            raise wire.Broken("a larger answer than allowed")
        with result.open(encoding="utf-8", errors="replace") as file:
            found.extend(_row(line) for line in file)
        return {}

    job = Job("ingest.catalogue_child:run", path, ("ingest.catalogue_child",), {"name": name})
    ending = sandbox.run(job, LIMITS, hear)
    if not found and not reasons:
        reasons.append("tệp trống." if ending.end == "finished" else "tệp vượt giới hạn an toàn hoặc bị hỏng.")
    return found, reasons[0] if reasons else ""


def _row(line: str) -> list[str]:
    try:
        cells = json.loads(line)
    except ValueError as error:
        raise wire.Broken("not a row") from error
    if not isinstance(cells, list) or not all(isinstance(cell, str) for cell in cells):
        raise wire.Broken("not a row")
    return [nfc(cell) for cell in cells]


def _meanings(row: Sequence[str]) -> dict[int, str]:
    """Column → meaning; each meaning once, by its best heading."""
    ranked = sorted(
        (rank, column, meaning)
        for column, cell in enumerate(row)
        for rank, meaning in [_meaning(" ".join(re.findall(r"[a-z0-9]+", fold(cell))))]
        if meaning
    )
    columns: dict[int, str] = {}
    for _, column, meaning in ranked:
        if column not in columns and meaning not in columns.values():
            columns[column] = meaning
    return dict(sorted(columns.items()))


def _meaning(heading: str) -> tuple[int, str]:
    if not heading or len(heading) > 60:
        return 0, ""
    exact = {hint: meaning for meaning, hints in HINTS.items() for hint in hints}
    if heading in exact:
        meaning = exact[heading]
        return HINTS[meaning].index(heading), meaning
    begun = [hint for hint in exact if len(hint) > 3 and heading.startswith(f"{hint} ")]
    if not begun:
        return 0, ""
    best = max(begun, key=len)
    return 100 + HINTS[exact[best]].index(best), exact[best]


def _cells(rows: Sequence[Sequence[str]], columns: Mapping[int, str]) -> Iterator[Mapping[str, str]]:
    for row in rows:
        values = {meaning: row[column] for column, meaning in columns.items() if column < len(row) and row[column]}
        if set(values) - {"row"}:
            yield values


def _plain(path: str) -> str:
    """A path to compare: NFC, one kind of stroke, no case."""
    return nfc(path).replace("\\", "/").strip("/ ").casefold()


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _squeezed(text: str) -> str:
    """Letters and figures alone: 57-NQ/TW and 57_NQ-TW are the same number."""
    return "".join(re.findall(r"[a-z0-9]+", fold(text)))
