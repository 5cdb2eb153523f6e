"""Page pictures: drawn in a limited child when they are first asked for, then kept in the home's cache folder."""

from __future__ import annotations

import os
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ingest.picture import picture
from vanthu.errors import BadRequest, NotFound
from vanthu.ports import BlobStore
from vanthu.records import Document

WIDTHS: Final = (160, 480, 900, 1240, 1800)
"""Widths in pixels that may be asked for: few, so that the cache stays small."""
MOST_IN_FOLDER: Final = 96
"""Pictures kept in each of the cache's 256 folders; the oldest go first."""
AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page: its bytes, their media type, and a tag that changes when they do."""

    content: bytes
    media_type: str
    tag: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of the pages of documents."""

    folder: Path
    blobs: BlobStore
    _turns: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))

    def tag(self, document: Document, n: int, width: int) -> str:
        """What `page` will carry as its tag, without drawing anything. Raises NotFound, BadRequest."""
        if width not in WIDTHS:
            raise BadRequest(f"Chiều rộng phải là một trong {', '.join(map(str, WIDTHS))} điểm ảnh.")
        if document.view is None or not 1 <= n <= document.pages:
            raise NotFound("Văn bản này không có hình của trang đó.")
        view, _, page = document.sheet(n)
        return f"{(view or '')[:32]}-{page}-{width}"

    def page(self, document: Document, n: int, width: int) -> Picture:
        """Page `n` (from 1), `width` pixels wide. Raises NotFound for a page without a picture, BadRequest for a width
        that is not in WIDTHS, Unreadable, BlobMissing, OperatorError."""
        tag = self.tag(document, n, width)
        place = self.folder / tag[:2] / tag
        content = _kept(place)
        if content is None:
            with self._turns:
                content = _kept(place) or self._drawn(document, n, width)
            _keep(place, content)
        return Picture(content, "image/png" if content.startswith(b"\x89PNG") else "image/jpeg", tag)

    def _drawn(self, document: Document, n: int, width: int) -> bytes:
        view, media_type, page = document.sheet(n)
        return picture(self.blobs.local(view or ""), media_type, page, width_px=width)


def _kept(place: Path) -> bytes | None:
    try:
        return place.read_bytes() or None
    except OSError:
        return None


def _keep(place: Path, content: bytes) -> None:
    """A cache that cannot be written is slow, not wrong."""
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(place)
        _thin_out(place.parent)


def _thin_out(folder: Path) -> None:
    kept = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
    for path in kept[:-MOST_IN_FOLDER]:
        path.unlink(missing_ok=True)
