"""`/van-ban/{id}/lich-su`: everything that people said about a document, and the way to take it back."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from search_api.web.desk import AtDesk
from search_api.web.history import told
from search_api.web.pages.params import Id
from search_api.web.render import render

router = APIRouter()


@router.get("/van-ban/{id}/lich-su")
def history(desk: AtDesk, request: Request, id: Id) -> HTMLResponse:
    """The log, the latest first."""
    permission = desk.permission()
    paper = desk.services.store.document(id, permission)
    log = desk.services.store.entries(id, permission)
    return render(request, "history.html", {"current": "review", "paper": paper, "log": told(log)})
