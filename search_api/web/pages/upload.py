"""`/nap`: handing files in with a form."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from search_api.web import batches as listing
from search_api.web.desk import AtDesk
from search_api.web.intake import Intake, new_batch
from search_api.web.render import render

router = APIRouter()

SHOWN: Final = 20


@router.get("/nap")
def form(
    desk: AtDesk, request: Request, after: Annotated[str, Query(alias="sau", max_length=300)] = ""
) -> HTMLResponse:
    """The form, and the batches before."""
    batches = [listing.batch(desk, name) for name in desk.services.store.batches(after=after, limit=SHOWN)]
    more = batches[-1].id if len(batches) == SHOWN else ""
    unlocking = desk.services.keys.usable
    return render(
        request, "upload.html", {"current": "upload", "batches": batches, "more": more, "unlocking": unlocking}
    )


@router.post("/nap")
async def take_in(desk: AtDesk, request: Request) -> Response:
    """Takes the files of the form and goes on to their batch."""
    batch = new_batch(desk)
    await Intake(desk).form(request, batch)
    return RedirectResponse(f"/lo/{quote(batch, safe='')}", status_code=303)
