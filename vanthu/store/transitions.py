"""Which state a receipt may pass into: the one table, and the one place where a state is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, select

from vanthu.errors import Defect
from vanthu.records import MOVING, State
from vanthu.store.tables import receipts

_FINAL: Final = frozenset(State) - MOVING
_WAITING: Final = frozenset({State.QUEUED, State.RETRY_AT})

TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.RECEIVED: frozenset({State.QUEUED, State.DUPLICATE_OF}),
    State.QUEUED: frozenset({State.WORKING}) | _FINAL,
    State.RETRY_AT: frozenset({State.QUEUED, State.WORKING}) | _FINAL,
    State.WORKING: frozenset({State.WORKING}) | _WAITING | _FINAL,
    # A document that is extracted again goes through WORKING once more; its receipts only move when that ends.
    **{state: frozenset({State.WORKING}) | (_FINAL - {State.DUPLICATE_OF}) for state in _FINAL - {State.DUPLICATE_OF}},
    State.DUPLICATE_OF: frozenset(),
}
"""From each state, those that may follow."""


def move(connection: Connection, which: ColumnElement[bool], to: State, **values: Any) -> None:
    """Moves the receipts that `which` selects into a state. Raises Defect for a step that the table does not know."""
    rows = connection.execute(select(receipts.c.id, receipts.c.state).where(which)).all()
    for row in rows:
        if to is not State(row.state) and to not in TRANSITIONS[State(row.state)]:
            raise Defect(f"receipt {row.id} cannot go from {row.state} to {to}")
    if rows:
        connection.execute(
            receipts.update().where(receipts.c.id.in_([row.id for row in rows])).values(state=to, **values)
        )
