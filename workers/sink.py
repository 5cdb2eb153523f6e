"""What a reading hands over, kept in the store as it comes: pages as checkpoints, members as blobs, the view."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from vanthu.ports import Services
from vanthu.records import Lease, Page, PageSource, Receipt, receipt_id
from vanthu.store.blobs_folder import digest_of

PAGES: Final = 16
SECONDS: Final = 1.0
"""Pages that come fast are kept so many, or so long, at a time: a kill costs no more than these."""
TURN_S: Final = 60.0
"""Slow work makes way for quick work that waits after so long, between two pages."""


class Postponed(Exception):
    """The reading has been given back: quick work goes first. What was read is kept."""


class StoreSink:
    """`ingest.sink.Keeper` on the store, for the file of one receipt. Every write checks the lease (LeaseLost)."""

    def __init__(self, services: Services, lease: Lease, receipt: Receipt) -> None:
        self._services, self._lease, self._receipt = services, lease, receipt
        self._kept = services.store.checkpoint(lease)
        self._waiting: list[Page] = []
        self._flushed = time.monotonic()
        self._left = 0  # pages that are still to come, where that is known
        self._asked = self._flushed if lease.job.slow else float("-inf")
        self.first = next((page for page in self._kept if page.n == 1), None)
        self.members: list[Receipt] = []
        self.rendition: str | None = None

    def kept(self) -> tuple[Page, ...]:
        return self._kept

    def known(self) -> frozenset[int]:
        return frozenset(page.n for page in self._kept)

    def expect(self, pages: int) -> None:
        """Nothing is to be kept: the outcome says it again."""
        self._left = pages - len(self._kept)

    def page(self, page: Page) -> None:
        self._waiting.append(page)
        self.first = page if page.n == 1 else self.first
        self._left -= 1
        if len(self._waiting) >= PAGES or time.monotonic() - self._flushed >= SECONDS:
            self.flush()
        if page.source is PageSource.OCR and self._left > 0 and time.monotonic() - self._asked >= TURN_S:
            self._make_way()

    def _make_way(self) -> None:
        """Recognising pictures is slow work: raises Postponed where quick work waits."""
        self._asked = time.monotonic()
        self.flush()
        if self._services.store.postpone(self._lease):
            raise Postponed

    def waiting(self) -> tuple[Page, ...]:
        """The pages at the end that were not kept yet: they go into the transaction that ends the reading."""
        return tuple(self._waiting)

    def flush(self) -> None:
        """Keeps the pages that wait."""
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
