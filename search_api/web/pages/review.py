"""`/ra-soat`: the pages that were read least surely; `/ra-soat/{id}/{n}`: the words of one page, to be put right."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from extract.corrections import Slot
from search_api.web import corrections
from search_api.web.cases import Case, case, cases, crop, worst
from search_api.web.corrections import Sheet
from search_api.web.desk import AtDesk, Desk
from search_api.web.history import Told, just_said
from search_api.web.pages.params import Id, Said
from search_api.web.render import render
from vanthu.errors import Conflict, NotFound
from vanthu.records import DOUBT, Correction, Reading

router = APIRouter()

SIZE: Final = 8
CASES: Final = 3
"""Of each page in the list."""
_BATCHES: Final = 20

N = Annotated[int, Path(ge=1, le=100_000)]
Word = Annotated[int, Form(alias="tu", ge=0, le=1_000_000)]
Words = Annotated[str, Form(max_length=4000)]
BatchName = Annotated[str, Query(alias="lo", max_length=300)]
BatchBack = Annotated[str, Form(alias="lo", max_length=300)]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list with its least sure words."""

    reading: Reading
    sheet: Sheet
    cases: tuple[Case, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Lost:
    """A correction that found no place: what it said, and where it was."""

    entry: str
    what: Correction
    crop: object


@router.get("/ra-soat")
def review(
    desk: AtDesk,
    request: Request,
    batch: BatchName = "",
    after: Annotated[str, Query(alias="sau", max_length=200)] = "",
    said: Said = "",
) -> HTMLResponse:
    """The pages that wait, the worst first, each with the picture of its least sure words beside the reading."""
    store, permission, below = desk.services.store, desk.permission(), desk.review_below
    found = store.review(permission, below=below, batch=batch or None, after=after, limit=SIZE)
    context = {
        "current": "review",
        "below": desk.settings.review_below,
        "totals": store.reading_totals(permission, below=below, batch=batch or None),
        "pages": [_listed(desk, one) for one in found],
        "more": f"{found[-1].document}:{found[-1].n}" if len(found) == SIZE else "",
        "batch": batch,
        "batches": store.batches(limit=_BATCHES),
        "flash": just_said(desk, said),
        "back": batch,
    }
    return render(request, "review.html", context)


@router.get("/ra-soat/{id}/{n}")
def page(
    desk: AtDesk,
    request: Request,
    id: Id,
    n: N,
    first: Annotated[int | None, Query(alias="tu", ge=0, le=1_000_000)] = None,
    count: Annotated[int, Query(alias="den", ge=1, le=60)] = 1,
    said: Said = "",
    batch: BatchName = "",
) -> HTMLResponse:
    """The uncertain words of a page, the words chosen (`tu`, `den`: how many), and all its words to choose from."""
    sheet = corrections.sheet(desk, id, n)
    chosen = sheet.at(first, count) if first is not None else ()
    return render(request, "review_page.html", _context(desk, sheet, chosen, batch, flash=just_said(desk, said)))


@router.post("/ra-soat/{id}/{n}/sua")
def correct(
    desk: AtDesk,
    request: Request,
    id: Id,
    n: N,
    first: Word,
    count: Annotated[int, Form(alias="so", ge=1, le=60)],
    old: Annotated[str, Form(alias="cu", max_length=4000)] = "",
    new: Annotated[str, Form(alias="moi", max_length=4000)] = "",
    back: Annotated[str, Form(alias="ve", max_length=10)] = "",
    batch: BatchBack = "",
) -> Response:
    """Puts the words right and goes back; where somebody was quicker, shows the place as it stands."""
    sheet = corrections.sheet(desk, id, n)
    try:
        entry = corrections.correct(desk, sheet, first=first, count=count, old=old, new=new)
    except Conflict as error:
        sheet = corrections.sheet(desk, id, n)
        context = _context(desk, sheet, sheet.at(first, count), batch, warning=str(error), typed=new)
        return render(request, "review_page.html", context, status=409)
    return _to(back, batch, id, n, entry.id, anchor=_next(desk, id, n, first + count) if back != "ds" else "")


@router.post("/ra-soat/{id}/{n}/da-xem")
def seen(
    desk: AtDesk,
    request: Request,
    id: Id,
    n: N,
    after: Annotated[int, Form(alias="sau", ge=0)],
    back: Annotated[str, Form(alias="ve", max_length=10)] = "",
    batch: BatchBack = "",
) -> Response:
    """The page is right: it leaves the list."""
    sheet = corrections.sheet(desk, id, n)
    try:
        entry = corrections.mark_seen(desk, sheet, after=after)
    except Conflict as error:
        context = _context(desk, sheet, (), batch, warning=str(error))
        return render(request, "review_page.html", context, status=409)
    return _to(back, batch, id, n, entry.id)


@router.post("/ra-soat/{id}/{n}/hoan-tac")
def undo(
    desk: AtDesk,
    id: Id,
    n: N,
    entry: Annotated[str, Form(alias="muc", max_length=100)],
    back: Annotated[str, Form(alias="ve", max_length=10)] = "",
    batch: BatchBack = "",
) -> Response:
    """Takes an entry back."""
    made = corrections.undo(desk, id, entry)
    return _to(back, batch, id, n, made.id)


def _to(back: str, batch: str, document: str, n: int, entry: str, *, anchor: str = "") -> RedirectResponse:
    """Back to the list, to the page's words, to the document, or to its history."""
    paper = f"/van-ban/{quote(document, safe='')}"
    if back == "ls":
        return RedirectResponse(f"{paper}/lich-su", status_code=303)
    if back == "vb":
        return RedirectResponse(f"{paper}?{urlencode({'trang': n, 'da': f'{document}:{entry}'})}", status_code=303)
    query = urlencode({"da": f"{document}:{entry}", **({"lo": batch} if batch else {})})
    path = "/ra-soat" if back == "ds" else f"/ra-soat/{quote(document, safe='')}/{n}"
    return RedirectResponse(f"{path}?{query}{'#' + anchor if anchor else ''}", status_code=303)


def _next(desk: Desk, document: str, n: int, after: int) -> str:
    """The anchor of the first case behind the words just put right."""
    sheet = corrections.sheet(desk, document, n)
    return next((one.id for one in cases(sheet) if one.first >= after), "cac-muc")


def _listed(desk: Desk, reading: Reading) -> Listed:
    sheet = corrections.sheet(desk, reading.document, reading.n)
    shown = tuple(worst(sheet, CASES))
    return Listed(reading, sheet, shown, max(len(cases(sheet)) - len(shown), 0))


def _context(
    desk: Desk,
    sheet: Sheet,
    chosen: tuple[Slot, ...],
    batch: str,
    *,
    flash: Told | None = None,
    warning: str = "",
    typed: str = "",
) -> dict[str, object]:
    permission, below = desk.permission(), desk.review_below
    store = desk.services.store
    document, n = sheet.document.id, sheet.page.n
    reading = next((one for one in store.readings(document, permission) if one.n == n), None)
    return {
        "current": "review",
        "sheet": sheet,
        "doubt": DOUBT,
        "paper": sheet.document,
        "n": n,
        "last": max(sheet.document.pages, 1),
        "reading": reading,
        "chosen": case(sheet, chosen) if chosen else None,
        "wider": _wider(sheet, chosen),
        "cases": cases(sheet),
        "lines": [list(group) for _, group in groupby(sheet.slots, key=lambda slot: slot.line)],
        "lost": [_lost(sheet, entry.id, entry.what) for entry in sheet.loose if isinstance(entry.what, Correction)],
        "following": _following(desk, document, n, batch, below),
        "batch": batch,
        "back": batch,
        "flash": flash,
        "warning": warning,
        "typed": typed,
    }


def _lost(sheet: Sheet, entry: str, what: Correction) -> Lost:
    return Lost(entry, what, crop(sheet.page, [what.box]) if what.box and sheet.document.view else None)


def _wider(sheet: Sheet, chosen: tuple[Slot, ...]) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """First and count with the slot before, and with the slot after, on the same line."""
    if not chosen:
        return None, None
    first, count = chosen[0].first, sum(slot.count for slot in chosen)
    line = [slot for slot in sheet.slots if slot.line == chosen[0].line]
    before = next((slot for slot in reversed(line) if slot.first < first), None)
    after = next((slot for slot in line if slot.first >= first + count), None)
    return (
        (before.first, count + before.count) if before else None,
        (first, count + after.count) if after else None,
    )


def _following(desk: Desk, document: str, n: int, batch: str, below: float) -> Reading | None:
    """The page that waits after this one, else the first of the list."""
    store, permission = desk.services.store, desk.permission()
    wanted = {"below": below, "batch": batch or None, "limit": 2}
    try:
        found = store.review(permission, after=f"{document}:{n}", **wanted)  # type: ignore[arg-type]
    except NotFound:
        found = []
    others = [*found, *store.review(permission, **wanted)]  # type: ignore[arg-type]
    return next((one for one in others if (one.document, one.n) != (document, n)), None)
