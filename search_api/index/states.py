"""Due states as conditions on the index, on a given day, and answers that run over several of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    bare = replace(query, facets=(), offset=0, limit=0)
    parts = {state: part for state in DueState if (part := with_state(bare, state, as_of))}
    answers = index.search_many(tuple(parts.values()))
    counted = {state: answer.total for state, answer in zip(parts, answers, strict=True)}
    return {state: counted.get(state, 0) for state in DueState}


def search_states(index: SearchIndex, query: IndexQuery, wanted: Sequence[DueState], as_of: date) -> IndexAnswer:
    """The question over several states, one after the other as `wanted` is ordered; over all when it is empty."""
    return search_states_many(index, [query], wanted, as_of)[0]


def search_states_many(
    index: SearchIndex, queries: Sequence[IndexQuery], wanted: Sequence[DueState], as_of: date
) -> tuple[IndexAnswer, ...]:
    """`search_states` for each of the questions, asked together."""
    if not wanted or len(wanted) == len(DueState):
        return index.search_many(queries)
    parts = [[part for state in wanted if (part := with_state(query, state, as_of))] for query in queries]
    firsts = iter(index.search_many([_first(part) for each in parts for part in each]))
    answers = [[next(firsts) for _ in each] for each in parts]
    windows = [
        list(_windows(query, each, [answer.total for answer in found])) if query.offset else []
        for query, each, found in zip(queries, parts, answers, strict=True)
    ]
    later = iter(index.search_many([window for each in windows for window in each]))
    return tuple(
        _summed(found, [next(later) for _ in each] if query.offset else found, query.limit)
        for query, found, each in zip(queries, answers, windows, strict=True)
    )


def walk_states(index: SearchIndex, query: IndexQuery, wanted: Sequence[DueState], as_of: date) -> Iterator[IndexHit]:
    """Every task of the question over several states, in the order that `search_states` has, however many."""
    if not wanted or len(wanted) == len(DueState):
        yield from index.walk(query)
        return
    for state in wanted:
        if part := with_state(query, state, as_of):
            yield from index.walk(part)


def _first(part: IndexQuery) -> IndexQuery:
    """The question whose answer tells how much there is; of a first page its hits are those to show."""
    return replace(part, offset=0, limit=0) if part.offset else part


def _windows(query: IndexQuery, parts: Sequence[IndexQuery], totals: Sequence[int]) -> Iterator[IndexQuery]:
    """The stretch of each part that lies in the question's own window over all of them."""
    offset, room = query.offset, query.limit
    for part, total in zip(parts, totals, strict=True):
        there = min(room, total - offset)
        if there > 0:
            yield replace(part, facets=(), offset=min(offset, 10_000 - there), limit=there)
            room -= there
        offset = max(0, offset - total)


def _summed(answers: Sequence[IndexAnswer], shown: Sequence[IndexAnswer], limit: int) -> IndexAnswer:
    """Totals and facets of the answers, the hits of those that are shown."""
    facets = dict[str, dict[str, int]]()
    for answer in answers:
        for name, counts in answer.facets.items():
            summed = facets.setdefault(name, {})
            for each in counts:
                summed[each.value] = summed.get(each.value, 0) + each.count
    total = sum(answer.total for answer in answers)
    hits = tuple(hit for answer in shown for hit in answer.hits)[:limit]
    return IndexAnswer(total, hits, {name: _counts(summed) for name, summed in facets.items()})


def _counts(summed: Mapping[str, int]) -> tuple[FacetCount, ...]:
    return tuple(FacetCount(v, n) for v, n in sorted(summed.items(), key=lambda each: (-each[1], each[0])))
