"""The tasks of a body: its own, those under its former names, and apart those that may be its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from search_api.index.answers import Archive, BodyTasks, FormerName, Task
from search_api.index.due import beside
from search_api.index.family import Family, family_of, may_include
from search_api.index.fields import facets_of
from search_api.index.reading import task
from search_api.index.states import by_state, search_states, states
from vanthu.errors import BadRequest
from vanthu.ports import SearchIndex
from vanthu.records import FacetCount, IndexQuery, Reader, Unit

ROLES: Final[Mapping[str, str]] = {"lead": "lead_id", "coordinating": "coordinating_id", "any": "body_id"}
"""Roles that a body may be asked for in → the field its key stands in."""
APART: Final = ("group", "possibly")
"""Roles of tasks that may be the body's, never counted with its own."""
SORTS: Final = ("due_to", "-due_to", "issued", "-issued")
MAX_SIZE: Final = 500


def tasks_of_body(
    archive: Archive,
    reader: Reader,
    body: str,
    *,
    as_of: date,
    role: str = "lead",
    due_before: str | None = None,
    state: Sequence[str] = (),
    filters: Mapping[str, Sequence[str]] | None = None,
    former: bool = True,
    sort: str = "due_to",
    page: int = 1,
    size: int = 50,
) -> BodyTasks:
    """The tasks of a body (an id or any of its names). `role`: lead, coordinating, any, group (through a collective)
    or possibly (given to a body of which it took over a part). Tasks given to a body that became wholly part of it
    count as its own, with `former` saying under which name, unless `former` is off. `due_before`: an ISO day, the
    last day in time lies before it. Raises BadRequest, IndexUnavailable."""
    _check(body, role, sort, page, size)
    kin = family_of(archive.authority, body)
    permission = archive.store.permission(reader)
    base = IndexQuery(Unit.OBLIGATION, permission, filters={n: tuple(v) for n, v in (filters or {}).items() if v})
    collectives = _collectives(archive.index, base, kin)
    roles = {name: _of_role(base, kin, name, former=former, collectives=collectives) for name in (*ROLES, *APART)}
    own = roles[role]
    wanted = replace(
        own,
        ranges={"due_to": (None, beside(due_before, -1))} if due_before else {},
        sort=sort,
        facets=tuple(field.name for field in facets_of(Unit.OBLIGATION)),
        offset=(page - 1) * size,
        limit=size,
    )
    answer = search_states(archive.index, wanted, states(state), as_of)
    months, *counted = archive.index.search_many(
        [replace(own, facets=("due_in",), limit=0), *(replace(each, limit=0) for each in roles.values())]
    )
    counts = {name: each.total for name, each in zip(roles, counted, strict=True)}
    return BodyTasks(
        body=kin.key,
        name=kin.name,
        known=kin.known,
        role=role,
        as_of=as_of,
        tasks=tuple(named(task(hit, as_of=as_of), kin) for hit in answer.hits),
        total=counts[role],
        matching=answer.total,
        by_state=by_state(archive.index, own, as_of),
        by_role=counts,
        by_month={each.value: each.count for each in sorted(months.facets["due_in"], key=lambda each: each.value)},
        former=_counted(archive.index, base, kin.former, ROLES.get(role, "body_id")),
        possibly=_counted(archive.index, base, kin.possibly, "body_id"),
        now=kin.now,
        collectives=collectives,
        facets=answer.facets,
        page=page,
        size=size,
    )


def _check(body: str, role: str, sort: str, page: int, size: int) -> None:
    if not body.strip() or len(body) > 300 or "\0" in body:
        raise BadRequest("Hãy nêu tên một cơ quan (không quá 300 ký tự).")
    if role not in ROLES and role not in APART:
        raise BadRequest(f"Vai trò {role!r} không có: dùng {', '.join((*ROLES, *APART))}.")
    if sort not in SORTS:
        raise BadRequest(f"Không xếp theo {sort!r} được: dùng {', '.join(SORTS)}.")
    if page < 1 or not 0 <= size <= MAX_SIZE:
        raise BadRequest(f"Trang từ 1, mỗi trang không quá {MAX_SIZE} việc.")


def _of_role(
    base: IndexQuery, kin: Family, role: str, *, former: bool, collectives: Sequence[FacetCount]
) -> IndexQuery:
    if role == "group":
        field, keys = "group", tuple(each.value for each in collectives)
    elif role == "possibly":
        field, keys = "body_id", tuple(each.id for each in kin.possibly)
    else:
        field, keys = ROLES[role], kin.keys if former else (kin.key,)
    return replace(base, filters={**base.filters, field: keys})


def _collectives(index: SearchIndex, base: IndexQuery, kin: Family) -> tuple[FacetCount, ...]:
    """The collectives named in tasks that the reader may see and that may mean the body."""
    if kin.body is None or kin.body.group:
        return ()
    body = kin.body
    counted = index.search(replace(base, facets=("group",), limit=0)).facets["group"]
    return tuple(each for each in counted if may_include(each.value, body))


def _counted(index: SearchIndex, base: IndexQuery, former: Sequence[FormerName], field: str) -> tuple[FormerName, ...]:
    """Those of the former names that have tasks here, with how many."""
    asked = [replace(base, filters={**base.filters, field: (one.id,)}, limit=0) for one in former]
    answers = zip(former, index.search_many(asked), strict=True)
    return tuple(replace(one, tasks=answer.total) for one, answer in answers if answer.total)


def named(found: Task, kin: Family) -> Task:
    """The task with the former name it was given under, where the body's present name is not the one named."""
    former = {one.id: one.name for one in (*kin.former, *kin.possibly)}
    pairs = [
        *zip(found.lead_ids, found.lead, strict=False),
        *zip(found.coordinating_ids, found.coordinating, strict=False),
    ]
    ids = {key for key, _ in pairs}
    if kin.key in ids:
        as_named = {name for key, name in pairs if key == kin.key}
        return found if kin.name in as_named else replace(found, former=min(as_named))
    return replace(found, former=next((former[key] for key, _ in pairs if key in former), None))
