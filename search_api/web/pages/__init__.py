"""The pages for people: a module per page, the same questions as the API."""

from __future__ import annotations

from fastapi import APIRouter

from search_api.web.pages import batch, bodies, body, cite, decisions, document, history, review, search, upload


def router() -> APIRouter:
    """All pages; they are not part of the API's description."""
    pages = APIRouter(include_in_schema=False)
    for page in (search, bodies, body, history, decisions, document, review, upload, batch, cite):
        pages.include_router(page.router)
    return pages
