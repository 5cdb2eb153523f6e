"""Pages that wait to be looked at, words put right, pages found right, entries taken back."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query

from search_api.web import corrections
from search_api.web.api.params import Cursor, Id, PageNumber
from search_api.web.desk import AtDesk
from search_api.web.review_shapes import (
    CorrectionWanted,
    ReadingShape,
    ReadingTotalsShape,
    ReviewShape,
    SaidShape,
    SeenWanted,
    SheetShape,
)
from search_api.web.shapes import ProblemShape

router = APIRouter(tags=["review"])

EntryId = Annotated[str, Path(max_length=100, examples=["e0123456789abcdef01234567"])]
CONFLICT: Final[dict[int | str, dict[str, Any]]] = {
    409: {"model": ProblemShape, "description": "Somebody was quicker; `current` is how it stands."}
}


@router.get("/review")
def review(
    desk: AtDesk,
    batch: Annotated[str | None, Query(max_length=300, examples=["hop-12"])] = None,
    after: Cursor = "",
    size: Annotated[int, Query(ge=1, le=100)] = 50,
) -> ReviewShape:
    """The pages that wait to be looked at, the worst first."""
    permission, below = desk.permission(), desk.review_below
    store = desk.services.store
    pages = store.review(permission, below=below, batch=batch, after=after, limit=size)
    totals = store.reading_totals(permission, below=below, batch=batch)
    return ReviewShape(
        below=below,
        totals=ReadingTotalsShape.of(totals),
        pages=[ReadingShape.of(one) for one in pages],
        after=f"{pages[-1].document}:{pages[-1].n}" if len(pages) == size else None,
    )


@router.get("/documents/{id}/readings")
def readings(desk: AtDesk, id: Id) -> list[ReadingShape]:
    """How surely each page of a document was read."""
    permission = desk.permission()
    desk.services.store.document(id, permission)
    return [ReadingShape.of(one) for one in desk.services.store.readings(id, permission)]


@router.get("/documents/{id}/pages/{n}/words")
def words(desk: AtDesk, id: Id, n: PageNumber) -> SheetShape:
    """The words of a page as they stand, corrections with them."""
    return SheetShape.of(corrections.sheet(desk, id, n))


@router.post("/documents/{id}/pages/{n}/corrections", status_code=201, responses=CONFLICT)
def correct(desk: AtDesk, id: Id, n: PageNumber, wanted: CorrectionWanted) -> SaidShape:
    """Puts words in the place of others; the text, the facts and the index follow. The page as read stays."""
    at = corrections.sheet(desk, id, n)
    entry = corrections.correct(desk, at, first=wanted.first, count=wanted.count, old=wanted.old, new=wanted.new)
    return SaidShape.of(entry, holds=True)


@router.post("/documents/{id}/pages/{n}/seen", status_code=201, responses=CONFLICT)
def seen(desk: AtDesk, id: Id, n: PageNumber, wanted: SeenWanted) -> SaidShape:
    """The page was looked at and is right: it leaves the list."""
    return SaidShape.of(corrections.mark_seen(desk, corrections.sheet(desk, id, n), after=wanted.after), holds=True)


@router.get("/documents/{id}/entries")
def entries(desk: AtDesk, id: Id) -> list[SaidShape]:
    """Everything that was said about a document, in order."""
    return SaidShape.many(desk.services.store.entries(id, desk.permission()))


@router.post("/documents/{id}/entries/{entry}/undo", status_code=201, responses=CONFLICT)
def undo(desk: AtDesk, id: Id, entry: EntryId) -> SaidShape:
    """Takes an entry back; the log keeps both."""
    return SaidShape.of(corrections.undo(desk, id, entry), holds=True)
