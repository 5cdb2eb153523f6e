"""Rows of work: how a job comes into being, is checked against its lease, and ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from vanthu.errors import LeaseLost
from vanthu.records import Job, Lease
from vanthu.store.engine import insert_all_new, insert_new
from vanthu.store.tables import from_us, jobs

READ: Final = "read"
EXTRACT: Final = "extract"
RANKS: Final = {EXTRACT: 0, READ: 1}
"""The steps that are jobs; the lower rank goes first, so that what is half done gets done."""


def job_id(step: str, subject: str) -> str:
    """One job for a step and a subject."""
    return f"{step}:{subject}"


def add_job(connection: Connection, step: str, subject: str) -> bool:
    """Adds a job unless it is there already (one that failed for good is opened again)."""
    values = {"id": job_id(step, subject), "step": step, "subject": subject, "rank": RANKS[step]}
    if insert_new(connection, jobs, {**values, "entered": last_place(connection)}):
        return True
    again = jobs.update().where(jobs.c.id == values["id"], jobs.c.failed)
    return connection.execute(again.values(failed=False, attempts=0, lost=0, interrupted=0)).rowcount == 1


def add_jobs(connection: Connection, step: str, subjects: Sequence[str]) -> None:
    """Adds a job for each subject, in their order, unless it is there already."""
    place = last_place(connection) if subjects else 0
    rows = [
        {"id": job_id(step, subject), "step": step, "subject": subject, "rank": RANKS[step], "entered": place + i}
        for i, subject in enumerate(subjects)
    ]
    insert_all_new(connection, jobs, rows)


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
    return Job(row.id, row.step, row.subject, row.attempts, from_us(row.not_before) if row.not_before else None)
