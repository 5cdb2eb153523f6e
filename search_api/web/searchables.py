"""Documents as PDFs that can be searched, with what people put right: made in a limited child when they are first asked
for, then kept in the home's cache folder."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from extract.corrections import corrected
from ingest.limits import Limits
from ingest.writers.pdf.searchable import searchable
from vanthu.errors import NotFound
from vanthu.ports import BlobStore, Store
from vanthu.records import Document, Page, Permission, standing
from vanthu.store.codec import pages_to_bytes

MOST_KEPT: Final = 64
"""PDFs kept in the cache; the oldest go first."""
_TURNS: Final = threading.BoundedSemaphore(1)  # made one at a time: they cost a core
_LIMITS: Final = Limits(page_seconds=60.0, file_seconds=300.0)


def pages_of(store: Store, document: str, permission: Permission) -> tuple[Page, ...]:
    """The pages as they stand. Raises NotFound."""
    pages = store.pages(document, permission)
    return tuple(corrected(pages, standing(store.entries(document, permission)))[0])


@dataclass(frozen=True, slots=True)
class Searchables:
    """The searchable PDFs of documents."""

    folder: Path
    blobs: BlobStore

    def file(self, document: Document, pages: tuple[Page, ...]) -> Path:
        """The PDF of a document with these pages. Raises NotFound where it has no pages to be seen, Unreadable,
        BlobMissing, OperatorError."""
        if document.view is None or document.sheets:  # pages of several files: not yet
            raise NotFound("Văn bản này không có hình trang để làm PDF.")
        key = hashlib.sha256(document.view.encode() + pages_to_bytes(pages)).hexdigest()
        place = self.folder / f"{key}.pdf"
        if not place.exists():
            with _TURNS:
                if not place.exists():
                    self._make(document, pages, place)
        return place

    def _make(self, document: Document, pages: tuple[Page, ...], place: Path) -> None:
        view = document.view or ""
        media_type = document.media_type if view == document.sha256 else "application/pdf"
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".new-")
        os.close(handle)
        try:
            searchable(self.blobs.local(view), media_type, pages, Path(name), _LIMITS)
            Path(name).replace(place)
        finally:
            Path(name).unlink(missing_ok=True)
        self._thin_out()

    def _thin_out(self) -> None:
        kept = sorted(self.folder.glob("*.pdf"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-MOST_KEPT]:
            with suppress(OSError):
                path.unlink()
