"""What a reading hands over, kept in the store as it comes: pages as checkpoints, members as blobs, the view."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from vanthu.ports import Services
from vanthu.records import Lease, Page, Receipt, receipt_id
from vanthu.store.blobs_folder import digest_of

PAGES: Final = 16
SECONDS: Final = 1.0
"""Pages that come fast are kept so many, or so long, at a time: a kill costs no more than these."""


class StoreSink:
    """`ingest.sink.Keeper` on the store, for the file of one receipt. Every write checks the lease (LeaseLost)."""

    def __init__(self, services: Services, lease: Lease, receipt: Receipt) -> None:
        self._services, self._lease, self._receipt = services, lease, receipt
        self._kept = services.store.checkpoint(lease)
        self._waiting: list[Page] = []
        self._flushed = time.monotonic()
        self.members: list[Receipt] = []
        self.rendition: str | None = None

    def kept(self) -> tuple[Page, ...]:
        return self._kept

    def known(self) -> frozenset[int]:
        return frozenset(page.n for page in self._kept)

    def expect(self, pages: int) -> None:
        """Nothing is to be kept: the outcome says it again."""

    def page(self, page: Page) -> None:
        self._waiting.append(page)
        if len(self._waiting) >= PAGES or time.monotonic() - self._flushed >= SECONDS:
            self.flush()

    def flush(self) -> None:
        """Keeps the pages that wait: to be called once more at the end."""
        if self._waiting:
            self._services.store.checkpoint_pages(self._lease, self._waiting)
        self._waiting, self._flushed = [], time.monotonic()

    def member(self, name: str, path: Path) -> None:
        digest = self._services.blobs.put(path)
        container = self._receipt
        label = f"{container.path}/{name}"
        self.members.append(
            Receipt(
                receipt_id(container.batch, label, container.id, digest),
                container.batch,
                label,
                digest,
                path.stat().st_size,
                self._services.clock.now(),
                container.received_by,
                container=container.id,
            )
        )

    def view(self, path: Path, media_type: str) -> None:
        digest = digest_of(path)
        self.rendition = self._services.store.checkpoint_view(self._lease, digest)
        if self.rendition == digest:
            self._services.blobs.put(path)
