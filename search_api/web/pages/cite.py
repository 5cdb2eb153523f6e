"""`/vien-dan`: what this archive knows of a number."""

from __future__ import annotations

from datetime import date
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
    day = f" {_in_words(paper.issued)}" if paper.issued else ""
    issuer = f" của {paper.issuer[0]}" if paper.issuer else ""
    title = f" {_joined(paper.title)}" if paper.title else ""
    return (("form_full", f"{short}{day}{issuer}{title}"), ("form_short", short))


def _in_words(day: date) -> str:
    """As Decree 30 writes dates: a nought before days under 10 and before January and February."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _joined(title: str) -> str:
    """An abstract in the middle of a sentence: "Về việc" is no longer its beginning."""
    return title[0].lower() + title[1:] if title.startswith("Về ") else title
