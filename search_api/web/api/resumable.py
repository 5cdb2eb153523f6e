"""Handing files in piece by piece: tus 1.0 (core, creation, termination), so that any client of it will do.

Announce with POST, send pieces with PATCH, ask with HEAD how much is safe; a piece is acknowledged when it is on the
disk. The last piece is answered with the receipt's id when the file is safe in the archive.

A password for the files of the batch may stand in the header Vanthu-Password of any of these requests (percent-encoded
UTF-8). What waits on the disk does not hold it: send it with the last piece too, the server may have begun anew."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from search_api.web.desk import AtDesk, Desk
from search_api.web.intake import BATCH, ROOM_LEFT, Intake, label_of, new_batch, too_large
from search_api.web.problems import DigestDiffers, Problem, TooLarge
from search_api.web.protected import HEADER, password_of
from search_api.web.shapes import ProblemShape
from search_api.web.spool import Spool, Upload
from vanthu.errors import BadRequest
from vanthu.store.blobs_folder import is_digest

VERSION: Final = "1.0.0"
PIECE: Final = "application/offset+octet-stream"
_HEADERS: Final = {"Tus-Resumable": VERSION}
_MOST_LENGTH: Final = 1 << 50

_BODY: Final = {
    "requestBody": {"required": True, "content": {PIECE: {"schema": {"type": "string", "format": "binary"}}}}
}

router = APIRouter(tags=["uploads"])

Id = Annotated[str, Path(max_length=100, examples=["0123456789abcdef0123456789abcdef"])]
Whole = Annotated[int, Header(alias="Upload-Length", ge=0, le=_MOST_LENGTH)]
Begin = Annotated[int, Header(alias="Upload-Offset", ge=0, le=_MOST_LENGTH)]
Password = Annotated[str | None, Header(alias=HEADER, max_length=2000)]
Said = Annotated[str, Header(alias="Upload-Metadata", max_length=4000, description="name, batch, sha256; base64 each")]


def _answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    words = {
        409: "The piece does not begin at the offset: ask with HEAD",
        413: "Too large",
        415: "A piece is application/offset+octet-stream",
        422: "The bytes are not those that were announced",
        423: "Another piece of this upload is on its way",
        429: "Too many at once: Retry-After",
        507: "No room on the disk; nothing was received",
    }
    return {status: {"model": ProblemShape, "description": words[status]} for status in statuses}


@router.options("/uploads/resumable", status_code=204)
def abilities(desk: AtDesk) -> Response:
    """What of tus there is."""
    told = {"Tus-Version": VERSION, "Tus-Extension": "creation,termination", "Tus-Max-Size": str(desk.most_bytes)}
    return Response(status_code=204, headers={**_HEADERS, **told})


@router.post("/uploads/resumable", status_code=201, responses=_answers(413, 422, 429, 507), response_class=Response)
async def announce(desk: AtDesk, length: Whole, metadata: Said = "", password: Password = None) -> Response:
    """Announces a file: its length, and in Upload-Metadata its `name` (or `filename`), the `batch` it belongs to (a new
    one without; the answer says which) and its `sha256` where known: it is checked, and a file that this reader has
    handed in before need not be sent again."""
    told = _metadata(metadata)
    label = label_of(told.get("name") or told.get("filename", ""))
    batch, sha256 = told.get("batch") or new_batch(desk), told.get("sha256", "")
    if not BATCH.fullmatch(batch) or (sha256 and not is_digest(sha256)):
        raise BadRequest("Tên lô hoặc mã SHA-256 không hợp lệ.")
    if length > desk.most_bytes:
        raise TooLarge(too_large(desk.most_bytes))
    given = _given(desk, batch, password)
    spool = spool_of(desk)
    upload = await run_in_threadpool(spool.announce, Upload("", label, batch, length, desk.reader.id, sha256))
    offset, receipt = 0, None
    if length == 0 or (sha256 and await run_in_threadpool(_known, desk, sha256)):
        receipt = await run_in_threadpool(_finished, desk, spool, upload, known=length > 0, password=given)
        offset = length
    return Response(status_code=201, headers=_told(upload, offset, receipt, place=True))


@router.head("/uploads/resumable/{id}", response_class=Response)
def offset(desk: AtDesk, id: Id, password: Password = None) -> Response:
    """How many bytes are safe. A file that is whole and was not yet taken in (the server ended just then) now is."""
    spool = spool_of(desk)
    upload, there = spool.find(id, desk.reader.id)
    if there == upload.length and not upload.receipt:
        given = _given(desk, upload.batch, password)
        upload = replace(upload, receipt=_finished(desk, spool, upload, password=given))
    return Response(headers={**_told(upload, there, upload.receipt), "Upload-Length": str(upload.length)})


@router.patch(
    "/uploads/resumable/{id}",
    status_code=204,
    responses=_answers(409, 413, 415, 422, 423, 429, 507),
    response_class=Response,
    openapi_extra={
        "requestBody": {"required": True, "content": {PIECE: {"schema": {"type": "string", "format": "binary"}}}}
    },
)
async def piece(desk: AtDesk, request: Request, id: Id, begin: Begin, password: Password = None) -> Response:
    """Sends the next piece, of any length; what of it arrives is kept."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != PIECE:
        return _wrong_type()
    spool = spool_of(desk)
    upload, there = spool.find(id, desk.reader.id)
    if upload.receipt and begin == there:
        return Response(status_code=204, headers=_told(upload, there, upload.receipt))
    given = _given(desk, upload.batch, password)
    with desk.gate.entered(), spool.piece(upload, begin) as file:
        size = await Intake(desk).pour(request, file, upload.length - begin)
        await run_in_threadpool(spool.sync, file)
    receipt = None
    if begin + size == upload.length:
        receipt = await run_in_threadpool(_finished, desk, spool, upload, password=given)
    return Response(status_code=204, headers=_told(upload, begin + size, receipt))


@router.delete("/uploads/resumable/{id}", status_code=204, response_class=Response)
def give_up(desk: AtDesk, id: Id) -> Response:
    """Forgets an upload that is not whole."""
    spool = spool_of(desk)
    upload, _ = spool.find(id, desk.reader.id)
    spool.drop(upload.id)
    return Response(status_code=204, headers=_HEADERS)


def spool_of(desk: Desk) -> Spool:
    """Where pieces wait: in the home folder, beside the archive."""
    return Spool(desk.settings.home / "incoming" / "pieces", room_left=ROOM_LEFT)


def _known(desk: Desk, sha256: str) -> bool:
    """Whether this reader may know that the bytes are here: they handed them in, or see everything."""
    by = None if desk.permission().everything else desk.reader.id
    return not desk.services.store.missing([sha256], by=by) and sha256 in desk.services.blobs


def _given(desk: Desk, batch: str, password: str | None) -> str:
    """The password of a request, known to those who will read the batch. Raises BadRequest."""
    given = password_of(password)
    if given:
        desk.services.keys.give(batch, [given])
    return given


def _finished(desk: Desk, spool: Spool, upload: Upload, *, known: bool = False, password: str = "") -> str:
    """The file passes into the archive; one that is not what was announced is forgotten."""
    intake = Intake(desk)
    if known:
        receipt = intake.recorded(upload.name, upload.batch, upload.sha256, upload.length, password=password)
    else:
        try:
            path = spool.path(upload)
            receipt = intake.take(path, upload.name, upload.batch, sha256=upload.sha256, password=password)
        except DigestDiffers:
            spool.drop(upload.id)
            raise
    spool.finish(upload, receipt.id)
    return receipt.id


def _told(upload: Upload, offset: int, receipt: str | None, *, place: bool = False) -> Mapping[str, str]:
    told = {**_HEADERS, "Upload-Offset": str(offset), "Vanthu-Batch": upload.batch}
    if place:
        told["Location"] = f"/api/v1/uploads/resumable/{upload.id}"
    return {**told, "Vanthu-Receipt": receipt} if receipt else told


def _wrong_type() -> Response:
    return Problem(415, "wrong-type", "Sai loại nội dung", f"Mỗi phần phải mang loại {PIECE}.").response()


def _metadata(written: str) -> dict[str, str]:
    """`name aG9w, batch …`: keys with values in base64, UTF-8 inside. Raises BadRequest."""
    found = {}
    for pair in written.split(",") if written else ():
        key, _, value = pair.strip().partition(" ")
        try:
            text = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, ValueError) as error:
            raise BadRequest("Upload-Metadata phải là các cặp tên và giá trị base64 (UTF-8).") from error
        if "\0" in text:
            raise BadRequest("Upload-Metadata có ký tự NUL.")
        found[key] = text
    return found
