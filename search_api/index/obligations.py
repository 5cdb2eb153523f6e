"""Tasks by what is known of them: body and role, last day, state, document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from search_api.index.answers import Archive, Task
from search_api.index.due import beside
from search_api.index.family import Family, family_of
from search_api.index.reading import task
from search_api.index.states import search_states, states, walk_states
from search_api.index.tasks import ROLES, named
from vanthu.errors import BadRequest
from vanthu.records import IndexHit, IndexQuery, Reader, Unit


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks: `body` an id or name (None: any), in `role` (lead, coordinating, any), its former names too;
    `due_before` and `due_after` ISO days that the last day in time lies before or after; `state` DueState values;
    `document` its id."""

    body: str | None = None
    role: str = "any"
    due_before: str | None = None
    due_after: str | None = None
    state: Sequence[str] = ()
    document: str | None = None


def obligations(
    archive: Archive, reader: Reader, wanted: Wanted, *, as_of: date, page: int = 1, size: int = 50
) -> tuple[int, tuple[Task, ...]]:
    """How many tasks there are, and those of the page asked for, the earliest due first; a body's carry the former
    name they were given under.

    Raises BadRequest, IndexUnavailable."""
    query, kin = _asked(archive, reader, wanted)
    window = replace(query, offset=(page - 1) * size, limit=size)
    answer = search_states(archive.index, window, states(wanted.state), as_of)
    return answer.total, tuple(_shown(hit, kin, as_of) for hit in answer.hits)


def all_obligations(archive: Archive, reader: Reader, wanted: Wanted, *, as_of: date) -> Iterator[Task]:
    """Every task, however many, in the order of `obligations`, one at a time. Raises BadRequest, IndexUnavailable."""
    query, kin = _asked(archive, reader, wanted)
    return (_shown(hit, kin, as_of) for hit in walk_states(archive.index, query, states(wanted.state), as_of))


def _shown(hit: IndexHit, kin: Family | None, as_of: date) -> Task:
    found = task(hit, as_of=as_of)
    return named(found, kin) if kin else found


def _asked(archive: Archive, reader: Reader, wanted: Wanted) -> tuple[IndexQuery, Family | None]:
    if wanted.role not in ROLES:
        raise BadRequest(f"Vai trò {wanted.role[:40]!r} không có: dùng {', '.join(ROLES)}.")
    filters: dict[str, tuple[str, ...]] = {"document": (wanted.document,)} if wanted.document else {}
    kin = family_of(archive.authority, wanted.body) if wanted.body and wanted.body.strip() else None
    if kin:
        filters[ROLES[wanted.role]] = kin.keys
    after, before = wanted.due_after, wanted.due_before
    bounds = (beside(after, 1) if after else None, beside(before, -1) if before else None)
    query = IndexQuery(
        Unit.OBLIGATION,
        archive.store.permission(reader),
        filters=filters,
        ranges={"due_to": bounds} if bounds != (None, None) else {},
        sort="due_to",
    )
    return query, kin
