"""Word (DOCX): its own text, on the pages that LibreOffice prints."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ingest import ooxml, rendition
from ingest.limits import Limits
from ingest.modernise import modernised
from ingest.readers.table import DOCX
from ingest.sink import Sink
from ingest.wordtext import read_text
from vanthu.records import Outcome

_TRACKED: Final = "Văn bản còn theo dõi thay đổi: phần thêm được giữ, phần xóa được bỏ."
_OUTSIDE: Final = "Tệp trỏ tới nội dung bên ngoài ({}); nội dung đó không được tải."


def read(path: Path, sink: Sink, limits: Limits) -> Outcome:
    """Hands over the pages of a Word file: as they are printed where LibreOffice is there, one of unknown size
    otherwise. A file of pictures alone is recognised on them. Raises Unreadable."""
    with ooxml.opened(path, limits) as package:
        found = read_text(package)
        outside = sorted(
            {one.kind for one in package.relations(package.main_part()) if one.external and one.kind != "hyperlink"}
        )
        pictures = package.has_pictures()
        to_print = modernised(package, found.how) if found.how.old else path
    printed = rendition.render(to_print, ".docx", sink, limits) if found.lines or pictures else None
    warnings = (
        *((_TRACKED,) if found.tracked else ()),
        *((_OUTSIDE.format(", ".join(outside)),) if outside else ()),
    )
    if not found.lines and printed is not None:
        return rendition.recognised(printed, sink, limits)
    return rendition.hand_over(found.lines, printed, sink, "văn bản Word", DOCX, warnings)
