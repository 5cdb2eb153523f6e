"""What the rooms need from the outside, as Protocols; each docstring is a contract.

One suite in `tests/contracts` runs against every adapter of a port. Only `vanthu.wiring` chooses adapters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

from vanthu.keys import Keys
from vanthu.records import (
    Batch,
    Catalogue,
    Document,
    Entry,
    Extraction,
    Flaw,
    FlawKind,
    IndexAnswer,
    IndexChange,
    IndexHit,
    IndexQuery,
    IndexRecord,
    Job,
    Kin,
    Lease,
    Listed,
    Obligation,
    Outcome,
    Page,
    Parts,
    Permission,
    Proposal,
    ProposalState,
    Reader,
    Reading,
    ReadingTotals,
    Receipt,
    Stage,
    State,
    Unit,
    What,
)


class Clock(Protocol):
    """The time, as an argument."""

    def now(self) -> datetime:
        """This moment, with time zone UTC."""


class BlobStore(Protocol):
    """Bytes by their SHA-256. What was acknowledged is durable (file and folder synced before `put` returns); what is
    read back is checked against its digest (`BlobMissing` otherwise). Putting the same bytes again changes nothing."""

    def put(self, source: Path | bytes) -> str:
        """Keeps the bytes and answers their digest, hex, when they are safe. Raises DiskFull."""

    def put_all(self, sources: Sequence[Path | bytes]) -> list[str]:
        """Keeps several, as `put`, and answers their digests in order when all are safe: quicker than one by one. A
        file that changes meanwhile is kept as it was read. Raises DiskFull, OSError for a source that cannot be
        read."""

    def sweep(self, age_s: float) -> int:
        """Removes what was half written more than `age_s` seconds ago by a put that never ended; never a blob. Answers
        how many."""

    def get(self, digest: str) -> bytes:
        """All the bytes. Raises BlobMissing."""

    def open(self, digest: str) -> IO[bytes]:
        """The bytes as a stream, not checked. Raises BlobMissing."""

    def local(self, digest: str) -> Path:
        """A read-only local file with the bytes (the blob itself, or a cached copy). Raises BlobMissing."""

    def __contains__(self, digest: str) -> bool: ...

    def __iter__(self) -> Iterator[str]:
        """Every digest there is."""


class Receipts(Protocol):
    """The part of the store that is about what came in. All methods are one short transaction."""

    def add_receipts(self, receipts: Sequence[Receipt]) -> list[Receipt]:
        """Records receipts, with the job to read each, and answers them as they now stand: one that was there is
        answered unchanged; one whose digest another receipt brought already becomes DUPLICATE_OF that receipt at once
        (of two that race, one). One that comes with a final state (a file that cannot be opened) keeps it: no job."""

    def receipt(self, receipt: str) -> Receipt:
        """Raises NotFound."""

    def receipts(
        self,
        *,
        state: State | None = None,
        batch: str | None = None,
        document: str | None = None,
        after: str = "",
        limit: int = 1000,
    ) -> list[Receipt]:
        """Receipts in order of path then id, beginning after the receipt with the id `after`; at most `limit`."""

    def totals(self, *, batch: str | None = None) -> Mapping[str, int]:
        """Number of receipts by state."""

    def batches(self, *, after: str = "", limit: int = 100) -> list[str]:
        """Batches, the newest first, beginning after the batch `after`. Raises NotFound for an unknown `after`."""

    def missing(self, digests: Sequence[str], *, batch: str | None = None, by: str | None = None) -> list[str]:
        """Of these digests, in order, those that no receipt has (of the batch, of what `by` handed in): what a client
        still has to send."""


class Batches(Protocol):
    """The part of the store about what was handed in together. Every method is safe to repeat."""

    def batch(self, batch: str) -> Batch:
        """Raises NotFound."""

    def pause(self, batch: str) -> None:
        """Nothing more of the batch is begun; what runs ends. Raises NotFound."""

    def resume(self, batch: str) -> None:
        """Takes a pause (or the mark of having been cancelled) back. Raises NotFound."""

    def cancel(self, batch: str) -> int:
        """What has not come to an end ends as CANCELLED; work in hand loses its lease. Of two batches with the same
        bytes the other's are read in their place. Answers how many files. Raises NotFound."""

    def retry(self, batch: str, states: Collection[State], *, detail: str | None = None) -> int:
        """Files of the batch in these final states (with this detail) are read again; answers how many. Raises
        NotFound."""

    def redo(self, batch: str, step: str, current: str) -> int:
        """Documents of the batch that were read (`step` read) or extracted (extract) by something else than `current`
        are done again from there; they can be found meanwhile. Answers how many. Raises NotFound."""

    def stages(self, batch: str) -> tuple[Stage, ...]:
        """How far the batch is with each kind of work, what was measured, and how long it will take."""

    def list_papers(self, catalogue: Catalogue, listed: Sequence[Listed]) -> None:
        """Keeps what a list of papers says, in place of an earlier list of the batch (and of the same container).
        Raises NotFound."""

    def catalogue(self, batch: str) -> Catalogue | None:
        """The list that came with a batch."""

    def catalogues(self, batch: str, *, limit: int = 100) -> list[Catalogue]:
        """The list that came with a batch, then those that came inside archives of it."""

    def listed(self, receipts: Sequence[str]) -> Mapping[str, Listed]:
        """receipt → what is said about it by the batch's list, else by that of its archive or by its envelope."""

    def unlisted(self, batch: str, *, limit: int = 100) -> list[Receipt]:
        """Files of a batch (members of containers aside) that its list does not name."""


class Papers(Protocol):
    """The part of the store about papers that are not one whole file: what was proposed, what a clerk said to it."""

    def pictured(self, *, limit: int = 10) -> list[tuple[str, int]]:
        """Batches with nothing left to read, in which so many pictures were read since they were looked at together."""

    def looked_at(self, batch: str, pictures: int) -> None:
        """So many pictures of the batch have now been looked at together; later ones have not."""

    def propose(self, found: Sequence[Proposal]) -> int:
        """Keeps proposals (their ids are made here); one that was decided stays as it is. Answers how many are new."""

    def proposals(
        self, batch: str, *, state: ProposalState | None = None, after: str = "", limit: int = 100
    ) -> list[Proposal]:
        """Those of a batch in order of id, beginning after `after`."""

    def proposal(self, proposal: str) -> Proposal:
        """Raises NotFound."""

    def accept(self, proposal: str, *, by: str, parts: Parts | None = None) -> Proposal:
        """Arranges the pages so, or as `parts` says: each part becomes a paper, is extracted and found by itself; the
        documents they came from are found no more, and are kept. Doing it twice does it once. Raises BadRequest where
        not every page stands in one part, NotFound, Conflict where something else was done with the documents."""

    def refuse(self, proposal: str, *, by: str) -> Proposal:
        """Says no; where it had been accepted, everything is as it was before. Raises NotFound, Conflict."""


class Documents(Protocol):
    """The part of the store that is about papers and what was found in them. Everything that answers a person takes
    the reader's Permission; a document that may not be seen is NotFound."""

    def permission(self, reader: Reader) -> Permission:
        """What the reader may see now. The single place where it is decided."""

    def document(self, document: str, permission: Permission) -> Document:
        """Raises NotFound."""

    def documents(self, permission: Permission, *, after: str = "", limit: int = 100) -> list[Document]:
        """Documents in order of id, beginning after `after`."""

    def extraction(self, document: str, permission: Permission) -> Extraction:
        """All facts with the text they were found in. Raises NotFound (also while it is not read yet)."""

    def pages(self, document: str, permission: Permission) -> tuple[Page, ...]:
        """The pages as read. Raises NotFound."""

    def pages_blob(self, document: str) -> str:
        """The blob that holds the pages as `vanthu.store.codec` writes them, for a child that extracts from it.
        Raises NotFound."""

    def page(self, document: str, n: int, permission: Permission) -> Page:
        """One page as read, without unpacking the others. Raises NotFound."""

    def obligations_of(
        self, bodies: Sequence[str], permission: Permission, *, role: str | None = None
    ) -> list[tuple[str, Obligation]]:
        """(document, obligation) of the bodies with these ids or canonical names; `role` is lead or coordinating."""

    def versions(self, documents: Sequence[str] | None = None) -> Mapping[str, int]:
        """document → version of everything extracted (of these): what the index should hold."""

    def extracted(self) -> int:
        """How many documents are extracted."""

    def documents_by_number(self, numbers: Sequence[str], permission: Permission) -> Mapping[str, tuple[str, ...]]:
        """Canonical number (`viet`-folded by `extract.numbers.key`) → ids of the documents here that bear it."""


class Entries(Protocol):
    """The part of the store that keeps what people said about papers: a log that only grows."""

    def add_entry(self, document: str, what: What, *, after: int, by: str, permission: Permission) -> Entry:
        """Adds to the log, with the job to extract the document again (a page that was only seen needs none). `after`
        is the sequence of the last entry that the speaker has seen. The same words said again are answered as they
        stand. Raises NotFound, BadRequest for an undo of nothing, Conflict (with the entries) where somebody said
        something about the same thing since: of two at once, one."""

    def entries(self, document: str, permission: Permission) -> tuple[Entry, ...]:
        """The whole log of a document, in order. Raises NotFound."""

    def documents_decided(self, permission: Permission, *, after: str = "", limit: int = 100) -> list[str]:
        """Documents with decisions in their log, in order of id, beginning after `after`."""


class Readings(Protocol):
    """The part of the store that knows how surely pages were read, and which of them wait to be looked at: the pages
    with a confidence below `below`, those with a doubtful word in a number, a date, a deadline or a lead, those with
    a correction or decision that found no place; without those found right."""

    def readings(self, document: str, permission: Permission) -> list[Reading]:
        """The pages of a document, in order; none for one that is absent or not extracted yet."""

    def review(
        self, permission: Permission, *, below: float, batch: str | None = None, after: str = "", limit: int = 50
    ) -> list[Reading]:
        """The pages that wait, the worst first, beginning after the page `after` (`document:n`), which need not be on
        the list any more. Raises NotFound for a page that is not there."""

    def reading_totals(self, permission: Permission, *, below: float, batch: str | None = None) -> ReadingTotals:
        """Over all pages, or those of the documents of a batch."""


class Flaws(Protocol):
    """The part of the store that knows what is wrong with pages as they were scanned."""

    def flaws(self, documents: Sequence[str], permission: Permission) -> Mapping[str, tuple[Flaw, ...]]:
        """Document → its flaws in order of page; documents without any, or that may not be seen, are left out."""

    def flawed(self, permission: Permission, *, batch: str, limit: int = 100) -> list[tuple[str, str, Flaw]]:
        """(document, name, flaw) of the pages of a batch's documents, in order."""

    def flaw_totals(self, permission: Permission, *, batch: str | None = None) -> Mapping[FlawKind, int]:
        """How many pages have a flaw of each kind, of all documents or those of a batch."""


class Kinship(Protocol):
    """The part of the store that knows copies: the same paper scanned twice, a scan and its digital original."""

    def kin(self, documents: Sequence[str], permission: Permission) -> Mapping[str, tuple[Kin, ...]]:
        """Document → its other copies, the best first, then papers that are nearly alike; documents without any, or
        that may not be seen, are left out. Copies of copies are told too, when all of them may be seen."""


class Work(Protocol):
    """The part of the store that is about work to be done. Leases carry a fencing token that is checked in the same
    transaction as the write that commits a result."""

    def claim(self, owner: str, *, seconds: float, steps: Sequence[str] = (), slow_first: bool = False) -> Lease | None:
        """The next job that is due and not leased (or whose lease ran out), leased to `owner`; counts the attempt
        before work begins. Quick work goes first; with `slow_first` slow work does. A job whose lease was
        lost `MAX_ATTEMPTS` times ends its subject as failed_final:crash."""

    def renew(self, lease: Lease, *, seconds: float) -> Lease:
        """Raises LeaseLost."""

    def release(self, lease: Lease, *, not_before: datetime | None = None, reason: str = "") -> None:
        """Gives the job back to be tried again later (retry_at). Raises LeaseLost."""

    def postpone(self, lease: Lease) -> bool:
        """Gives a reading back as slow work, what it kept stays; False, and nothing is changed, where no quick work
        waits. Raises LeaseLost."""

    def checkpoint_pages(self, lease: Lease, pages: Sequence[Page]) -> None:
        """Keeps pages of the file being read, so that another attempt goes on after them. Raises LeaseLost."""

    def checkpoint_view(self, lease: Lease, digest: str) -> str:
        """Says, before it is put, which blob will be the view; answers the one to use: that of an earlier attempt
        where it has been put, so that no attempt leaves a stray blob. Raises LeaseLost."""

    def checkpoint(self, lease: Lease) -> tuple[Page, ...]:
        """The pages that this and earlier attempts at the job kept, in order."""

    def finish_read(
        self,
        lease: Lease,
        outcome: Outcome,
        *,
        members: Sequence[Receipt] = (),
        view: str | None = None,
        read_by: str = "",
        pages: Sequence[Page] = (),
        catalogue: Catalogue | None = None,
        listed: Sequence[Listed] = (),
    ) -> Document | None:
        """One transaction: the receipt's state, the document with its pages (those of checkpoints and `pages`; none for
        a container or a failure), the receipts of members with their jobs and what a list among them (`catalogue`) or
        their envelope says about them, the next job, the end of this one. `read_by` is the mark of the readers.
        Raises LeaseLost."""

    def finish_extract(self, lease: Lease, extraction: Extraction, *, entries: int = 0) -> None:
        """One transaction: the facts in place of the earlier ones, the document's version, how surely its pages were
        read, the outbox entry, the receipts' final state, the end of this job. `entries` is the sequence of the last
        entry that was laid over them: where somebody said more meanwhile, a new job follows. Raises LeaseLost."""

    def finish_failed(self, lease: Lease, outcome: Outcome) -> None:
        """One transaction: the subject ends in the outcome's state (what was kept of it stays). Raises LeaseLost."""

    def owners(self) -> list[str]:
        """Who holds leases now, run out or not."""

    def abandon(self, owner: str, *, crashed: bool) -> int:
        """Takes back everything that `owner`, known to be dead, holds, and answers how many jobs. `crashed` says that
        it died alone, so that its work may be the cause: the lease counts as lost. Otherwise (the whole program was
        ended, the power failed) it does not, up to `MAX_INTERRUPTIONS` times."""

    def extract_again(self, documents: Sequence[str] | None = None) -> int:
        """Jobs to extract these (or all) documents again from their stored pages; answers how many are new."""

    def jobs(self) -> Mapping[str, int]:
        """Counts: queued, running, waiting (not before), held (their batch is paused), failed, indexing (documents on
        their way to the index)."""

    def due(self, *, limit: int = 100) -> list[Job]:
        """Jobs that could be claimed now: what a queue offers again."""


class Outbox(Protocol):
    """Changes on their way to the index. Whoever holds the index lease drains them."""

    def hold_index(self, owner: str, *, seconds: float) -> int | None:
        """A fencing token when `owner` has (or keeps) the one index lease, None while another has it."""

    def drop_index(self, owner: str) -> None:
        """Gives the index lease back."""

    def changes(self, *, limit: int = 100) -> list[IndexChange]:
        """The oldest changes not yet in the index."""

    def changes_applied(self, token: int, changes: Sequence[IndexChange]) -> None:
        """Exactly these are durable in the index. Raises LeaseLost."""

    def index_again(self, documents: Sequence[str] | None = None) -> int:
        """Puts these (or all extracted) documents into the outbox; one that is not here is put as a deletion."""


class Store(Receipts, Batches, Papers, Documents, Entries, Readings, Flaws, Kinship, Work, Outbox, Protocol):
    """The truth: receipts, documents, facts, what people said about them, jobs, leases, the outbox."""

    def close(self) -> None: ...


class SearchIndex(Protocol):
    """A derived index over IndexRecords. One writer at a time (the holder of the index lease), any number of readers.
    Every search passes the permission in its query: hits, totals and facets only know what it allows."""

    def apply(self, puts: Sequence[tuple[str, int, Sequence[IndexRecord]]], deletes: Iterable[str] = ()) -> None:
        """For each (document, version, records): all records of the document become exactly these, unless the index
        has a higher version of it. Durable and visible to new searches when it returns. Raises IndexUnavailable."""

    def search(self, query: IndexQuery) -> IndexAnswer:
        """Raises IndexUnavailable, BadRequest for a field or value that does not exist."""

    def search_many(self, queries: Sequence[IndexQuery]) -> tuple[IndexAnswer, ...]:
        """The answer to each question, in order, as `search` gives it; over a network all go in one request."""

    def walk(self, query: IndexQuery) -> Iterator[IndexHit]:
        """Every record that answers, however many, in the order that `search` has, of the index as it stood when the
        first was asked for. `offset`, `limit` and `facets` mean nothing here. Raises as `search`, from the first on."""

    def versions(self) -> Mapping[str, int]:
        """document → version, of everything indexed: to compare with the store."""

    def digest(self) -> str:
        """A hash over all records (ids, versions, fields), independent of the order of writing."""

    def count(self, unit: Unit) -> int:
        """Number of records of a unit."""

    def clear(self) -> None:
        """Removes everything (before a rebuild)."""

    def close(self) -> None: ...


class TaskQueue(Protocol):
    """Hints that there is work. Losing one loses time, nothing else: the store is asked again from time to time."""

    def offer(self, jobs: Sequence[Job]) -> None:
        """Says that these can be claimed. Raises QueueUnavailable."""


@dataclass(frozen=True, slots=True)
class Services:
    """The adapters that `vanthu.wiring` chose: what the web, the workers and the commands are given."""

    store: Store
    blobs: BlobStore
    index: SearchIndex
    queue: TaskQueue
    clock: Clock
    keys: Keys = field(default_factory=Keys)

    def close(self) -> None:
        """Closes what has to be closed."""
        self.index.close()
        self.store.close()
