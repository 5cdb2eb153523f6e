"""The steps a paper goes through, as plain functions, and the table of them with their order and limits.

A step may run twice, late, or after a crash: what it writes is checked against its lease, and ids come from content.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.limits import Limits
from ingest.made_by import made_by
from ingest.outcomes import ended
from ingest.read import read as read_file
from search_api.index.project import project
from vanthu.errors import BlobMissing, Defect, NotFound, Unreadable
from vanthu.ports import Services
from vanthu.records import IndexChange, IndexRecord, Lease, Permission, Receipt, State, standing
from workers.catalogues import Told, lay_beside, listed, told_inside
from workers.extracting import extracted
from workers.papers import propose_splits
from workers.sink import Postponed, StoreSink

_LOG: Final = logging.getLogger("vanthu.workers")
_DEEPEST: Final = 100
_ALL: Final = Permission(everything=True)

Put = tuple[str, int, Sequence[IndexRecord]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what does it, how long a lease on it lasts without a sign of life, under which limits it works."""

    name: str
    run: Callable[[Services, Lease, Limits], str]
    lease_s: float
    limits: Limits


def read(services: Services, lease: Lease, limits: Limits) -> str:
    """A receipt's file becomes pages (a document), or members with receipts of their own, or ends in a named state."""
    receipt = services.store.receipt(lease.job.subject)
    sink = StoreSink(services, lease, receipt)
    try:
        outcome = read_file(
            services.blobs.local(receipt.sha256),
            receipt.path,
            sink,
            limits,
            passwords=services.keys.of(receipt.batch),
            depth=_depth(services, receipt),
        )
    except Postponed:
        return "postponed"
    told = told_inside(services, receipt, sink.first, sink.members) if sink.members else Told()
    services.store.finish_read(
        lease,
        outcome,
        members=sink.members,
        view=sink.rendition,
        read_by=made_by(),
        pages=sink.waiting(),
        catalogue=told.catalogue,
        listed=told.listed,
    )
    lay_beside(services, [one.receipt for one in told.listed])  # of members that were here before
    return outcome.state


def _depth(services: Services, receipt: Receipt) -> int:
    """How many containers a file came in."""
    depth = 0
    while receipt.container is not None and depth < _DEEPEST:
        receipt, depth = services.store.receipt(receipt.container), depth + 1
    return depth


def extract(services: Services, lease: Lease, limits: Limits) -> str:
    """A document's pages become facts; the index is told through the outbox."""
    document = services.store.document(lease.job.subject, _ALL)
    pages = services.blobs.local(services.store.pages_blob(document.id))
    said = services.store.entries(document.id, _ALL)
    try:
        extraction = extracted(pages, limits, entries=standing(said))
    except Unreadable as error:
        failure = ended(document.media_type, State(error.state), error.reason, detail=error.detail)
        services.store.finish_failed(lease, failure)
        return failure.state
    extraction = listed(services, document.id, extraction)
    propose_splits(services, document)
    services.store.finish_extract(lease, extraction, entries=max((entry.sequence for entry in said), default=0))
    return State.DONE


STEPS: Final = (
    Step("read", read, lease_s=60.0, limits=Limits()),
    Step("extract", extract, lease_s=60.0, limits=Limits(page_seconds=300.0, file_seconds=300.0)),
)
"""In the order a paper goes through them. The index follows by itself (`index`)."""

INDEX_LEASE_S: Final = 60.0
INDEX_BATCH: Final = 64
SWEPT_AFTER_S: Final = 24 * 3600.0


def index(services: Services, owner: str) -> int:
    """Carries the outbox into the index while there is something in it, unless another process is at it; answers how
    many documents. Raises IndexUnavailable: what was not carried stays in the outbox."""
    store, done = services.store, 0
    if not store.changes(limit=1) or store.hold_index(owner, seconds=INDEX_LEASE_S) is None:
        return 0
    try:
        while changes := store.changes(limit=INDEX_BATCH):
            puts, deletes = _projected(services, changes)
            token = store.hold_index(owner, seconds=INDEX_LEASE_S)
            if token is None:
                break
            services.index.apply(puts, deletes)
            store.changes_applied(token, changes)
            done += len(puts) + len(deletes)
    finally:
        store.drop_index(owner)
    return done


def reconcile(services: Services) -> int:
    """Puts into the outbox what the index lacks, has in another version or should not have; answers how many.

    The index is derived: whatever became of it (a lost disk, a restored backup), this brings it back to the store. What
    processes that were killed left half written is swept on the way."""
    services.blobs.sweep(SWEPT_AFTER_S)
    have, want = services.index.versions(), services.store.versions()
    waiting = {change.document for change in services.store.changes(limit=1_000_000)}
    differ = sorted({d for d in {*have, *want} if have.get(d) != want.get(d)} - waiting)
    return services.store.index_again(differ) if differ else 0


def _projected(services: Services, changes: Sequence[IndexChange]) -> tuple[list[Put], list[str]]:
    """The documents as they stand now, each once, however often they changed; those that are gone."""
    documents = list(dict.fromkeys(change.document for change in changes))
    there = services.store.versions(documents)
    puts = [put for document in documents if document in there for put in _put(services, document)]
    return puts, [document for document in documents if document not in there]


def _put(services: Services, document: str) -> Iterator[Put]:
    try:
        paper = services.store.document(document, _ALL)
        records = project(paper, services.store.extraction(document, _ALL))
    except NotFound:
        return
    except (BlobMissing, Defect):
        # One damaged document must not keep the others out of the index; `doctor` sees that it is missing there.
        _LOG.exception("step=index document=%s outcome=failed", document)
        return
    yield document, paper.version, records
