"""`/co-quan/{id}`: the tasks of a body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from search_api.index import questions
from search_api.index.answers import BodyTasks, Task
from search_api.web.badges import GROUPS, group_of, states_of
from search_api.web.desk import AtDesk
from search_api.web.pages.params import At, Day, Id, day_of
from search_api.web.render import render
from vanthu.errors import BadRequest

router = APIRouter()

ROLES: Final = {"chu-tri": "lead", "phoi-hop": "coordinating", "chung": "group", "co-the": "possibly"}
SIZE: Final = 50
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A bar of the months to come: its place, height and count."""

    label: str
    month: str
    count: int
    x: float
    y: float
    height: float
    now: bool


@router.get("/co-quan/{id:path}")
def tasks(
    desk: AtDesk,
    request: Request,
    id: Id,
    page: At = 1,
    role: Annotated[str, Query(alias="vai", max_length=20)] = "chu-tri",
    group: Annotated[str, Query(alias="han", max_length=20)] = "",
    issuer: Annotated[str, Query(alias="nguon", max_length=300)] = "",
    as_of: Day = "",
    chosen: Annotated[str, Query(alias="loc", max_length=2)] = "",
    former: Annotated[str, Query(alias="cu", max_length=2)] = "",
) -> HTMLResponse:
    """The tasks of a body in a role, grouped by how they stand on a day, each linked to its marked page."""
    if role not in ROLES or (group and group not in GROUPS):
        raise BadRequest("Không có vai trò hoặc tình trạng thời hạn này.")
    day = day_of(as_of, desk.today())
    with_former = former == "1" or not chosen  # the box is ticked until the form says otherwise
    found = questions.tasks_of_body(
        desk.archive,
        desk.reader,
        id,
        as_of=day,
        role=ROLES[role],
        state=states_of(group),
        filters={"issuer": [issuer]} if issuer else None,
        former=with_former,
        page=page,
        size=SIZE,
    )
    context = {
        "current": "tasks",
        "found": found,
        "role": role,
        "roles": [(name, value, found.by_role.get(value, 0)) for name, value in ROLES.items()],
        "group": group,
        "counts": [
            (name, sum(found.by_state.get(s, 0) for s in found.by_state if s.value in states_of(name)))
            for name in GROUPS
        ],
        "groups": _groups(found.tasks),
        "day": day,
        "issuer": issuer,
        "issuers": found.facets.get("issuer", ()),
        "with_former": with_former,
        "months": _months(found, day),
        "first": (page - 1) * SIZE,
        "page": page,
        "last": max(1, min(-(-found.matching // SIZE), 100)),
    }
    return render(request, "body.html", context)


def _groups(tasks: tuple[Task, ...]) -> list[tuple[str, list[Task]]]:
    """The tasks of the page by state, the most pressing first, in their order."""
    ordered = sorted(tasks, key=lambda task: GROUPS.index(group_of(task.due)))
    return [(name, list(rows)) for name, rows in groupby(ordered, key=lambda task: group_of(task.due))]


def _months(found: BodyTasks, day: date) -> list[Month]:
    """Bars for the months around the day; years further on are left out."""
    rows = [(month, count) for month, count in found.by_month.items() if len(month) == 7]
    past = [row for row in rows if row[0] < f"{day:%Y-%m}"][-3:]
    rows = (past + [row for row in rows if row[0] >= f"{day:%Y-%m}"])[:_MONTHS]
    most = max((count for _, count in rows), default=1)
    bars = []
    for i, (month, count) in enumerate(rows):
        height = 6 + 38 * count / most
        year, number = month.split("-")
        label = f"T{int(number)}" if i and rows[i - 1][0][:4] == year else f"{int(number)}/{year}"
        bars.append(Month(label, month, count, 12.0 + i * 46, 65 - height, height, month == f"{day:%Y-%m}"))
    return bars
