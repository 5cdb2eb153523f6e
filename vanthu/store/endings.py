"""Which receipts a piece of work speaks for, and how it ends badly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_

from vanthu.records import MOVING, State
from vanthu.store.jobs import READ
from vanthu.store.receipts import clean
from vanthu.store.tables import checkpoints, documents, jobs, receipts
from vanthu.store.transitions import move


def holders(job: Row[Any], *, moving: bool = False) -> ColumnElement[bool]:
    """The receipts whose state a job moves: its own, or those of its document; duplicates keep theirs.

    With `moving` only those that are on their way: extracting a document again does not make it unread meanwhile."""
    mine = receipts.c.id == job.subject if job.step == READ else receipts.c.document == job.subject
    out = and_(mine, receipts.c.state != State.DUPLICATE_OF)
    return and_(out, receipts.c.state.in_(sorted(MOVING))) if moving else out


def end_failed(connection: Connection, job: Row[Any], ending: Mapping[str, str]) -> None:
    """The job is given up, and its subject ends so; the row stays, marked, for `status`."""
    values = {"failed": True, "owner": None, "until": None, "not_before": None, "view": None}
    connection.execute(jobs.update().where(jobs.c.id == job.id).values(**values))
    connection.execute(checkpoints.delete().where(checkpoints.c.job == job.id))
    said: dict[str, Any] = {name: clean(value) for name, value in ending.items() if name != "state"}
    if job.step != READ:
        stands = documents.update().where(documents.c.id == job.subject)
        connection.execute(stands.values(state=ending["state"], **said))
    move(connection, holders(job), State(ending["state"]), **said)
