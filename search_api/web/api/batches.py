"""Batches: how many receipts are in which state, and each receipt with its reason."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from search_api.web import batches as listing
from search_api.web.api.params import Cursor
from search_api.web.desk import AtDesk
from search_api.web.shapes import BatchShape, ReceiptShape, ReceiptsShape
from vanthu.records import State

router = APIRouter(tags=["batches"])

BatchId = Annotated[str, Path(max_length=300, examples=["hop-12"])]


@router.get("/batches")
def batches(desk: AtDesk, size: Annotated[int, Query(ge=1, le=100)] = 20) -> list[BatchShape]:
    """The newest batches."""
    return [_shape(listing.batch(desk, name)) for name in desk.services.store.batches(limit=size)]


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


def _shape(batch: listing.Batch) -> BatchShape:
    return BatchShape(
        id=batch.id,
        received=batch.received,
        states={state.value: count for state, count in batch.states.items()},
        settled=batch.moving == 0,
        indexing=batch.indexing,
    )
