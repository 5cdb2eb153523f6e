"""Which state a receipt may pass into: the one table, and the one place where a state is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, select

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


ASKED: Final[Mapping[State, frozenset[State]]] = {state: frozenset({State.QUEUED}) for state in _FINAL}
"""What may follow besides where a person asks for it: what has ended is read again; a duplicate is read in place of
one that was cancelled."""


def move(connection: Connection, which: ColumnElement[bool], to: State, *, asked: bool = False, **values: Any) -> None:
    """Moves the receipts that `which` selects into a state. `asked`: a person wants it so. Raises Defect for a step
    that the table does not know."""
    now = connection.execute(select(receipts.c.state, func.count()).where(which).group_by(receipts.c.state)).all()
    for state, count in now:
        follow = TRANSITIONS[State(state)] | (ASKED.get(State(state), frozenset()) if asked else frozenset())
        if to is not State(state) and to not in follow:
            raise Defect(f"{count} receipts cannot go from {state} to {to}")
    if now:
        connection.execute(receipts.update().where(which).values(state=to, **values))
