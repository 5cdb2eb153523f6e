"""What runs in the limited child: the file and its pages in, a PDF that can be searched out."""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Dictionary

from ingest import wire
from ingest.limits import Limits
from ingest.writers.pdf import archival, layer, overlay, pictures
from ingest.writers.pdf.font import Letters
from ingest.writers.pdf.searchable import MADE
from vanthu import __version__
from vanthu.errors import Unreadable
from vanthu.records import Page


def write(request: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    """The call of the job. It asks for pages one by one (`page`), and says at the end what it `made` or why it
    `failed`."""
    path = Path(request["document"])
    arguments = request["arguments"]
    try:
        sizes = {int(n): (wide, high) for n, (wide, high) in arguments["sizes"].items()}
        pages = _asked(data, arguments["read"])
        told = make(path, arguments["media_type"], sizes, pages, Path(MADE), limits, keep=arguments["keep"])
    except (pikepdf.PdfError, pikepdf.DependencyError, Unreadable, ValueError, TypeError, RuntimeError) as error:
        wire.send(data, {"kind": "failed", "error": type(error).__name__})
        return 0
    wire.send(data, {"kind": "made", **told})
    _answer(data)
    return 0


def make(
    path: Path,
    media_type: str,
    sizes_pt: Mapping[int, tuple[float, float]],
    pages: Iterable[Page],
    target: Path,
    limits: Limits,
    *,
    keep: Sequence[int] | None = None,
) -> dict[str, Any]:
    """Makes the file, or none where the PDF has all its words (`touched` false); what came of it. `sizes_pt` are of the
    pages of a picture file; `keep` are the first and last page (from 1) of the result. Raises PdfError, Unreadable."""
    source = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    if media_type == "application/pdf":
        pdf, scanned = pikepdf.open(path), False
    else:
        pdf, scanned = pikepdf.new(), True
        pictures.add_pages(pdf, path, limits, sizes_pt)
        pdf.docinfo["/Producer"] = f"vanthu {__version__}"
    with pdf:
        laid = _lay(pdf, pages)
        if keep:
            overlay.cut(pdf, *keep)
        if not scanned and not laid and not keep:
            return {"touched": False, "signed": False, "hindrances": list(archival.hindrances(pdf)), "laid": 0}
        signed = overlay.unsign(pdf)
        hindrances = list(archival.hindrances(pdf))
        if not hindrances:
            archival.declare(pdf, source)
        pdf.save(target, min_version="1.7", deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return {"touched": True, "signed": signed, "hindrances": hindrances, "laid": laid}


def _lay(pdf: pikepdf.Pdf, pages: Iterable[Page]) -> int:
    """Lays the words of the pages over those of the file; on how many."""
    letters, font, laid = Letters(), pdf.make_indirect(Dictionary()), 0
    for page in pages:
        if page.n <= len(pdf.pages) and layer.was_read(page):
            overlay.add_words(pdf, pdf.pages[page.n - 1], page, letters, font)
            laid += 1
    if laid:
        letters.fill(pdf, font)
    return laid


def _asked(data: socket.socket, numbers: list[int]) -> Iterator[Page]:
    for n in numbers:
        wire.send(data, {"kind": "page", "n": n})
        yield wire.unpack_page(_answer(data))


def _answer(data: socket.socket) -> wire.Message:
    (length,) = wire.HEAD.unpack(wire.receive(data, wire.HEAD.size))
    answer: wire.Message = json.loads(wire.receive(data, length))
    return answer
