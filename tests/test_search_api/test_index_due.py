"""When a task is due: `search_api.index.due`."""

from __future__ import annotations

from datetime import date

import pytest

from search_api.index.due import DueState, due
from vanthu.records import Deadline

AS_OF = date(2025, 6, 20)


def limit(rel: str, value: str | None) -> Deadline:
    return Deadline((), "", rel, value)


STATES = (
    ("before", "2025-06-20", DueState.LATE, -1),
    ("by", "2025-06-19", DueState.LATE, -1),
    ("by", "2025-06-20", DueState.SOON, 0),
    ("before", "2025-06-30", DueState.SOON, 9),
    ("by", "2025-07-20", DueState.SOON, 30),
    ("by", "2025-07-21", DueState.OK, 31),
    ("ongoing", None, DueState.ONGOING, None),
    ("every", "P1M", DueState.RECURRING, 10),
    ("every", "P5M", DueState.RECURRING, None),
    ("by", "--06-30", DueState.NONE, None),
)


@pytest.mark.parametrize(("rel", "value", "state", "days"), STATES)
def test_the_state_on_a_day(rel: str, value: str | None, state: DueState, days: int | None) -> None:
    found = due(limit(rel, value), as_of=AS_OF)
    assert (found.state, found.days) == (state, days)


def test_without_a_deadline_there_is_no_day_and_nothing_to_explain() -> None:
    assert due(None, as_of=AS_OF).state is DueState.NONE
    assert due(None, as_of=AS_OF).why is None


def test_an_estimated_day_says_so_and_its_reasoning_is_handed_on() -> None:
    found = due(limit("within", "P30D"), issued=date(2025, 1, 31), as_of=AS_OF)
    assert found.estimated
    assert found.why is not None
    assert "ước tính" in found.why.vi
