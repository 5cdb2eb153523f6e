"""How a task stands on a given day, from the day it is due (`extract.due` has the rule).

A deadline that cannot be placed in the calendar has no state but NONE; it is shown as it is written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from extract.due import Why, due_day
from vanthu.errors import BadRequest
from vanthu.records import Deadline

SOON_DAYS: Final = 30


class DueState(StrEnum):
    """How a task stands: its day has passed, comes within 30 days, later, again and again, or it has none."""

    LATE = "late"
    SOON = "soon"
    OK = "ok"
    RECURRING = "recurring"
    ONGOING = "ongoing"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Due:
    """`last` is the last day in time (None for recurring, ongoing, none), `first` where the time begins, `next` the
    next day of a recurring one, `days` from `as_of` to `last` or `next` (negative: late). `estimated`: the paper does
    not say from when it counts, or on which day of its period. `why`: the reasoning, None where there is no deadline
    or the index does not have it."""

    state: DueState
    first: date | None = None
    last: date | None = None
    next: date | None = None
    days: int | None = None
    estimated: bool = False
    why: Why | None = None


def due(deadline: Deadline | None, *, issued: date | None = None, effective: date | None = None, as_of: date) -> Due:
    """The deadline's state on `as_of`."""
    if deadline is None:
        return Due(DueState.NONE)
    found = due_day(deadline, issued=issued, effective=effective, as_of=as_of)
    if deadline.rel == "ongoing":
        return Due(DueState.ONGOING, why=found.why)
    if deadline.rel == "every":
        days = (found.last - as_of).days if found.last else None
        return Due(DueState.RECURRING, None, None, found.last, days, found.estimated, found.why)
    return replace(dated(found.first, found.last, as_of=as_of), estimated=found.estimated, why=found.why)


def dated(first: date | None, last: date | None, *, as_of: date) -> Due:
    """The state on `as_of` of what is due on a day that is known already (None: it is not)."""
    if last is None:
        return Due(DueState.NONE)
    days = (last - as_of).days
    state = DueState.LATE if days < 0 else DueState.SOON if days <= SOON_DAYS else DueState.OK
    return Due(state, first, last, None, days)


def from_iso(value: object) -> date | None:
    """The day that an ISO string names, None for anything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def beside(day: str, days: int) -> str:
    """The ISO day that lies `days` after an ISO day (before it, where negative). Raises BadRequest."""
    given = from_iso(day)
    try:
        if given:
            return (given + timedelta(days=days)).isoformat()
    except OverflowError:
        pass
    raise BadRequest(f"Ngày phải có dạng năm-tháng-ngày (2025-06-30), không phải {day[:40]!r}.")
