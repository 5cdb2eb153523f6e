"""Citations: what this archive knows of a number."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from search_api.index import questions
from search_api.web.desk import AtDesk
from search_api.web.shapes import CitedShape

router = APIRouter(tags=["citations"])


@router.get("/citations")
def citations(
    desk: AtDesk,
    number: Annotated[str, Query(max_length=200, examples=["57-NQ/TW"])],
    size: Annotated[int, Query(ge=1, le=500)] = 50,
) -> CitedShape:
    """The papers here with this number (any spelling), who cites it, how it stands in this archive."""
    return CitedShape.of(questions.cite(desk.archive, desk.reader, number, limit=size))
