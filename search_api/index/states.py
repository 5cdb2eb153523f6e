"""Due states as conditions on the index, on a given day, and answers that run over several of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from search_api.index.due import SOON_DAYS, DueState
from vanthu.errors import BadRequest
from vanthu.ports import SearchIndex
from vanthu.records import FacetCount, IndexAnswer, IndexHit, IndexQuery

Bounds = tuple[str | None, str | None]


def states(names: Iterable[str]) -> tuple[DueState, ...]:
    """The states of these names, each once, in the order that tasks are shown in. Raises BadRequest."""
    try:
        wanted = {DueState(name) for name in names}
    except ValueError as error:
        raise BadRequest(f"Trạng thái thời hạn không có: {error}.") from error
    return tuple(state for state in DueState if state in wanted)


def with_state(query: IndexQuery, state: DueState, as_of: date) -> IndexQuery | None:
    """The question asked only of tasks in this state on this day; None where none can be."""
    soon = as_of + timedelta(days=SOON_DAYS)
    bounds: Mapping[DueState, Bounds] = {
        DueState.LATE: (None, (as_of - timedelta(days=1)).isoformat()),
        DueState.SOON: (as_of.isoformat(), soon.isoformat()),
        DueState.OK: ((soon + timedelta(days=1)).isoformat(), None),
    }
    if state in bounds:
        both = between(query.ranges.get("due_to", (None, None)), bounds[state])
        if both[0] is not None and both[1] is not None and both[0] > both[1]:
            return None
        return replace(query, ranges={**query.ranges, "due_to": both})
    if query.ranges.get("due_to", (None, None)) != (None, None):
        return None
    return replace(query, filters={**query.filters, "due_kind": (state.value,)})


def between(one: Bounds, other: Bounds) -> Bounds:
    """What lies in both: ISO days compare as text."""
    lows = [low for low in (one[0], other[0]) if low is not None]
    highs = [high for high in (one[1], other[1]) if high is not None]
    return max(lows, default=None), min(highs, default=None)


def by_state(index: SearchIndex, query: IndexQuery, as_of: date) -> Mapping[DueState, int]:
    """How many tasks are in each state."""
    counted = {}
    for state in DueState:
        part = with_state(replace(query, facets=(), offset=0, limit=0), state, as_of)
        counted[state] = index.search(part).total if part else 0
    return counted


def search_states(index: SearchIndex, query: IndexQuery, wanted: Sequence[DueState], as_of: date) -> IndexAnswer:
    """The question over several states, one after the other as `wanted` is ordered; over all when it is empty."""
    if not wanted or len(wanted) == len(DueState):
        return index.search(query)
    total, hits, facets = 0, list[IndexHit](), dict[str, dict[str, int]]()
    offset, room = query.offset, query.limit
    for state in wanted:
        part = with_state(replace(query, offset=min(offset, 10_000 - room), limit=room), state, as_of)
        if part is None:
            continue
        answer = index.search(part)
        total += answer.total
        hits.extend(answer.hits[:room])
        room -= min(room, len(answer.hits))
        offset = max(0, offset - answer.total)
        for name, counts in answer.facets.items():
            summed = facets.setdefault(name, {})
            for each in counts:
                summed[each.value] = summed.get(each.value, 0) + each.count
    return IndexAnswer(total, tuple(hits), {name: _counts(summed) for name, summed in facets.items()})


def _counts(summed: Mapping[str, int]) -> tuple[FacetCount, ...]:
    return tuple(FacetCount(v, n) for v, n in sorted(summed.items(), key=lambda each: (-each[1], each[0])))
