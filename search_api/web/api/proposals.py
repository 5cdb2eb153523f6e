"""Proposals to split files and to join pictures: what a clerk says to them."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query

from search_api.web import batches as listing
from search_api.web.desk import AtDesk
from search_api.web.shapes import AcceptedShape, ProblemShape, ProposalShape
from vanthu.records import ProposalState, Range
from workers.papers import propose_all

router = APIRouter(tags=["batches"])

BatchId = Annotated[str, Path(max_length=300, examples=["hop-12"])]
Id = Annotated[str, Path(max_length=100, examples=["p0123456789abcdef01234567"])]
_CONFLICT: Final[dict[int | str, dict[str, Any]]] = {
    409: {"model": ProblemShape, "description": "Something else was done with these documents"}
}


@router.get("/batches/{batch}/proposals")
def proposals(
    desk: AtDesk,
    batch: BatchId,
    state: ProposalState | None = None,
    after: Annotated[str, Query(max_length=100)] = "",
    size: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[ProposalShape]:
    """Those of a batch, beginning after the proposal `after`."""
    listing.batch(desk, batch)
    found = desk.services.store.proposals(batch, state=state, after=after, limit=size)
    return [ProposalShape.of(one) for one in found]


@router.post("/batches/{batch}/proposals")
def look(desk: AtDesk, batch: BatchId) -> int:
    """Looks at the whole batch for papers to split and pictures to join; answers how many proposals are new."""
    listing.batch(desk, batch)
    return propose_all(desk.services, batch)


@router.post("/proposals/{id}/accept", responses=_CONFLICT)
def accept(desk: AtDesk, id: Id, said: AcceptedShape | None = None) -> ProposalShape:
    """Arranges the pages as proposed, or as `parts` says: every page in one of them."""
    parts = None
    if said is not None and said.parts is not None:
        parts = tuple(tuple(Range(one.document, one.first, one.last) for one in part) for part in said.parts)
    return ProposalShape.of(desk.services.store.accept(id, by=desk.reader.id, parts=parts))


@router.post("/proposals/{id}/refuse", responses=_CONFLICT)
def refuse(desk: AtDesk, id: Id) -> ProposalShape:
    """Says no; what had been accepted is taken back."""
    return ProposalShape.of(desk.services.store.refuse(id, by=desk.reader.id))
