"""A batch as it stands: how many of its receipts are in which state; the sum is what was received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from search_api.web.desk import Desk
from vanthu.errors import NotFound
from vanthu.records import MOVING, NEEDS_SOMEONE, BatchState, State


@dataclass(frozen=True, slots=True)
class Batch:
    """Counts of a batch. `indexing`: documents of the whole archive on their way to the index."""

    id: str
    states: Mapping[State, int]
    indexing: int
    decided: BatchState = BatchState.OPEN
    created_at: datetime | None = None

    @property
    def received(self) -> int:
        """All receipts of the batch."""
        return sum(self.states.values())

    @property
    def moving(self) -> int:
        """Receipts that still change by themselves."""
        return sum(count for state, count in self.states.items() if state in MOVING)

    @property
    def in_need(self) -> int:
        """Receipts that a person has to look at."""
        return sum(count for state, count in self.states.items() if state in NEEDS_SOMEONE)

    def count(self, *states: State) -> int:
        """Receipts in these states."""
        return sum(self.states.get(state, 0) for state in states)


def batch(desk: Desk, name: str) -> Batch:
    """The batch of this name. Raises NotFound."""
    totals = {State(state): count for state, count in desk.services.store.totals(batch=name).items()}
    if not totals:
        raise NotFound(name)
    about = desk.services.store.batch(name)
    indexing = desk.services.store.jobs().get("indexing", 0)
    return Batch(name, totals, indexing, about.state, about.created_at)
