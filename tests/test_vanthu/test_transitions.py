"""The table of states: which may follow which, and that nothing else is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import true

from vanthu.errors import Defect
from vanthu.records import MOVING, State
from vanthu.store.engine import Database
from vanthu.store.tables import metadata, receipts
from vanthu.store.transitions import TRANSITIONS, move

FINAL = sorted(set(State) - MOVING)


def test_every_state_is_in_the_table_and_a_duplicate_stays_one() -> None:
    assert set(TRANSITIONS) == set(State)
    assert TRANSITIONS[State.DUPLICATE_OF] == frozenset()


@pytest.mark.parametrize("state", FINAL)
def test_what_has_ended_is_not_waiting_again(state: State) -> None:
    assert not TRANSITIONS[state] & {State.RECEIVED, State.QUEUED, State.RETRY_AT}


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        (State.QUEUED, State.WORKING, True),
        (State.WORKING, State.RETRY_AT, True),
        (State.WORKING, State.CORRUPT, True),
        (State.RETRY_AT, State.WORKING, True),
        (State.DONE, State.DONE_WITH_WARNINGS, True),
        (State.DONE, State.QUEUED, False),
        (State.DUPLICATE_OF, State.DONE, False),
        (State.RECEIVED, State.DONE, False),
    ],
)
def test_a_step_that_the_table_does_not_know_is_refused_and_not_written(
    tmp_path: Path, before: State, after: State, allowed: bool
) -> None:
    database = Database(f"sqlite:///{tmp_path}/store.sqlite3")
    with database.write() as connection:
        metadata.create_all(connection)
        row = {"id": "r1", "batch": "b", "path": "p", "sha256": "", "size": 0, "received_at": 0, "received_by": "x"}
        connection.execute(receipts.insert().values(**row, state=before))
    if allowed:
        with database.write() as connection:
            move(connection, true(), after)
    else:
        with pytest.raises(Defect), database.write() as connection:
            move(connection, true(), after)
    with database.read() as connection:
        assert connection.execute(receipts.select()).one().state == (after if allowed else before)
    database.close()
