"""Work as the store keeps it: jobs, leases with a fencing token, changes on their way to the index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Job:
    """One step to be done for one thing (`subject` is a receipt's or a document's id). `slow`: pictures are to be
    recognised, so that work with text in the file goes first."""

    id: str
    step: str
    subject: str
    attempts: int = 0
    not_before: datetime | None = None
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do a job until `until`. `token` grows with each lease on the job; a write with an old token is
    refused (`LeaseLost`)."""

    job: Job
    owner: str
    token: int
    until: datetime


@dataclass(frozen=True, slots=True)
class IndexChange:
    """A document's index records are to be put (at `version`) or deleted; `sequence` orders the outbox."""

    sequence: int
    document: str
    version: int
    delete: bool = False
