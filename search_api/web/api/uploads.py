"""Handing files in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.concurrency import run_in_threadpool

from search_api.web.desk import AtDesk
from search_api.web.intake import Intake, new_batch
from search_api.web.protected import HEADER, handed_in, password_of
from search_api.web.shapes import ProblemShape, ReceiptShape

router = APIRouter(tags=["uploads"])

_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post(
    "/uploads",
    status_code=201,
    openapi_extra=_BODY,
    responses={
        413: {"model": ProblemShape, "description": "Too large"},
        507: {"model": ProblemShape, "description": "No room on the disk; nothing was received"},
    },
)
async def upload(
    desk: AtDesk,
    request: Request,
    name: Annotated[str, Query(min_length=1, max_length=400, examples=["hop12/0412_KH.pdf"])],
    batch: Annotated[str | None, Query(pattern=r"^\w[\w.-]{0,99}$", examples=["hop-12"])] = None,
    password: Annotated[str | None, Header(alias=HEADER, max_length=2000)] = None,
) -> ReceiptShape:
    """Takes one file: the request's body, as it is. Acknowledged when the bytes are safe. The same bytes under the
    same name in the same batch are the same receipt. A password (percent-encoded UTF-8) is tried on the batch's files
    until this program ends, and kept nowhere; a file that was received before and wanted one is read again."""
    into, given = batch or new_batch(desk), password_of(password)
    services = desk.services
    if given:
        services.keys.give(into, [given])
    receipt = await Intake(desk).raw(request, name, into)
    if given:
        receipt = await run_in_threadpool(handed_in, services, receipt, given)
    return ReceiptShape.of(receipt)
