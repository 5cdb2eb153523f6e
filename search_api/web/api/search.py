"""Free questions, passages, suggestions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from search_api.index import questions
from search_api.web.api.params import AsOf, At, Size, States
from search_api.web.desk import AtDesk, Desk
from search_api.web.shapes import AnswerShape, SuggestionShape
from vanthu.records import Unit

router = APIRouter(tags=["search"])

Words = Annotated[
    str, Query(alias="q", max_length=1000, examples=["văn bản giao Bộ Khoa học và Công nghệ trước 30/6/2025"])
]
Many = Annotated[list[str], Query(max_length=20)]


@router.get("/search")
def search(
    desk: AtDesk,
    text: Words = "",
    unit: Unit = Unit.DOCUMENT,
    type: Many = [],  # noqa: B006 - FastAPI copies defaults
    issuer: Many = [],  # noqa: B006
    year: Many = [],  # noqa: B006
    due: States = [],  # noqa: B006
    without: Many = [],  # noqa: B006
    exact: bool = False,
    sort: Annotated[str, Query(max_length=20)] = "relevance",
    as_of: AsOf = None,
    page: At = 1,
    size: Size = 10,
) -> AnswerShape:
    """Documents, passages or tasks that answer a question, with what was understood of it."""
    answer = questions.search(
        desk.archive,
        desk.reader,
        text,
        as_of=as_of or desk.today(),
        unit=unit,
        filters={"type": type, "issuer": issuer, "year": year},
        due=due,
        exact=exact,
        without=without,
        sort=sort,
        page=page,
        size=size,
    )
    return AnswerShape.of(answer)


@router.get("/passages")
def passages(desk: AtDesk, text: Words = "", exact: bool = False, page: At = 1, size: Size = 10) -> AnswerShape:
    """Passages with the words of a question: text and offsets, the page and its boxes."""
    return AnswerShape.of(_passages(desk, text, exact, page, size))


def _passages(desk: Desk, text: str, exact: bool, page: int, size: int) -> questions.Answer:
    return questions.search(
        desk.archive,
        desk.reader,
        text,
        as_of=desk.today(),
        unit=Unit.PASSAGE,
        exact=exact,
        page=page,
        size=size,
    )


@router.get("/suggestions")
def suggestions(desk: AtDesk, text: Words = "") -> list[SuggestionShape]:
    """How a question may go on: only from what the reader may see."""
    return [SuggestionShape.of(one) for one in questions.suggest(desk.archive, desk.reader, text)]
