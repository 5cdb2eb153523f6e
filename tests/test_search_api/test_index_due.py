"""When a task is due: `search_api.index.due`."""

from __future__ import annotations

from datetime import date

import pytest

from search_api.index.due import DueState, days_of, due, interval

AS_OF = date(2025, 6, 20)
ISSUED = date(2025, 1, 31)

LAST_DAYS = (
    ("before", "2025-06-30", date(2025, 6, 29)),
    ("before", "2025-07", date(2025, 6, 30)),
    ("before", "2025-Q3", date(2025, 6, 30)),
    ("before", "2026", date(2025, 12, 31)),
    ("by", "2025-06-30", date(2025, 6, 30)),
    ("in", "2025-06", date(2025, 6, 30)),
    ("in", "2024-02", date(2024, 2, 29)),
    ("in", "2025-Q2", date(2025, 6, 30)),
    ("in", "2025-H1", date(2025, 6, 30)),
    ("in", "2025-H2", date(2025, 12, 31)),
    ("in", "2025", date(2025, 12, 31)),
    ("until", "2030", date(2030, 12, 31)),
    ("period", "2025/2028", date(2028, 12, 31)),
    ("within", "P30D", date(2025, 3, 2)),
    ("within", "P1M", date(2025, 2, 28)),
    ("within", "P2W", date(2025, 2, 14)),
    ("by", None, None),
    ("by", "--06-30", None),
    ("by", "2025-13", None),
    ("by", "2025-02-30", None),
    ("within", None, None),
    ("within", "P9999Y", None),
    ("before", "0001", None),
    ("every", "P1M", None),
)


@pytest.mark.parametrize(("rel", "value", "last"), LAST_DAYS)
def test_the_last_day_in_time(rel: str, value: str | None, last: date | None) -> None:
    assert interval(rel, value, issued=ISSUED)[1] == last


def test_within_needs_the_day_of_issue_and_is_an_estimate() -> None:
    assert due("within", "P30D", as_of=AS_OF).state is DueState.NONE
    assert due("within", "P30D", issued=ISSUED, as_of=AS_OF).estimated


STATES = (
    ("before", "2025-06-20", DueState.LATE, -1),
    ("by", "2025-06-19", DueState.LATE, -1),
    ("by", "2025-06-20", DueState.SOON, 0),
    ("before", "2025-06-30", DueState.SOON, 9),
    ("by", "2025-07-20", DueState.SOON, 30),
    ("by", "2025-07-21", DueState.OK, 31),
    ("ongoing", None, DueState.ONGOING, None),
    ("every", "P1M", DueState.RECURRING, None),
    (None, None, DueState.NONE, None),
)


@pytest.mark.parametrize(("rel", "value", "state", "days"), STATES)
def test_the_state_on_a_day(rel: str | None, value: str | None, state: DueState, days: int | None) -> None:
    found = due(rel, value, as_of=AS_OF)
    assert (found.state, found.days) == (state, days)


NEXT = (
    ("P1M", 25, None, False, date(2025, 6, 25)),
    ("P1M", 25, None, True, date(2025, 6, 24)),
    ("P1M", 15, None, False, date(2025, 7, 15)),
    ("P1M", 31, None, False, date(2025, 6, 30)),
    ("P1Y", 30, 6, True, date(2025, 6, 29)),
    ("P1Y", 1, 6, False, date(2026, 6, 1)),
    ("P3M", 10, 3, False, date(2025, 9, 10)),
    ("P6M", 20, 12, False, date(2025, 6, 20)),
    ("P1Y", 15, None, False, None),
    ("P1M", None, None, False, None),
    ("P1W", 3, None, False, None),
)


@pytest.mark.parametrize(("value", "day", "month", "before", "coming"), NEXT)
def test_the_next_day_of_a_recurring_one(
    value: str, day: int | None, month: int | None, before: bool, coming: date | None
) -> None:
    assert due("every", value, day, month, as_of=AS_OF, before=before).next == coming


def test_a_period_begins_and_ends_with_its_values() -> None:
    assert interval("period", "2025-03/2025-Q4") == (date(2025, 3, 1), date(2025, 12, 31))
    assert days_of("2025") == (date(2025, 1, 1), date(2025, 12, 31))
