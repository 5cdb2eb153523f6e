"""HTML: its own text, on the pages that LibreOffice prints."""

from __future__ import annotations

import re
import tempfile
from html import escape
from pathlib import Path
from typing import Final

from ingest import outcomes, rendition
from ingest.htmltext import read_text
from ingest.limits import Limits
from ingest.oldtext import decode
from ingest.sink import Sink
from vanthu.errors import Unreadable
from vanthu.records import Line, Outcome, State

MEDIA_TYPE: Final = "text/html"
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
_KNOWN: Final = {"windows-1258": "cp1258", "utf-16": "utf-16", "windows-1252": "cp1252", "iso-8859-1": "cp1252"}


def read(path: Path, sink: Sink, limits: Limits) -> Outcome:
    """Hands over the pages of an HTML file. A page without text whose content lies elsewhere (pictures, frames,
    scripts) is unsupported_type: it says nothing by itself. Raises Unreadable."""
    if path.stat().st_size > limits.part_bytes:
        raise Unreadable(State.LIMIT_EXCEEDED, "Trang HTML quá lớn để đọc một lần.", detail="bytes")
    lines, elsewhere = read_text(_text(path.read_bytes()))
    if not lines and elsewhere:
        return outcomes.unsupported(
            MEDIA_TYPE,
            "Trang HTML không có chữ: nội dung của nó nằm ở nơi khác (ảnh, khung, chương trình).",
            "Mở trang bằng trình duyệt, in ra PDF rồi nạp tệp PDF đó.",
        )
    printed = _printed(lines, sink, limits) if lines else None
    return rendition.hand_over(lines, printed, sink, "trang HTML", MEDIA_TYPE)


def _text(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    found = decode(data)
    name = declared.group(1).decode("ascii").lower() if declared else ""
    if name in _KNOWN and (found is None or not found.sure or found.encoding.startswith("cp125")):
        return data.decode(_KNOWN[name], "replace")
    if found is None:
        raise Unreadable(State.CORRUPT, "Trang HTML bị hỏng: không đọc được bảng mã.")
    return found.text


def _printed(lines: tuple[Line, ...], sink: Sink, limits: Limits) -> rendition.Rendition | None:
    """The text as pages. Only what was read is printed, in plain paragraphs and tables: the file itself could ask
    LibreOffice for pictures and frames from anywhere."""
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as copy:
        copy.write('<!doctype html><html><head><meta charset="utf-8"></head><body>')
        copy.writelines(_markup(lines))
        copy.write("</body></html>")
        copy.flush()
        return rendition.render(Path(copy.name), ".html", sink, limits)


def _markup(lines: tuple[Line, ...]) -> list[str]:
    """Paragraphs, and tables with the grid that was read."""
    out: list[str] = []
    at: tuple[int, int, int] | None = None  # table, row, column
    for line in lines:
        cell = line.cell
        here = (cell.table, cell.row, cell.column) if cell else None
        if here != at:
            if at is not None:
                out.append("</td>")
                if here is None or here[0] != at[0]:
                    out.append("</tr></table>")
                elif here[1] != at[1]:
                    out.append("</tr>")
            if cell is not None:
                if at is None or at[0] != cell.table:
                    out.append('<table border="1" width="100%"><tr>')
                elif at[1] != cell.row:
                    out.append("<tr>")
                out.append(f'<td rowspan="{cell.row_span}" colspan="{cell.column_span}">')
            at = here
        out.append(f"<p>{escape(line.text)}</p>")
    if at is not None:
        out.append("</td></tr></table>")
    return out
