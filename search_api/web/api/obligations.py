"""Tasks: who must do what by when, each with the place where it is written."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from search_api.index.obligations import Wanted, all_obligations
from search_api.index.obligations import obligations as find
from search_api.index.task_table import table
from search_api.web.api.params import AsOf, At, Size, States
from search_api.web.desk import AtDesk
from search_api.web.shapes import TaskShape, TasksShape

router = APIRouter(tags=["obligations"])

Day = Annotated[str | None, Query(max_length=10, examples=["2025-06-30"])]


def _wanted(
    body: Annotated[
        str | None, Query(max_length=300, examples=["Bộ Công an"], description="An id or any name.")
    ] = None,
    role: Annotated[str, Query(max_length=20, description="lead, coordinating, any")] = "any",
    due_before: Day = None,
    due_after: Day = None,
    state: States = [],  # noqa: B006 - FastAPI copies defaults
    document: Annotated[str | None, Query(max_length=200)] = None,
) -> Wanted:
    return Wanted(body, role, due_before, due_after, state, document)


Asked = Annotated[Wanted, Depends(_wanted)]


@router.get("/obligations")
def obligations(desk: AtDesk, wanted: Asked, as_of: AsOf = None, page: At = 1, size: Size = 50) -> TasksShape:
    """Tasks with their document, number, provision, page, boxes, words and evidence, the earliest due first."""
    day = as_of or desk.today()
    total, tasks = find(desk.archive, desk.reader, wanted, as_of=day, page=page, size=size)
    shown = [TaskShape.of(task) for task in tasks]
    return TasksShape(total=total, page=page, size=size, as_of=day, tasks=shown)


@router.get("/obligations/table", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
def whole_table(desk: AtDesk, wanted: Asked, as_of: AsOf = None) -> StreamingResponse:
    """All of these tasks, however many, as CSV for a spreadsheet."""
    tasks = all_obligations(desk.archive, desk.reader, wanted, as_of=as_of or desk.today())
    told = {"Content-Disposition": 'attachment; filename="nhiem-vu.csv"'}
    return StreamingResponse(table(tasks), media_type="text/csv; charset=utf-8", headers=told)
