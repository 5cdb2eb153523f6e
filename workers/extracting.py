"""Extraction in a limited child: the pages blob in, the extraction blob out.

The fork server of these children is not that of the readers: it keeps the language model loaded.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ingest import wire
from ingest.limits import Limits
from ingest.sandbox import End, Job, Sandbox
from vanthu.errors import Unreadable
from vanthu.records import Entry, Extraction, State
from vanthu.store import codec, said

SANDBOX: Final = Sandbox()
"""The one of this process; its server starts with the first extraction."""

RESULT: Final = "extraction"
"""The file in the child's folder that holds the answer."""

_LOG: Final = logging.getLogger("vanthu.workers")


def extracted(pages: Path, limits: Limits, *, entries: Sequence[Entry] = (), sandbox: Sandbox = SANDBOX) -> Extraction:
    """What is found in the pages of a blob (a local file), with what people said about it laid over. Raises Unreadable
    when the child broke a limit or failed, DiskFull, OperatorError."""
    found: list[bytes] = []
    defects: list[str] = []

    def hear(message: wire.Message, folder: Path) -> wire.Message | None:
        if message.get("kind") == "defect":
            defects.append(wire.value(message, "error", str))
            _LOG.error("step=extract error=%s where=%s", defects[-1], wire.value(message, "where", list))
            return None
        if message.get("kind") == "said":
            return {"entries": [said.to_plain(entry) for entry in entries]}
        path = folder / RESULT
        if message.get("kind") != "done" or path.is_symlink() or not path.is_file():
            raise wire.Broken("not what an extraction says")
        if path.stat().st_size > limits.output_bytes:
            raise wire.Broken("a larger answer than allowed")
        found.append(path.read_bytes())
        return {}

    job = Job("workers.extractor:run", pages, ("workers.extractor",), {"said": bool(entries)})
    ending = sandbox.run(job, limits, hear)
    if not found:
        raise _unreadable(ending.end, defect=bool(defects))
    return codec.extraction_from_bytes(found[0])


def _unreadable(end: End, *, defect: bool) -> Unreadable:
    if end in (End.TIME, End.MEMORY):
        what = "thời gian" if end is End.TIME else "bộ nhớ"
        reason = f"Đã đọc được các trang nhưng việc trích xuất vượt giới hạn về {what}."
        return Unreadable(State.LIMIT_EXCEEDED, reason, detail=end.value)
    reason = "Đã đọc được các trang nhưng việc trích xuất bị lỗi giữa chừng."
    return Unreadable(State.FAILED_FINAL, reason, detail="internal" if defect else "crash")
