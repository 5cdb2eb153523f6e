"""When a task is due: the last day that is still in time, and how it stands on a given day.

The rule, by `rel` of FORMAT.md's table (a value is a day, month, quarter, half or whole year):
- before: the last day is the day before the value begins ("trước ngày 30/6" is in time on the 29th);
- by, in, until: the last day of the value ("trong quý II" → 30/6, "đến năm 2030" → 31/12/2030);
- period: the last day of the second value; within: that long after the day of issue, which is only an estimate;
- every: comes again, the next day is known where a day is printed; ongoing: never ends.
A deadline that cannot be placed in the calendar has no state but NONE; it is shown as it is written.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from vanthu.errors import BadRequest

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
    next day of a recurring one, `days` from `as_of` to `last` or `next` (negative: late). `estimated`: counted from
    the day of issue although another day may be meant."""

    state: DueState
    first: date | None = None
    last: date | None = None
    next: date | None = None
    days: int | None = None
    estimated: bool = False


def due(
    rel: str | None,
    value: str | None,
    day: int | None = None,
    month: int | None = None,
    *,
    issued: date | None = None,
    as_of: date,
    before: bool = False,
) -> Due:
    """The deadline's state on `as_of`. `before` says that a recurring day is excluded ("trước ngày 25 hằng tháng")."""
    if rel == "ongoing":
        return Due(DueState.ONGOING)
    if rel == "every":
        coming = _next(value, day, month, as_of=as_of, before=before)
        return Due(DueState.RECURRING, next=coming, days=(coming - as_of).days if coming else None)
    first, last = interval(rel, value, issued=issued)
    if last is None:
        return Due(DueState.NONE)
    days = (last - as_of).days
    state = DueState.LATE if days < 0 else DueState.SOON if days <= SOON_DAYS else DueState.OK
    return Due(state, first, last, None, days, rel == "within")


def interval(rel: str | None, value: str | None, *, issued: date | None = None) -> tuple[date | None, date | None]:
    """The first (where one is said) and the last day in time; None, None where the calendar does not tell."""
    if rel == "within":
        return None, _after(issued, value)
    if rel == "period":
        begin, _, end = (value or "").partition("/")
        return days_of(begin)[0], days_of(end)[1]
    first, last = days_of(value)
    if first is None or last is None:
        return None, None
    if rel == "before":
        return None, first - timedelta(days=1) if first > date.min else None
    return (first if rel == "in" else None), (last if rel in ("by", "in", "until") else None)


_VALUE: Final = re.compile(r"(\d{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?")


def days_of(value: str | None) -> tuple[date | None, date | None]:
    """The first and last day of an ISO value in its precision; None, None for what is no such value."""
    match = _VALUE.fullmatch(value or "")
    if match is None:
        return None, None
    year = int(match[1])
    if match["quarter"]:
        months = (int(match["quarter"]) * 3 - 2, int(match["quarter"]) * 3)
    elif match["half"]:
        months = (1, 6) if match["half"] == "1" else (7, 12)
    elif match["month"]:
        months = (int(match["month"]), int(match["month"]))
    else:
        months = (1, 12)
    try:
        if match["day"]:
            one = date(year, months[0], int(match["day"]))
            return one, one
        return date(year, months[0], 1), date(year, months[1], calendar.monthrange(year, months[1])[1])
    except ValueError:
        return None, None


_SPAN: Final = re.compile(r"P(?P<count>\d{1,4})(?P<unit>[DWMY])")


def _after(start: date | None, value: str | None) -> date | None:
    match = _SPAN.fullmatch(value or "")
    if start is None or match is None:
        return None
    count = int(match["count"])
    try:
        if match["unit"] in "DW":
            return start + timedelta(days=count * (7 if match["unit"] == "W" else 1))
        return _months_on(start, count * (12 if match["unit"] == "Y" else 1))
    except (ValueError, OverflowError):
        return None


def _months_on(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _next(value: str | None, day: int | None, month: int | None, *, as_of: date, before: bool) -> date | None:
    """The next day of a recurring deadline: only where its day is printed (a month too for those by the year)."""
    match = _SPAN.fullmatch(value or "")
    if match is None or match["unit"] not in "MY" or day is None or not 1 <= day <= 31:
        return None
    step = int(match["count"]) * (12 if match["unit"] == "Y" else 1)
    if step == 0 or (step > 1 and (month is None or not 1 <= month <= 12)):
        return None
    try:
        for ahead in range(-12, 13):
            year, index = divmod(as_of.year * 12 + as_of.month - 1 + ahead, 12)
            if step > 1 and (index + 1 - (month or 1)) % min(step, 12):
                continue
            coming = date(year, index + 1, min(day, calendar.monthrange(year, index + 1)[1]))
            coming -= timedelta(days=1 if before else 0)
            if coming >= as_of:
                return coming
    except (ValueError, OverflowError):
        return None
    return None


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
