"""Rows of work: how a job comes into being, is checked against its lease, and ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from vanthu.errors import LeaseLost
from vanthu.records import BatchState, Job, Lease
from vanthu.store.engine import insert_all_new, insert_new
from vanthu.store.tables import batches, from_us, jobs

READ: Final = "read"
EXTRACT: Final = "extract"
QUICK, SLOW = 1, 2
RANKS: Final = {EXTRACT: 0, READ: QUICK}
"""The steps that are jobs; the lower rank goes first, so that what is half done gets done. A reading that turns out to
be slow work (pictures to be recognised) goes on with SLOW: what has its text in the file is searchable first."""
SLOW_NAMES: Final = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp", ".heic", ".heif", ".gif", ".jp2")
"""Files with such names are slow work from the start."""


def job_id(step: str, subject: str) -> str:
    """One job for a step and a subject."""
    return f"{step}:{subject}"


def add_job(connection: Connection, step: str, subject: str, batch: str = "") -> bool:
    """Adds a job unless it is there already (one that failed for good is opened again)."""
    values = {"id": job_id(step, subject), "step": step, "subject": subject, "rank": RANKS[step]}
    place = {"entered": last_place(connection), "batch": batch, "held": paused(connection, batch)}
    if insert_new(connection, jobs, {**values, **place}):
        return True
    again = jobs.update().where(jobs.c.id == values["id"], jobs.c.failed)
    return connection.execute(again.values(failed=False, attempts=0, lost=0, interrupted=0)).rowcount == 1


def add_jobs(connection: Connection, step: str, subjects: Sequence[tuple[str, str, str]]) -> int:
    """Adds a job for each (subject, batch, file's name), in their order, unless it is there already (one that failed
    for good is opened again); answers how many wait that did not."""
    place = last_place(connection) if subjects else 0
    held = {batch: paused(connection, batch) for batch in {batch for _, batch, _ in subjects}}
    rows = [
        {
            "id": job_id(step, subject),
            "step": step,
            "subject": subject,
            "rank": _rank(step, name),
            "entered": place + i,
            "batch": batch,
            "held": held[batch],
        }
        for i, (subject, batch, name) in enumerate(subjects)
    ]
    ids = [row["id"] for row in rows]
    there = set(connection.scalars(select(jobs.c.id).where(jobs.c.id.in_(ids)))) if ids else set()
    insert_all_new(connection, jobs, rows)
    if not there:
        return len(rows)
    again = jobs.update().where(jobs.c.id.in_(there), jobs.c.failed)
    opened = connection.execute(again.values(failed=False, attempts=0, lost=0, interrupted=0)).rowcount
    return len(rows) - len(there) + opened


def _rank(step: str, name: str) -> int:
    return SLOW if step == READ and name.lower().endswith(SLOW_NAMES) else RANKS[step]


def paused(connection: Connection, batch: str) -> bool:
    """Whether a person has paused the batch."""
    if not batch:
        return False
    return connection.scalar(select(batches.c.state).where(batches.c.id == batch)) == BatchState.PAUSED


def last_place(connection: Connection) -> int:
    """A place behind every job there is."""
    return int(connection.scalar(select(func.max(jobs.c.entered))) or 0) + 1


def held(connection: Connection, lease: Lease) -> Row[Any]:
    """The job's row, locked, when the lease on it still stands. Raises LeaseLost."""
    row = connection.execute(select(jobs).where(jobs.c.id == lease.job.id).with_for_update()).one_or_none()
    if row is None or row.owner != lease.owner or row.token != lease.token or row.failed:
        raise LeaseLost(f"The lease on {lease.job.id} has passed to somebody else.")
    return row


def end(connection: Connection, job: str) -> None:
    """The job is done: it is no more."""
    connection.execute(jobs.delete().where(jobs.c.id == job))


def record(row: Row[Any]) -> Job:
    """A row as a Job."""
    due = from_us(row.not_before) if row.not_before else None
    return Job(row.id, row.step, row.subject, row.attempts, due, slow=row.rank == SLOW)
