"""Bodies: by name, one with its names and successions, its tasks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from extract.members import members_of
from search_api.index import questions
from search_api.index.family import family_of
from search_api.web import bodies as listing
from search_api.web.api.params import AsOf, At, Size, States
from search_api.web.desk import AtDesk
from search_api.web.shapes import BodyShape, BodyTasksShape, CountedBody, FormerShape, MembersShape, NamedShape
from vanthu.errors import NotFound

router = APIRouter(tags=["bodies"])

BodyId = Annotated[str, Path(max_length=300, examples=["bo-khoa-hoc-va-cong-nghe"])]


@router.get("/bodies")
def bodies(
    desk: AtDesk,
    text: Annotated[str, Query(alias="q", max_length=200, examples=["khoa hoc"])] = "",
    size: Size = 20,
) -> list[CountedBody]:
    """Bodies by a part of any of their names (accents may be left out); without words those with tasks here."""
    return [CountedBody(id=one.id, name=one.name, tasks=one.tasks) for one in listing.named(desk, text, limit=size)]


@router.get("/bodies/{body}")
def body(desk: AtDesk, body: BodyId) -> BodyShape:
    """A body of the authority file: its names, whom it took over from, who took over from it."""
    kin = family_of(desk.archive.authority, body)
    if not kin.known:
        raise NotFound(body)
    return BodyShape(
        id=kin.key,
        name=kin.name,
        names=list(dict.fromkeys(name.text for name in desk.archive.authority.names(kin.key))),
        known=True,
        former=FormerShape.many(kin.former),
        possibly=FormerShape.many(kin.possibly),
        now=FormerShape.many(kin.now),
    )


@router.get("/bodies/{body}/members")
def members(desk: AtDesk, body: BodyId, on: AsOf = None) -> MembersShape:
    """Whom a collective ("Các bộ, cơ quan ngang bộ") means on a day: derived from the authority file, in no paper."""
    kin = family_of(desk.archive.authority, body)
    day = (on or desk.today()).isoformat()
    found = members_of(kin.name, day)
    named = [NamedShape(id=one.id, name=one.name) for one in found.bodies]
    return MembersShape(name=kin.name, on=day, derived=True, whole=found.whole, members=named)


@router.get("/bodies/{body}/tasks")
def tasks(
    desk: AtDesk,
    body: BodyId,
    role: Annotated[str, Query(max_length=20, description="lead, coordinating, any, group, possibly")] = "lead",
    due_before: Annotated[str | None, Query(max_length=10, examples=["2025-06-30"])] = None,
    state: States = [],  # noqa: B006 - FastAPI copies defaults
    former: bool = True,
    as_of: AsOf = None,
    page: At = 1,
    size: Size = 50,
) -> BodyTasksShape:
    """The tasks of a body (id or any name), those under its former names with it, with counts by state and role."""
    found = questions.tasks_of_body(
        desk.archive,
        desk.reader,
        body,
        as_of=as_of or desk.today(),
        role=role,
        due_before=due_before,
        state=state,
        former=former,
        page=page,
        size=size,
    )
    return BodyTasksShape.of(found)
