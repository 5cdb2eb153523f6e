"""`/api/v1`: a router per noun; each route is a few lines around a question."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from search_api.web.api import (
    batches,
    bodies,
    citations,
    decisions,
    documents,
    health,
    obligations,
    proposals,
    resumable,
    review,
    search,
    uploads,
)
from search_api.web.shapes import ProblemShape

_PROBLEMS: Final = {
    400: "The request means nothing here.",
    403: "From another site, or to a host that is not this one.",
    404: "Absent, or the reader may not know of it: both answer alike.",
    503: "The store or the index does not answer; Retry-After says when to ask again.",
}


def router() -> APIRouter:
    """All routes of the API."""
    api = APIRouter(
        prefix="/api/v1",
        responses={status: {"model": ProblemShape, "description": text} for status, text in _PROBLEMS.items()},
    )
    nouns = (
        search,
        documents,
        review,
        decisions,
        obligations,
        bodies,
        citations,
        resumable,
        uploads,
        proposals,
        batches,
        health,
    )
    for noun in nouns:
        api.include_router(noun.router)
    return api
