"""The limited child's side of a list of papers: the rows of the first sheet of an XLSX file, or of a CSV file."""

from __future__ import annotations

import csv
import io
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ingest import ooxml, wire
from ingest.limits import Limits
from ingest.oldtext import decode
from ingest.readers.table import XLSX
from ingest.sheets import MOST_CELLS, Book
from ingest.sniff import sniff
from vanthu.errors import Unreadable
from vanthu.records import State

RESULT: Final = "rows"
"""The file in the child's folder: a JSON list of cells a line."""
_DELIMITERS: Final = ",;\t|"
_SAMPLE: Final = 20_000
_MOST_COLUMNS: Final = 200


def run(request: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    """The call of the job: writes the rows and says so, or says why there are none."""
    path, name = Path(request["document"]), str(request["arguments"]["name"])
    try:
        rows = _sheet(path, limits) if sniff(path, name) == XLSX else _text(path, limits)
        with Path(RESULT).open("w", encoding="utf-8", errors="surrogatepass") as file:
            for row in rows:
                file.write(json.dumps(row) + "\n")
    except Unreadable as error:
        wire.send(data, {"kind": "unreadable", "reason": error.reason})
        return 0
    except (csv.Error, RecursionError):
        wire.send(data, {"kind": "unreadable", "reason": "Tệp danh mục không phải bảng CSV đọc được."})
        return 0
    wire.send(data, {"kind": "done"})
    wire.receive(data, wire.HEAD.size)
    return 0


def _sheet(path: Path, limits: Limits) -> Iterator[list[str]]:
    with ooxml.opened(path, limits) as package:
        book = Book(package, package.main_part("xl/workbook.xml"))
        first = next(iter(book.sheets()), None)
    if book.count > MOST_CELLS:
        raise Unreadable(State.LIMIT_EXCEEDED, f"Danh mục có hơn {MOST_CELLS} ô: chia nhỏ.", detail="entries")
    rows: dict[int, dict[int, str]] = {}
    for cell in first.cells if first else ():
        if cell.column < _MOST_COLUMNS:
            text = "".join(piece for piece, _ in cell.pieces)
            rows.setdefault(cell.row, {})[cell.column] = " ".join(text.split())
    for row in sorted(rows):
        yield [rows[row].get(column, "") for column in range(max(rows[row]) + 1)]


def _text(path: Path, limits: Limits) -> Iterator[list[str]]:
    if path.stat().st_size > limits.part_bytes:
        raise Unreadable(State.LIMIT_EXCEEDED, "Danh mục quá lớn để đọc một lần: chia nhỏ.", detail="bytes")
    found = decode(path.read_bytes())
    if found is None:
        raise Unreadable(State.UNSUPPORTED_TYPE, "Danh mục phải là tệp CSV hoặc XLSX.")
    text = found.text.replace("\0", "").removeprefix("\ufeff")
    csv.field_size_limit(100_000)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
        if any(cell.strip() for cell in row):
            yield [" ".join(cell.split()) for cell in row[:_MOST_COLUMNS]]


def _delimiter(text: str) -> str:
    """The separator that parts the first lines into the same number of cells, most often."""
    lines = [line for line in text[:_SAMPLE].splitlines()[:20] if line.strip()]
    counts = {mark: sorted(line.count(mark) for line in lines) for mark in _DELIMITERS}
    return max(counts, key=lambda mark: (counts[mark][len(lines) // 2] if lines else 0, -_DELIMITERS.index(mark)))
