"""The child's side of an extraction. Imported by the fork server alone, and unlike any other module it works at import:
the model and the lists of names are loaded once, before children are forked, and not in each of them.
"""

from __future__ import annotations

import json
import os
import socket
import traceback
from pathlib import Path
from typing import Any, Final

from extract.document import extract
from ingest import wire
from ingest.limits import Limits
from vanthu.records import Entry
from vanthu.store import codec, said
from workers.extracting import RESULT
from workers.warmth import warm

_WARM: Final = warm()


def run(request: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    """The call of the job: writes the extraction into the child's folder and says so."""
    pages = codec.pages_from_bytes(Path(request["document"]).read_bytes())
    entries = _said(data) if request["arguments"]["said"] else ()
    try:
        extraction = extract(pages, entries=entries)
        Path(RESULT).write_bytes(codec.extraction_to_bytes(extraction))
    except MemoryError:
        raise
    except Exception as error:
        # Where in our code, never a word of the document.
        steps = traceback.extract_tb(error.__traceback__)[-8:]
        where = [f"{os.path.basename(step.filename)}:{step.lineno}" for step in steps]
        wire.send(data, {"kind": "defect", "error": type(error).__name__, "where": where})
        return 0
    wire.send(data, {"kind": "done"})
    wire.receive(data, wire.HEAD.size)
    return 0


def _said(data: socket.socket) -> tuple[Entry, ...]:
    """What people said about the document: asked for, since a request has not the room."""
    wire.send(data, {"kind": "said"})
    (length,) = wire.HEAD.unpack(wire.receive(data, wire.HEAD.size))
    answer = json.loads(wire.receive(data, length))
    return tuple(said.from_plain(value) for value in answer["entries"])
