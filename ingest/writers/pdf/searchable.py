"""A file and the pages read from it → a PDF that can be searched."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest import wire
from ingest.limits import Limits
from ingest.sandbox import SHARED, Job, Sandbox
from vanthu.errors import Unreadable
from vanthu.records import Page

MADE: Final = "searchable.pdf"
"""The file in the child's folder that is the answer."""

_CALL: Final = "ingest.writers.pdf.child"
_PDF: Final = "application/pdf"


@dataclass(frozen=True, slots=True)
class Searchable:
    """What was made. `touched` is False where the PDF had all its words: it was copied byte by byte, signatures hold.
    `archival`: it is PDF/A-2b. `remarks` are sentences for the clerk."""

    touched: bool
    archival: bool
    laid: int  # pages that got words
    remarks: tuple[str, ...]


def searchable(
    source: Path,
    media_type: str,
    pages: Sequence[Page],
    target: Path,
    limits: Limits,
    *,
    keep: tuple[int, int] | None = None,
    sandbox: Sandbox = SHARED,
) -> Searchable:
    """Writes to `target` the PDF `source` (or the picture file, as pages of pictures) with the recognised words of
    `pages` over their ink; words that the file has itself are not repeated. Pictures are taken over as they are.
    `keep` are the first and last page (from 1) of the result, where that is not the whole file. Raises Unreadable when
    the file cannot be made into one, DiskFull, OperatorError."""
    read = {page.n: page for page in pages if any(w.confidence is not None for line in page.lines for w in line.words)}
    sizes = {str(p.n): [p.width_pt, p.height_pt] for p in pages if p.width_pt and p.height_pt}
    found: list[Searchable] = []

    def hear(message: wire.Message, folder: Path) -> wire.Message | None:
        kind = message.get("kind")
        if kind == "page":
            page = read.get(wire.value(message, "n", int))
            if page is None:
                raise wire.Broken("a page that was not offered")
            return wire.pack_page(page)
        if kind == "made":
            found.append(_taken(message, folder / MADE, source, target))
            return {}
        if kind != "failed":
            raise wire.Broken(f"unknown message {kind!r}")
        return None

    arguments = {
        "media_type": media_type,
        "read": sorted(read),
        "sizes": {} if media_type == _PDF else sizes,
        "keep": keep,
    }
    ending = sandbox.run(Job(f"{_CALL}:write", source, (_CALL,), arguments), limits, hear)
    if not found:
        raise Unreadable("failed_final", "Không làm được bản PDF tra cứu được từ tệp này.", detail=ending.end)
    return found[0]


def _taken(message: wire.Message, made: Path, source: Path, target: Path) -> Searchable:
    touched = message.get("touched") is True
    if touched and (made.is_symlink() or not made.is_file()):
        raise wire.Broken("not a file")
    shutil.copyfile(made if touched else source, target)
    hindrances = [str(one) for one in wire.value(message, "hindrances", list)]
    remarks = []
    if not touched:
        remarks.append("PDF đã có đủ chữ nên được chép nguyên từng byte")
    if message.get("signed") is True:
        remarks.append("bản gốc có chữ ký số; bản này là bản sao để tra cứu, chữ ký chỉ có giá trị ở bản gốc")
    if hindrances:
        remarks.append(f"không phải PDF/A-2b: {'; '.join(hindrances)}")
    return Searchable(touched, touched and not hindrances, wire.value(message, "laid", int), tuple(remarks))
