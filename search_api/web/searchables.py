"""Documents as PDFs that can be searched, with what people put right: made in a limited child when they are first asked
for, then kept in the home's cache folder."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from extract.corrections import corrected
from ingest.limits import Limits
from ingest.writers.pdf.searchable import searchable
from vanthu.errors import NotFound
from vanthu.ports import BlobStore, Store
from vanthu.records import Document, Page, Permission, Word, standing
from vanthu.store.codec import pages_to_bytes

MOST_KEPT: Final = 64
"""PDFs kept in the cache; the oldest go first."""
_TURNS: Final = threading.BoundedSemaphore(1)  # made one at a time: they cost a core
_LIMITS: Final = Limits(page_seconds=60.0, file_seconds=300.0)


def pages_of(store: Store, document: str, permission: Permission) -> tuple[Page, ...]:
    """The pages as they stand. Raises NotFound."""
    pages = store.pages(document, permission)
    return tuple(corrected(pages, standing(store.entries(document, permission)))[0])


def _moved(page: Page, by: int) -> Page:
    """A page of a paper as that page of the file which it is."""

    def moved(word: Word) -> Word:
        return replace(word, box=replace(word.box, page=word.box.page + by)) if word.box else word

    lines = tuple(replace(line, words=tuple(moved(word) for word in line.words)) for line in page.lines)
    return replace(page, n=page.n + by, lines=lines)


@dataclass(frozen=True, slots=True)
class Searchables:
    """The searchable PDFs of documents."""

    folder: Path
    blobs: BlobStore

    def file(self, document: Document, pages: tuple[Page, ...]) -> Path:
        """The PDF of a document with these pages. Raises NotFound where it has no pages to be seen, Unreadable,
        BlobMissing, OperatorError."""
        if document.view is None:
            raise NotFound("Văn bản này không có hình trang để làm PDF.")
        if len(document.sheets) > 1:
            raise NotFound("Văn bản này gồm nhiều tệp: chưa làm được một PDF, hãy tải từng bản gốc.")
        cut = repr([(one.view, one.first, one.last) for one in document.sheets])
        key = hashlib.sha256((document.view + cut).encode() + pages_to_bytes(pages)).hexdigest()
        place = self.folder / f"{key}.pdf"
        if not place.exists():
            with _TURNS:
                if not place.exists():
                    self._make(document, pages, place)
        return place

    def _make(self, document: Document, pages: tuple[Page, ...], place: Path) -> None:
        view, media_type, first = document.sheet(1)
        keep = (document.sheets[0].first, document.sheets[0].last) if document.sheets else None
        pages = tuple(_moved(page, first - 1) for page in pages) if keep else pages
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".new-")
        os.close(handle)
        try:
            searchable(self.blobs.local(view or ""), media_type, pages, Path(name), _LIMITS, keep=keep)
            Path(name).replace(place)
        finally:
            Path(name).unlink(missing_ok=True)
        self._thin_out()

    def _thin_out(self) -> None:
        kept = sorted(self.folder.glob("*.pdf"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-MOST_KEPT]:
            with suppress(OSError):
                path.unlink()
