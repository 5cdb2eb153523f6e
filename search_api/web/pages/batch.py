"""`/lo/{id}`: a batch: states, reasons, next steps, and the balance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.background import BackgroundTask

from search_api.web import batches as listing
from search_api.web.batches import Batch
from search_api.web.desk import AtDesk, Desk
from search_api.web.intake import Intake
from search_api.web.pages.params import Id
from search_api.web.passports import ACTIONS, RETRIED, passport
from search_api.web.protected import FIELD, MOST, unlock
from search_api.web.render import language_of, render
from vanthu.errors import BadRequest, NotFound
from vanthu.records import MOVING, NEEDS_SOMEONE, BatchState, Catalogue, Proposal, ProposalState, Receipt, State
from vanthu.records.papers import ranges_of
from vanthu.records.states import WORDS
from workers.papers import propose_all

router = APIRouter()

SIZE: Final = 100
REFRESH_S: Final = 3
UNLISTED: Final = 20
PROPOSED: Final = 50
_NOTED: Final = (*sorted(NEEDS_SOMEONE), State.PARTIAL, State.EMPTY, State.DONE_WITH_WARNINGS, State.DUPLICATE_OF)
"""Files to know about, those that need someone first."""
_BAR: Final = (
    ("f-ok", "done", (State.DONE,)),
    ("f-soon", "with_notes", (State.DONE_WITH_WARNINGS, State.PARTIAL)),
    ("f-rec", "duplicates", (State.DUPLICATE_OF, State.EMPTY, State.CANCELLED)),
    ("f-late", "in_need", tuple(NEEDS_SOMEONE)),
    ("f-line", "moving", tuple(MOVING)),
)
_LEGEND: Final = {"with_notes": "with_notes_or_partial", "duplicates": "duplicates_or_empty"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the bar of final states: of 1000."""

    colour: str
    word: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """A receipt in the reader's words."""

    receipt: Receipt
    reason: str
    next: str
    document: str | None


@router.get("/lo/{id}")
def batch(
    desk: AtDesk,
    request: Request,
    id: Id,
    state: Annotated[State | None, Query(alias="tinh-trang")] = None,
    after: Annotated[str, Query(alias="sau", max_length=200)] = "",
) -> HTMLResponse:
    """The batch as it stands; it updates itself while something moves."""
    found = listing.batch(desk, id)
    language = language_of(request)
    files = desk.services.store.receipts(batch=id, state=state, after=after, limit=SIZE)
    noted = [row for one in _NOTED for row in _rows(desk, found, one, language)][:SIZE]
    catalogues = desk.services.store.catalogues(id)
    context = {
        "current": "upload",
        "batch": found,
        "bar": _bar(found),
        "states": [(WORDS[one][language].name, count) for one, count in found.states.items() if one not in MOVING],
        "noted": noted,
        "files": [_row(desk, receipt, language) for receipt in files],
        "state": state.value if state else "",
        "more": files[-1].id if len(files) == SIZE else "",
        "reading": desk.services.store.reading_totals(desk.permission(), below=desk.review_below, batch=id),
        "received_at": found.created_at,
        "stages": [stage for stage in desk.services.store.stages(id) if stage.waiting or stage.running],
        "actions": _actions(found),
        "locked": desk.services.keys.usable and _locked(found, noted),
        "proposals": list(_proposals(desk, id)),
        "catalogues": catalogues,
        "unlisted": desk.services.store.unlisted(id, limit=UNLISTED) if _of_batch(catalogues) else [],
        "by_state": [(one.value, WORDS[one][language].name, count) for one, count in found.states.items()],
        "flaws": desk.services.store.flaw_totals(desk.permission(), batch=id),
        "flawed": desk.services.store.flawed(desk.permission(), batch=id, limit=SIZE),
        "refresh": REFRESH_S if found.moving or found.indexing else 0,
    }
    return render(request, "batch.html", context)


@router.post("/lo/{id}/viec")
def decide(desk: AtDesk, id: Id, action: Annotated[str, Form(alias="viec", max_length=20)]) -> Response:
    """Does what a button of the page says, and goes back to the page."""
    listing.batch(desk, id)
    if action not in ACTIONS:
        raise BadRequest("Không có việc này.")
    ACTIONS[action](desk, id)
    return RedirectResponse(f"/lo/{quote(id, safe='')}", status_code=303)


@router.post("/lo/{id}/mat-khau")
def take_password(
    desk: AtDesk, id: Id, password: Annotated[str, Form(alias=FIELD, min_length=1, max_length=MOST)]
) -> Response:
    """Tries a password on the files that want one, and goes back to the page."""
    listing.batch(desk, id)
    unlock(desk.services, id, password)
    return RedirectResponse(f"/lo/{quote(id, safe='')}#mat-khau", status_code=303)


@router.post("/lo/{id}/de-xuat")
def look(desk: AtDesk, id: Id) -> Response:
    """Looks for papers to split and pictures to join, and goes back to the page."""
    listing.batch(desk, id)
    propose_all(desk.services, id)
    return RedirectResponse(f"/lo/{quote(id, safe='')}#de-xuat", status_code=303)


@router.post("/lo/{id}/de-xuat/{proposal}")
def answer(
    desk: AtDesk,
    id: Id,
    proposal: Annotated[str, Path(max_length=100)],
    said: Annotated[str, Form(alias="y", max_length=20)],
    pages: Annotated[str, Form(alias="trang", max_length=2000)] = "",
) -> Response:
    """What a clerk says to a proposal: `nhan` (split as the field of pages says), or `bo`."""
    one = desk.services.store.proposal(proposal)
    if said == "nhan":
        parts = ranges_of(pages, one.sources[0]) if one.kind == "split" and pages.strip() else None
        desk.services.store.accept(proposal, by=desk.reader.id, parts=parts)
    elif said == "bo":
        desk.services.store.refuse(proposal, by=desk.reader.id)
    else:
        raise BadRequest("Không có câu trả lời này.")
    return RedirectResponse(f"/lo/{quote(id, safe='')}#de-xuat", status_code=303)


@router.post("/lo/{id}/danh-muc")
async def take_list(desk: AtDesk, request: Request, id: Id) -> Response:
    """Takes a list of papers, and goes back to the page."""
    listing.batch(desk, id)
    await Intake(desk).catalogue_form(request, id)
    return RedirectResponse(f"/lo/{quote(id, safe='')}#danh-muc", status_code=303)


@router.get("/lo/{id}/ban-ke")
def take_passport(desk: AtDesk, id: Id) -> FileResponse:
    """The signed manifest, to keep."""
    listing.batch(desk, id)
    path = passport(desk, id)
    return FileResponse(
        path, media_type="application/zip", filename=f"{id}.zip", background=BackgroundTask(path.unlink)
    )


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as the page shows it: `names` of its documents, `pages` as they are written."""

    proposal: Proposal
    names: tuple[str, ...]
    pages: str
    papers: tuple[tuple[str, str], ...]


def _proposals(desk: Desk, batch: str) -> Iterator[Proposed]:
    """Those that wait, then those that were accepted."""
    permission = desk.permission()
    for state in (ProposalState.OPEN, ProposalState.ACCEPTED):
        for one in desk.services.store.proposals(batch, state=state, limit=PROPOSED):
            try:
                names = tuple(desk.services.store.document(each, permission).name for each in one.sources)
                papers = tuple((each, desk.services.store.document(each, permission).name) for each in one.papers)
            except NotFound:
                continue
            pages = ", ".join(f"{part[0].first}-{part[-1].last}" for part in one.parts)
            yield Proposed(one, names, pages, papers)


def _actions(batch: Batch) -> list[str]:
    """The buttons that mean something now."""
    moving = batch.moving > 0
    found = ["pause" if batch.decided is BatchState.OPEN else "resume"] if moving else []
    found += ["cancel"] if moving else []
    return [*found, *(["retry"] if batch.count(*RETRIED) else []), "extract"]


def _of_batch(catalogues: list[Catalogue]) -> bool:
    """Whether there is a list of the batch itself, not only of archives in it."""
    return any(not one.container for one in catalogues)


def _locked(batch: Batch, noted: list[Row]) -> bool:
    """Whether a password would be of use: to a file, or to what is inside one."""
    inside = any(row.receipt.detail == State.NEEDS_PASSWORD.value for row in noted)
    return batch.count(State.NEEDS_PASSWORD) > 0 or inside


def _bar(batch: Batch) -> list[Stretch]:
    stretches, x = [], 0.0
    for colour, word, states in _BAR:
        count = batch.count(*states)
        width = 1000 * count / batch.received
        stretches.append(Stretch(colour, _LEGEND.get(word, word), count, round(x, 2), round(width, 2)))
        x += width
    return stretches


def _rows(desk: Desk, batch: Batch, state: State, language: str) -> Iterator[Row]:
    if batch.count(state):
        for receipt in desk.services.store.receipts(batch=batch.id, state=state, limit=SIZE):
            yield _row(desk, receipt, language)


def _row(desk: Desk, receipt: Receipt, language: str) -> Row:
    """The receipt's own sentences; those of the state where it has none (and in English, which it never has)."""
    words = WORDS[receipt.state][language]
    own = language == "vi"
    document = receipt.document or _original(desk, receipt)
    return Row(receipt, (own and receipt.reason) or words.meaning, (own and receipt.next) or words.next, document)


def _original(desk: Desk, receipt: Receipt) -> str | None:
    """The document that a duplicate is the same as, where the reader may see it."""
    if receipt.state is not State.DUPLICATE_OF or not receipt.detail:
        return None
    if receipt.detail.startswith("d"):
        return receipt.detail
    return desk.services.store.receipt(receipt.detail).document
