"""Work to be done: leases with a fencing token, attempts counted before work begins, checkpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, true

from vanthu.ports import BlobStore, Clock
from vanthu.records import WORDS, Job, Lease, Page, State
from vanthu.store import codec
from vanthu.store.endings import end_failed, holders
from vanthu.store.engine import Database, insert_new
from vanthu.store.frames import frame_of
from vanthu.store.jobs import EXTRACT, QUICK, SLOW, add_jobs, held, last_place, record
from vanthu.store.outbox import drop
from vanthu.store.receipts import clean
from vanthu.store.tables import checkpoints, documents, from_us, jobs, leases, outbox, to_us
from vanthu.store.transitions import move

MAX_ATTEMPTS: Final = 3
"""So many lost leases in a row, without a page in between, and the work is given up."""
MAX_INTERRUPTIONS: Final = 20
"""So many times the whole program may be ended during one piece of work before it is taken for the cause."""


class WorkRows:
    """The part of Work that is about who does what (`results.py` has the part about what comes out)."""

    db: Database
    blobs: BlobStore
    clock: Clock

    def claim(self, owner: str, *, seconds: float, steps: Sequence[str] = (), slow_first: bool = False) -> Lease | None:
        """As `ports.Work.claim`."""
        if slow_first and (slow := self._claim(owner, seconds, steps, jobs.c.rank == SLOW)):
            return slow
        return self._claim(owner, seconds, steps, true())

    def _claim(self, owner: str, seconds: float, steps: Sequence[str], which: ColumnElement[bool]) -> Lease | None:
        now = to_us(self.clock.now())
        wanted = select(jobs).where(_free(now), _due(now), which).order_by(jobs.c.rank, jobs.c.entered)
        if steps:
            wanted = wanted.where(jobs.c.step.in_(steps))
        with self.db.read() as connection:  # asking often must not hold up those who write
            if connection.execute(wanted.limit(1)).first() is None:
                return None
        with self.db.write() as connection:
            while row := connection.execute(wanted.limit(1).with_for_update(skip_locked=True)).one_or_none():
                lost = row.lost + (row.owner is not None)  # it ran out in somebody's hands
                if lost < MAX_ATTEMPTS:
                    return self._lease(connection, row, owner, lost, until=now + int(seconds * 1e6))
                end_failed(connection, row, crashed())
        return None

    def _lease(self, connection: Connection, row: Row[Any], owner: str, lost: int, *, until: int) -> Lease:
        token = max(row.token + 1, to_us(self.clock.now()))
        values = {"owner": owner, "token": token, "until": until, "lost": lost, "attempts": row.attempts + 1}
        connection.execute(jobs.update().where(jobs.c.id == row.id).values(**values, not_before=None))
        words = WORDS[State.WORKING]["vi"]
        move(connection, holders(row, moving=True), State.WORKING, reason=words.meaning, next=words.next)
        job = Job(row.id, row.step, row.subject, row.attempts + 1, slow=row.rank == SLOW)
        return Lease(job, owner, token, from_us(until))

    def renew(self, lease: Lease, *, seconds: float) -> Lease:
        """As `ports.Work.renew`."""
        until = to_us(self.clock.now()) + int(seconds * 1e6)
        with self.db.write() as connection:
            held(connection, lease)
            connection.execute(jobs.update().where(jobs.c.id == lease.job.id).values(until=until))
        return Lease(lease.job, lease.owner, lease.token, from_us(until))

    def release(self, lease: Lease, *, not_before: datetime | None = None, reason: str = "") -> None:
        """As `ports.Work.release`."""
        state = State.RETRY_AT if not_before else State.QUEUED
        words = WORDS[state]["vi"]
        with self.db.write() as connection:
            row = held(connection, lease)
            due = to_us(not_before) if not_before else None
            values = {"owner": None, "until": None, "not_before": due, "entered": last_place(connection)}
            connection.execute(jobs.update().where(jobs.c.id == row.id).values(**values))
            said = clean(reason) or words.meaning
            move(connection, holders(row, moving=True), state, reason=said, next=words.next)

    def owners(self) -> list[str]:
        """As `ports.Work.owners`."""
        with self.db.read() as connection:
            found = {
                *connection.scalars(select(jobs.c.owner).where(jobs.c.owner.is_not(None)).distinct()),
                *connection.scalars(select(leases.c.owner).where(leases.c.owner.is_not(None)).distinct()),
            }
        return sorted(owner for owner in found if owner)

    def abandon(self, owner: str, *, crashed: bool) -> int:
        """As `ports.Work.abandon`."""
        with self.db.write() as connection:
            drop(connection, owner)
            mine = select(jobs).where(jobs.c.owner == owner, jobs.c.failed.is_(False)).with_for_update()
            rows = connection.execute(mine).all()
            for row in rows:
                _take_back(connection, row, died_alone=crashed)
            return len(rows)

    def postpone(self, lease: Lease) -> bool:
        """As `ports.Work.postpone`."""
        now = to_us(self.clock.now())
        quick = select(jobs.c.id).where(_free(now), _due(now), jobs.c.rank <= QUICK)
        with self.db.read() as connection:
            if connection.execute(quick.limit(1)).first() is None:
                return False
        with self.db.write() as connection:
            row = held(connection, lease)
            place = row.entered if row.rank == SLOW else last_place(connection)  # begun once, it keeps its turn
            values = {"owner": None, "until": None, "rank": SLOW, "entered": place}
            connection.execute(jobs.update().where(jobs.c.id == row.id).values(**values))
            words = WORDS[State.QUEUED]["vi"]
            move(connection, holders(row, moving=True), State.QUEUED, reason=words.meaning, next=words.next)
        return True

    def checkpoint_pages(self, lease: Lease, pages: Sequence[Page]) -> None:
        """As `ports.Work.checkpoint_pages`."""
        frames = [frame_of(page) for page in pages]
        with self.db.write() as connection:
            held(connection, lease)
            for n, characters, frame in frames:
                insert_new(
                    connection,
                    checkpoints,
                    {"job": lease.job.id, "n": n, "characters": characters, "frame": frame},
                )
            connection.execute(jobs.update().where(jobs.c.id == lease.job.id).values(lost=0, interrupted=0))

    def checkpoint_view(self, lease: Lease, digest: str) -> str:
        """As `ports.Work.checkpoint_view`."""
        with self.db.write() as connection:
            earlier = held(connection, lease).view
            if earlier and earlier in self.blobs:
                return str(earlier)
            connection.execute(jobs.update().where(jobs.c.id == lease.job.id).values(view=digest))
        return digest

    def checkpoint(self, lease: Lease) -> tuple[Page, ...]:
        """As `ports.Work.checkpoint`."""
        wanted = select(checkpoints.c.frame).where(checkpoints.c.job == lease.job.id).order_by(checkpoints.c.n)
        with self.db.read() as connection:
            return tuple(codec.page_from_bytes(frame) for frame in connection.scalars(wanted))

    def extract_again(self, documents: Sequence[str] | None = None) -> int:
        """As `ports.Work.extract_again`."""
        with self.db.write() as connection:
            there = _document_ids(connection) if documents is None else _those(connection, documents)
            return add_jobs(connection, EXTRACT, [(each, "", "") for each in there])

    def jobs(self) -> Mapping[str, int]:
        """As `ports.Work.jobs`."""
        now = to_us(self.clock.now())
        live = jobs.c.failed.is_(False)
        owned = and_(jobs.c.owner.is_not(None), jobs.c.until > now, live)
        kinds = {  # each counts a stretch of an index: none walks over the jobs that wait
            "live": and_(live, jobs.c.held.is_(False)),
            "held": and_(live, jobs.c.held.is_(True)),
            "running": owned,
            "running_held": and_(owned, jobs.c.held.is_(True)),
            "waiting": and_(jobs.c.not_before > now, live, jobs.c.held.is_(False), jobs.c.owner.is_(None)),
            "failed": jobs.c.failed.is_(True),
        }
        with self.db.read() as connection:
            counts = {
                kind: connection.scalar(select(func.count()).select_from(jobs).where(which)) or 0
                for kind, which in kinds.items()
            }
            counts["indexing"] = connection.scalar(select(func.count(outbox.c.document.distinct()))) or 0
        going = counts.pop("running_held")
        counts["held"] -= going
        counts["queued"] = counts.pop("live") - (counts["running"] - going) - counts["waiting"]
        return counts

    def due(self, *, limit: int = 100) -> list[Job]:
        """As `ports.Work.due`."""
        now = to_us(self.clock.now())
        wanted = select(jobs).where(_free(now), _due(now)).order_by(jobs.c.rank, jobs.c.entered).limit(limit)
        with self.db.read() as connection:
            return [record(row) for row in connection.execute(wanted)]


def _free(now: int) -> ColumnElement[bool]:
    """Not given up, not held up, and in nobody's hands."""
    return and_(jobs.c.failed.is_(False), jobs.c.held.is_(False), or_(jobs.c.owner.is_(None), jobs.c.until <= now))


def _due(now: int) -> ColumnElement[bool]:
    return or_(jobs.c.not_before.is_(None), jobs.c.not_before <= now)


def _take_back(connection: Connection, row: Row[Any], *, died_alone: bool) -> None:
    """A job out of dead hands: back into the queue, or given up where it seems to be the cause."""
    lost, interrupted = row.lost + died_alone, row.interrupted + (not died_alone)
    if lost >= MAX_ATTEMPTS or interrupted >= MAX_INTERRUPTIONS:
        end_failed(connection, row, crashed())
        return
    values = {"owner": None, "until": None, "lost": lost, "interrupted": interrupted}
    connection.execute(jobs.update().where(jobs.c.id == row.id).values(**values, entered=last_place(connection)))
    words = WORDS[State.QUEUED]["vi"]
    move(connection, holders(row, moving=True), State.QUEUED, reason=words.meaning, next=words.next)


def crashed() -> dict[str, str]:
    """How work ends that took its worker down again and again."""
    words = WORDS[State.FAILED_FINAL]["vi"]
    reason = f"Đã thử {MAX_ATTEMPTS} lần, lần nào chương trình xử lý tệp này cũng bị dừng đột ngột."
    return {"state": State.FAILED_FINAL, "detail": "crash", "reason": reason, "next": words.next}


def _those(connection: Connection, wanted: Sequence[str]) -> list[str]:
    ids = sorted({clean(each) for each in wanted})
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        found.update(connection.scalars(select(documents.c.id).where(documents.c.id.in_(ids[start : start + 500]))))
    return sorted(found)


def _document_ids(connection: Connection) -> list[str]:
    return list(connection.scalars(select(documents.c.id).order_by(documents.c.id)))
