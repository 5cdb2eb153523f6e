"""HTML: its own text, on the pages that LibreOffice prints."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from ingest import markup, outcomes, rendition
from ingest.htmltext import read_text
from ingest.limits import Limits
from ingest.oldtext import decode
from ingest.sink import Sink
from vanthu.errors import Unreadable
from vanthu.records import Outcome, State

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
    printed = markup.printed(lines, sink, limits)
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
