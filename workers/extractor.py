"""The child's side of an extraction. Imported by the fork server alone, and unlike any other module it works at import:
the model and the lists of names are loaded once, before children are forked, and not in each of them.
"""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any, Final

from extract.document import extract
from ingest import wire
from ingest.limits import Limits
from vanthu.records import Line, Page, PageSource
from vanthu.store import codec
from workers.extracting import RESULT

_WARM: Final = extract(
    (Page(1, None, None, PageSource.FILE, (Line("Giao Bộ Tài chính chủ trì, hoàn thành năm 2025."),)),)
)


def run(request: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    """The call of the job: writes the extraction into the child's folder and says so."""
    pages = codec.pages_from_bytes(Path(request["document"]).read_bytes())
    extraction = extract(pages, name=request["arguments"]["name"])
    Path(RESULT).write_bytes(codec.extraction_to_bytes(extraction))
    wire.send(data, {"kind": "done"})
    wire.receive(data, wire.HEAD.size)
    return 0
