"""DOC, RTF, ODT: through LibreOffice to Word's newer format, then read as that."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ingest import outcomes, soffice
from ingest.limits import Limits
from ingest.readers import docx
from ingest.sink import Sink
from ingest.sniff import sniff
from vanthu.errors import Unreadable
from vanthu.records import Outcome, State

_SUFFIX: Final = {
    "application/msword": ".doc",
    "application/rtf": ".rtf",
    "application/vnd.oasis.opendocument.text": ".odt",
}


def newer(path: Path, media_type: str, suffix: str, to: str, limits: Limits) -> Path:
    """The file in Office's newer format (docx, xlsx, pptx), made by LibreOffice. Raises Unreadable: unsupported_type,
    which says that LibreOffice is missing; corrupt."""
    name = outcomes.type_name(media_type)
    if soffice.program() is None:
        raise Unreadable(
            State.UNSUPPORTED_TYPE,
            f"Cần LibreOffice để đọc tệp {name}, nhưng máy này chưa cài.",
            next_step="Cài LibreOffice rồi nạp lại, hoặc lưu tệp theo định dạng Office mới hay PDF.",
        )
    made = soffice.convert(path, suffix, to, timeout_s=limits.page_seconds * 0.5)
    if made is None:
        raise Unreadable(State.CORRUPT, f"LibreOffice không mở được tệp {name}: tệp hỏng hoặc có mật khẩu.")
    return made


def read(path: Path, sink: Sink, limits: Limits) -> Outcome:
    """Hands over the pages of an older Word file. Without LibreOffice: unsupported_type, which says so."""
    media_type = sniff(path)
    return docx.read(newer(path, media_type, _SUFFIX[media_type], "docx", limits), sink, limits)
