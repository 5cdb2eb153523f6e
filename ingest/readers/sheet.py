"""Spreadsheets: XLSX by itself, XLS and ODS through LibreOffice; their tables as tables."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ingest import markup, ooxml, outcomes, rendition
from ingest.limits import Limits
from ingest.readers.office import newer
from ingest.readers.table import XLSX
from ingest.sheets import MOST_CELLS, Book, read_lines
from ingest.sink import Sink
from ingest.sniff import sniff
from vanthu.errors import Unreadable
from vanthu.records import Outcome, State

_OLE_AS_TEXT: Final = "ÐÏ"
_SUFFIX: Final = {"application/vnd.ms-excel": ".xls", "application/vnd.oasis.opendocument.spreadsheet": ".ods"}


def read(path: Path, sink: Sink, limits: Limits) -> Outcome:
    """Hands over the pages of a spreadsheet, its text laid out by ourselves. Sheets that are hidden are left out and
    named. Raises Unreadable; without LibreOffice an older file is unsupported_type."""
    media_type = sniff(path)
    source = path if media_type == XLSX else newer(path, media_type, _SUFFIX[media_type], "xlsx", limits)
    with ooxml.opened(source, limits) as package:
        book = Book(package, package.main_part("xl/workbook.xml"))
        lines = read_lines(book, most_characters=limits.part_bytes)
    if lines and lines[0].text.startswith(_OLE_AS_TEXT):
        raise Unreadable(State.CORRUPT, "Bảng tính bị hỏng, không mở được.")  # LibreOffice takes it for text then
    if book.count > MOST_CELLS:
        raise Unreadable(
            State.LIMIT_EXCEEDED,
            outcomes.over(media_type, "entries", f"bảng tính có hơn {MOST_CELLS} ô").reason,
            detail="entries",
        )
    warnings = tuple(f"Trang tính “{name}” bị ẩn nên không được đọc." for name in book.hidden)
    printed = markup.printed(lines, sink, limits)
    return rendition.hand_over(lines, printed, sink, "bảng tính", media_type, warnings)
