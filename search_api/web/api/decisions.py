"""Decisions of people on facts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from search_api.web import decisions
from search_api.web.api.params import Id
from search_api.web.api.review import CONFLICT
from search_api.web.decisions import Wanted
from search_api.web.desk import AtDesk
from search_api.web.review_shapes import FieldWanted, SaidShape, TaskDecided, TaskWanted
from vanthu.records import Verdict

router = APIRouter(tags=["decisions"])

FactId = Annotated[str, Path(max_length=100, examples=["o0123456789abcdef01234567"])]


@router.post("/documents/{id}/tasks", status_code=201, responses=CONFLICT)
def add(desk: AtDesk, id: Id, wanted: TaskWanted) -> SaidShape:
    """Adds a task that was not found; its words stand in the paper."""
    return SaidShape.of(decisions.add_task(desk, id, _wanted(wanted), after=wanted.after), holds=True)


@router.post("/documents/{id}/tasks/{fact}", status_code=201, responses=CONFLICT)
def decide(desk: AtDesk, id: Id, fact: FactId, said: TaskDecided) -> SaidShape:
    """Accepts or rejects a task, or changes it to what `task` says. `fact` is its id within the document."""
    verdict = Verdict(said.verdict)
    wanted = _wanted(said.task) if said.task and verdict is Verdict.EDIT else None
    return SaidShape.of(decisions.decide_task(desk, id, fact, verdict, after=said.after, wanted=wanted), holds=True)


@router.post("/documents/{id}/header/{field}", status_code=201, responses=CONFLICT)
def header(
    desk: AtDesk,
    id: Id,
    field: Annotated[str, Path(max_length=20, examples=["number"], description="number, type, issued, title, issuer")],
    wanted: FieldWanted,
) -> SaidShape:
    """A field of the header is these values (a day as 2025-06-30); none: the paper has none."""
    return SaidShape.of(decisions.decide_field(desk, id, field, wanted.values, after=wanted.after), holds=True)


def _wanted(said: TaskWanted) -> Wanted:
    return Wanted(
        said.words,
        said.lead,
        said.coordinating,
        said.deadline,
        said.day,
        said.product,
        said.page,
    )
