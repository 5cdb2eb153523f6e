"""`/vien-dan`: what this archive knows of a number."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from search_api.index import questions
from search_api.index.answers import Cited, Hit
from search_api.web.desk import AtDesk
from search_api.web.render import render
from vanthu.errors import BadRequest

router = APIRouter()


@router.get("/vien-dan")
def cite(
    desk: AtDesk, request: Request, number: Annotated[str, Query(alias="so", max_length=200)] = ""
) -> HTMLResponse:
    """The look-up, its answer with forms to copy, and who cites it."""
    found: Cited | None = None
    wrong = ""
    if number.strip():
        try:
            found = questions.cite(desk.archive, desk.reader, number)
        except BadRequest as error:
            wrong = str(error)
    forms = _forms(found.documents[0]) if found and found.documents else ()
    context = {"current": "cite", "number": number, "found": found, "wrong": wrong, "forms": forms}
    return render(request, "cite.html", context, status=400 if wrong else 200)


def _forms(paper: Hit) -> tuple[tuple[str, str], ...]:
    """The citation as Decree 30 wants it the first time, and from the second time on; only from what is known."""
    kind = (paper.type or "văn bản").capitalize()
    short = f"{kind} số {paper.number}"
    day = f" ngày {paper.issued.day:02d} tháng {paper.issued.month:02d} năm {paper.issued.year}" if paper.issued else ""
    issuer = f" của {paper.issuer[0]}" if paper.issuer else ""
    title = f" {paper.title}" if paper.title else ""
    return (("form_full", f"{short}{day}{issuer}{title}"), ("form_short", short))
