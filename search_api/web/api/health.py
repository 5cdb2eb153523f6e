"""How the archive is."""

from __future__ import annotations

from fastapi import APIRouter

from search_api.web.desk import AtDesk
from search_api.web.shapes import HealthShape
from vanthu.errors import OperatorError
from vanthu.records import Unit

router = APIRouter(tags=["health"])


@router.get("/health")
def health(desk: AtDesk) -> HealthShape:
    """Whether store and index answer, and what is waiting. Always 200: `status` is ok or degraded."""
    store = index = "ok"
    documents, receipts, jobs = None, {}, {}
    try:
        receipts, jobs = dict(desk.services.store.totals()), dict(desk.services.store.jobs())
    except OperatorError:
        store = "unavailable"
    try:
        documents = desk.services.index.count(Unit.DOCUMENT)
    except OperatorError:
        index = "unavailable"
    status = "ok" if store == index == "ok" else "degraded"
    return HealthShape(status=status, store=store, index=index, documents=documents, receipts=receipts, jobs=jobs)
