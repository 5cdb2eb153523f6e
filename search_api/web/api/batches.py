"""Batches: how many receipts are in which state, and each receipt with its reason."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from search_api.web import batches as listing
from search_api.web.api.params import Cursor
from search_api.web.desk import AtDesk
from search_api.web.intake import Intake, label_of
from search_api.web.passports import ACTIONS, passport
from search_api.web.protected import HEADER, password_of, unlock
from search_api.web.shapes import (
    BatchShape,
    CatalogueShape,
    DecidedShape,
    MissingShape,
    ProblemShape,
    ReceiptShape,
    ReceiptsShape,
    StageShape,
)
from vanthu.errors import NotFound
from vanthu.records import State

router = APIRouter(tags=["batches"])

_ZIP: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"application/zip": {}}}}
_TOO_LARGE: Final[dict[int | str, dict[str, Any]]] = {413: {"model": ProblemShape, "description": "Too large"}}
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

Action = Literal["pause", "resume", "cancel", "retry", "extract", "read"]
BatchId = Annotated[str, Path(max_length=300, examples=["hop-12"])]


@router.get("/batches")
def batches(
    desk: AtDesk, after: Annotated[str, Query(max_length=300)] = "", size: Annotated[int, Query(ge=1, le=100)] = 20
) -> list[BatchShape]:
    """The newest batches, beginning after the batch `after`."""
    return [_shape(listing.batch(desk, name)) for name in desk.services.store.batches(after=after, limit=size)]


@router.post("/batches/missing")
def missing(desk: AtDesk, asked: MissingShape) -> list[str]:
    """Which of these SHA-256 digests this reader has not handed in yet (into the batch, where one is named): what is
    still to be sent."""
    by = None if desk.permission().everything else desk.reader.id
    return desk.services.store.missing(asked.digests, batch=asked.batch, by=by)


@router.get("/batches/{batch}")
def batch(desk: AtDesk, batch: BatchId) -> BatchShape:
    """One batch."""
    return _shape(listing.batch(desk, batch))


@router.get("/batches/{batch}/receipts")
def receipts(
    desk: AtDesk,
    batch: BatchId,
    state: State | None = None,
    after: Cursor = "",
    size: Annotated[int, Query(ge=1, le=500)] = 100,
) -> ReceiptsShape:
    """The receipts of a batch in order of their names."""
    of = listing.batch(desk, batch)
    found = desk.services.store.receipts(batch=batch, state=state, after=after, limit=size)
    return ReceiptsShape(
        batch=_shape(of),
        receipts=[ReceiptShape.of(receipt) for receipt in found],
        after=found[-1].id if len(found) == size else None,
    )


@router.get("/batches/{batch}/stages")
def stages(desk: AtDesk, batch: BatchId) -> list[StageShape]:
    """How far the batch is with each kind of work, at the pace measured over the last minutes."""
    listing.batch(desk, batch)
    return [StageShape.of(stage) for stage in desk.services.store.stages(batch)]


@router.get("/batches/{batch}/manifest", response_class=FileResponse, responses=_ZIP)
def manifest(desk: AtDesk, batch: BatchId) -> FileResponse:
    """The batch's passport: `<batch>.manifest.json` (canonical JSON: every file with state and digest) and its Ed25519
    signature, in a ZIP."""
    listing.batch(desk, batch)
    path = passport(desk, batch)
    return FileResponse(
        path, media_type="application/zip", filename=f"{batch}.zip", background=BackgroundTask(path.unlink)
    )


@router.post("/batches/{batch}/password")
def password(
    desk: AtDesk, batch: BatchId, password: Annotated[str | None, Header(alias=HEADER, max_length=2000)] = None
) -> DecidedShape:
    """A password for the batch's files (percent-encoded UTF-8): those that wanted one are read again. It is tried until
    this program ends, and kept nowhere."""
    listing.batch(desk, batch)
    return DecidedShape(batch=batch, action="password", count=unlock(desk.services, batch, password_of(password)))


@router.post("/batches/{batch}/{action}")
def decide(desk: AtDesk, batch: BatchId, action: Action) -> DecidedShape:
    """pause: nothing more is begun. resume. cancel: what is not done ends as cancelled. retry: what failed or was
    cancelled is read again. extract, read: what another version of the program did is done again from there."""
    listing.batch(desk, batch)
    count = ACTIONS[action](desk, batch)
    return DecidedShape(batch=batch, action=action, count=count)


@router.put("/batches/{batch}/catalogue", openapi_extra=_BODY, responses=_TOO_LARGE)
async def catalogue(
    desk: AtDesk, request: Request, batch: BatchId, name: Annotated[str, Query(min_length=1, max_length=400)]
) -> CatalogueShape:
    """A list of papers (CSV or XLSX) that says what the batch's files are: kept, matched with them, laid beside what
    is found in them."""
    listing.batch(desk, batch)
    found = await Intake(desk).catalogue(request, label_of(name), batch)
    return CatalogueShape.of(found)


@router.get("/batches/{batch}/catalogue")
def listed(desk: AtDesk, batch: BatchId) -> CatalogueShape:
    """The list of papers of a batch, and which rows and files are missing on the other side."""
    listing.batch(desk, batch)
    found = desk.services.store.catalogue(batch)
    if found is None:
        raise NotFound(batch)
    return CatalogueShape.of(found, unlisted=[one.path for one in desk.services.store.unlisted(batch, limit=1000)])


def _shape(batch: listing.Batch) -> BatchShape:
    return BatchShape(
        id=batch.id,
        received=batch.received,
        states={state.value: count for state, count in batch.states.items()},
        settled=batch.moving == 0,
        indexing=batch.indexing,
        decided=batch.decided.value,
    )
