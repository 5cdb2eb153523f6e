"""`/co-quan`: the bodies, by name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from search_api.web import bodies as listing
from search_api.web.desk import AtDesk
from search_api.web.render import render

router = APIRouter()


@router.get("/co-quan")
def bodies(
    desk: AtDesk, request: Request, text: Annotated[str, Query(alias="ten", max_length=200)] = ""
) -> HTMLResponse:
    """Bodies with tasks here, or those with the words asked for in a name."""
    found = listing.named(desk, text, limit=listing.MOST_LISTED)
    return render(request, "bodies.html", {"current": "tasks", "text": text, "bodies": found})
