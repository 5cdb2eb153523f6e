"""What comes out of work, committed in one transaction with the check of its lease."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, select, update

from vanthu.ports import BlobStore, Clock
from vanthu.records import (
    WORDS,
    Catalogue,
    Document,
    Extraction,
    Lease,
    Listed,
    Outcome,
    Page,
    Permission,
    Receipt,
    State,
    document_id,
)
from vanthu.store import codec, plain
from vanthu.store.batches import keep_list
from vanthu.store.documents import ACCESS, record, seen
from vanthu.store.endings import end_failed, holders
from vanthu.store.engine import Database, insert_new
from vanthu.store.entries import log, said_after
from vanthu.store.facts import replace_facts
from vanthu.store.flaws import replace_flaws
from vanthu.store.frames import Frame, frame_of
from vanthu.store.jobs import EXTRACT, READ, add_job, end, held
from vanthu.store.kin import replace_kin
from vanthu.store.outbox import announce
from vanthu.store.pace import PACES, count_pace
from vanthu.store.readings import replace_readings
from vanthu.store.receipts import add, clean, one
from vanthu.store.tables import batches, checkpoints, documents, receipts, to_us
from vanthu.store.transitions import move

ALL: Final = Permission(everything=True)
_PICTURES: Final = ("image/", "application/pdf")


class ResultRows:
    """The part of Work that commits results."""

    db: Database
    blobs: BlobStore
    clock: Clock

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
        """As `ports.Work.finish_read`."""
        with self.db.read() as connection:
            kept = _kept(connection, lease.job.id)
        there = {row.n for row in kept}
        kept = sorted([*kept, *(frame_of(page) for page in pages if page.n not in there)])
        # The bytes are safe before a row speaks of them; the lease says that nobody else adds pages meanwhile.
        blob = self.blobs.put(codec.join_pages([row.frame for row in kept])) if kept else None
        with self.db.write() as connection:
            job = held(connection, lease)
            receipt = one(connection, lease.job.subject)
            document = None
            if blob:
                document = _enter(connection, receipt, outcome, blob=blob, view=view, last=kept[-1].n, read_by=read_by)
                add_job(connection, EXTRACT, document, job.batch)
                if outcome.media_type.startswith("image/"):  # it may be a page of a paper in several pictures
                    mine = update(batches).where(batches.c.id == receipt.batch)
                    connection.execute(mine.values(pictures=batches.c.pictures + 1))
            _count(connection, receipt.sha256, document, len(kept), sum(row.characters for row in kept))
            if document is None:
                move(connection, receipts.c.id == receipt.id, outcome.state, **_ending(outcome))
            add(connection, members)
            if members:
                keep_list(connection, receipt.batch, receipt.id, catalogue, listed)
            end(connection, lease.job.id)
            count_pace(connection, PACES[job.rank], to_us(self.clock.now()))
            return record(seen(connection, document, ALL)) if document else None

    def finish_extract(self, lease: Lease, extraction: Extraction, *, entries: int = 0) -> None:
        """As `ports.Work.finish_extract`."""
        blob = self.blobs.put(codec.extraction_to_bytes(extraction))
        with self.db.write() as connection:
            job = held(connection, lease)
            document = seen(connection, job.subject, ALL)
            ending = final(plain.load(Outcome, document.outcome), extraction)
            state, said = ending.state, _ending(ending)
            values = {
                "extraction_blob": blob,
                "text_id": extraction.text.id,
                "made_by": extraction.made_by,
                "version": document.version + 1,
                "notes": json.dumps(extraction.warnings),
                "state": state,
            }
            connection.execute(update(documents).where(documents.c.id == document.id).values(**values, **said))
            if document.moved_to == "[]":  # else its pages stand in other papers, and it is found no more
                replace_facts(connection, document.id, extraction)
                replace_flaws(connection, document.id, extraction.flaws)
                replace_kin(connection, document.id, extraction.likeness)
                replace_readings(connection, document.id, extraction, log(connection, document.id))
                announce(connection, document.id, document.version + 1)
            move(connection, holders(job), state, **said)
            end(connection, job.id)
            count_pace(connection, EXTRACT, to_us(self.clock.now()))
            if said_after(connection, document.id, entries):
                add_job(connection, EXTRACT, document.id)

    def finish_failed(self, lease: Lease, outcome: Outcome) -> None:
        """As `ports.Work.finish_failed`."""
        with self.db.write() as connection:
            job = held(connection, lease)
            if job.step == READ:
                move(connection, receipts.c.id == job.subject, outcome.state, **_ending(outcome))
                end(connection, job.id)
            else:
                end_failed(connection, job, {"state": outcome.state, **_ending(outcome)})


def _kept(connection: Connection, job: str) -> list[Frame]:
    wanted = select(checkpoints.c.n, checkpoints.c.characters, checkpoints.c.frame)
    rows = connection.execute(wanted.where(checkpoints.c.job == job).order_by(checkpoints.c.n))
    return [Frame(*row) for row in rows]


def _enter(
    connection: Connection, receipt: Receipt, outcome: Outcome, *, blob: str, view: str | None, last: int, read_by: str
) -> str:
    """The document's row; read again, the same document gets its new pages."""
    shown = receipt.sha256 if outcome.media_type.startswith(_PICTURES) else None
    values = {
        "name": receipt.path.rsplit("/", 1)[-1],
        "media_type": outcome.media_type,
        "state": outcome.state,
        "pages": max(last, outcome.pages_expected),
        "view": view or shown,
        "pages_blob": blob,
        "read_by": read_by,
        "warnings": json.dumps(outcome.warnings),
        "outcome": plain.dump(outcome),
        **_ending(outcome),
    }
    document = document_id(receipt.sha256)
    key = {"id": document, "sha256": receipt.sha256, "access": ACCESS}
    if not insert_new(connection, documents, {**key, **values}):
        connection.execute(documents.update().where(documents.c.id == document).values(**values))
    return document


def _count(connection: Connection, sha256: str, document: str | None, pages: int, characters: int) -> None:
    """Every receipt of these bytes, duplicates too, says what they hold."""
    values = {"document": document, "pages": pages, "characters": characters}
    connection.execute(receipts.update().where(receipts.c.sha256 == sha256).values(**values))


def _ending(outcome: Outcome) -> Mapping[str, Any]:
    words = WORDS[outcome.state]["vi"]
    said = {
        "detail": outcome.detail,
        "reason": outcome.reason or words.meaning,
        "next": outcome.next or words.next,
    }
    return {name: clean(value) for name, value in said.items()}


def final(outcome: Outcome, extraction: Extraction) -> Outcome:
    """How reading and extracting ended: as reading did, with warnings where extracting has something to say."""
    if outcome.state is State.DONE and extraction.warnings:
        words = WORDS[State.DONE_WITH_WARNINGS]["vi"]
        return replace(outcome, state=State.DONE_WITH_WARNINGS, detail="", reason=words.meaning, next=words.next)
    return outcome
