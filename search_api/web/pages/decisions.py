"""Forms of the document page: a task accepted, rejected, changed or added; a field of the header put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from search_api.web import decisions
from search_api.web.decisions import Wanted
from search_api.web.desk import AtDesk
from search_api.web.pages.params import Id, day_of
from search_api.web.render import render, words_of
from vanthu.errors import BadRequest, Conflict
from vanthu.records import Entry, Verdict

router = APIRouter()

VERDICTS: Final = {"nhan": Verdict.ACCEPT, "bac": Verdict.REJECT, "sua": Verdict.EDIT}
After = Annotated[int, Form(alias="sau", ge=0)]


def _wanted(
    desk: AtDesk,
    words: Annotated[str, Form(alias="loi", max_length=8000)] = "",
    lead: Annotated[str, Form(alias="chu-tri", max_length=8000)] = "",
    coordinating: Annotated[str, Form(alias="phoi-hop", max_length=8000)] = "",
    deadline: Annotated[str, Form(alias="thoi-han", max_length=4000)] = "",
    day: Annotated[str, Form(alias="ngay", max_length=40)] = "",
    product: Annotated[str, Form(alias="san-pham", max_length=4000)] = "",
    page: Annotated[str, Form(alias="trang", max_length=7)] = "",
) -> Wanted:
    return Wanted(
        words,
        tuple(lead.splitlines()),
        tuple(coordinating.splitlines()),
        deadline,
        day_of(day, desk.today()) if day.strip() else None,
        product,
        int(page) if page.isascii() and page.isdigit() else None,
    )


Wording = Annotated[Wanted, Depends(_wanted)]
Fact = Annotated[str, Path(max_length=100)]


@router.post("/van-ban/{id}/nhiem-vu/{fact}")
def decide(
    desk: AtDesk,
    request: Request,
    id: Id,
    fact: Fact,
    wanted: Wording,
    after: After,
    verdict: Annotated[str, Form(alias="quyet-dinh", max_length=10)] = "nhan",
) -> Response:
    """The task is right, is none, or is what the form says."""
    if verdict not in VERDICTS:
        raise BadRequest("Không có quyết định này.")
    said = VERDICTS[verdict]
    changed = wanted if said is Verdict.EDIT else None
    return _said(
        request, id, lambda: decisions.decide_task(desk, id, fact, said, after=after, wanted=changed), task=fact
    )


@router.post("/van-ban/{id}/nhiem-vu")
def add(desk: AtDesk, request: Request, id: Id, wanted: Wording, after: After) -> Response:
    """A task that was not found."""
    return _said(request, id, lambda: decisions.add_task(desk, id, wanted, after=after), page=wanted.page)


@router.post("/van-ban/{id}/the-thuc")
def header(
    desk: AtDesk,
    request: Request,
    id: Id,
    after: After,
    field: Annotated[str, Form(alias="truong", max_length=20)],
    value: Annotated[str, Form(alias="gia-tri", max_length=8000)] = "",
) -> Response:
    """A field of the header, one value a line; empty: the paper has none."""
    values = [line for line in value.splitlines() if line.strip()]
    if field == "issued":
        values = [day_of(line, desk.today()).isoformat() for line in values]
    return _said(request, id, lambda: decisions.decide_field(desk, id, field, values, after=after))


def _said(
    request: Request, document: str, say: Callable[[], Entry], *, task: str = "", page: int | None = None
) -> Response:
    """Says it and goes back to the document; where somebody was quicker, tells so with the way to look again."""
    here = f"/van-ban/{quote(document, safe='')}"
    try:
        entry = say()
    except Conflict as error:
        context = {"title": words_of(request)("error_409"), "detail": str(error), "back": here}
        return render(request, "message.html", context, status=409)
    query = {"da": f"{document}:{entry.id}", **({"nv": task} if task else {}), **({"trang": page} if page else {})}
    return RedirectResponse(f"{here}?{urlencode(query)}#thong-bao", status_code=303)
