"""Files that arrive over the wire: streamed to disk under a limit, safe in the blob store before the answer."""

from __future__ import annotations

import contextlib
import errno
import secrets
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Message, Receive

from ingest.labels import printable
from search_api.web.desk import VIETNAM, Desk
from search_api.web.problems import TooLarge
from vanthu.errors import BadRequest, DiskFull, QueueUnavailable
from vanthu.records import MOVING, Job, Receipt, receipt_id

MOST_FILES: Final = 1000
MOST_NAME: Final = 400
ROOM_LEFT: Final = 256 << 20
"""Bytes that must stay free on the disk."""
STALE_S: Final = 24 * 3600
"""A file older than this in the folder of what comes in was left there by a process that ended in the middle."""
_CHUNK: Final = 1 << 20
_FULL: Final = "Không đủ chỗ trên đĩa để nhận tệp này. Báo người quản trị; tệp chưa được nhận."


@dataclass(frozen=True, slots=True)
class Intake:
    """Where files are taken in, `desk.most_bytes` in one request."""

    desk: Desk

    async def raw(self, request: Request, name: str, batch: str) -> Receipt:
        """A request whose body is the file. Raises TooLarge, DiskFull, BadRequest."""
        label = _label(name)
        self._check_length(request)
        with self._scratch() as path:
            await self._stream(request.stream(), path)
            return await run_in_threadpool(self._take, path, label, batch)

    async def form(self, request: Request, batch: str) -> list[Receipt]:
        """The multipart form of the page: all its files, in order. Raises TooLarge, DiskFull, BadRequest."""
        self._check_length(request)
        _check_charset(request.headers.get("content-type", ""))
        limited = Request(request.scope, _counted(request.receive, self.desk.most_bytes))
        with _disk_errors():
            async with limited.form(max_files=MOST_FILES, max_fields=20) as form:
                files = [one for one in form.getlist("tep") if isinstance(one, UploadFile) and one.filename]
                if not files:
                    raise BadRequest("Chưa chọn tệp nào.")
                labels = [_label(one.filename or "") for one in files]
                pairs = zip(files, labels, strict=True)
                return [await run_in_threadpool(self._copy, one.file, label, batch) for one, label in pairs]

    def _copy(self, file: IO[bytes], label: str, batch: str) -> Receipt:
        with self._scratch() as path:
            with _disk_errors(), path.open("wb") as target:
                shutil.copyfileobj(file, target, _CHUNK)
            return self._take(path, label, batch)

    def _take(self, path: Path, label: str, batch: str) -> Receipt:
        services = self.desk.services
        size = path.stat().st_size
        digest = services.blobs.put(path)
        receipt = Receipt(
            id=receipt_id(batch, label, None, digest),
            batch=batch,
            path=label,
            sha256=digest,
            size=size,
            received_at=services.clock.now(),
            received_by=self.desk.reader.id,
        )
        (kept,) = services.store.add_receipts([receipt])
        if kept.state in MOVING:
            with contextlib.suppress(QueueUnavailable):  # only a hint: the store is asked again
                services.queue.offer([Job(f"read:{kept.id}", "read", kept.id)])
        return kept

    async def _stream(self, chunks: AsyncIterator[bytes], path: Path) -> None:
        size, waiting = 0, bytearray()
        with _disk_errors(), path.open("wb") as file:  # closing writes once more, and may fail once more
            async for chunk in chunks:
                size += len(chunk)
                if size > self.desk.most_bytes:
                    raise TooLarge(_too_large(self.desk.most_bytes))
                waiting += chunk
                if len(waiting) >= _CHUNK:
                    await run_in_threadpool(_write, file, bytes(waiting))
                    waiting.clear()
            await run_in_threadpool(_write, file, bytes(waiting))

    def _check_length(self, request: Request) -> None:
        told = request.headers.get("content-length", "")
        length = int(told) if told.isascii() and told.isdigit() and len(told) < 16 else 0
        if length > self.desk.most_bytes or len(told) >= 16:
            raise TooLarge(_too_large(self.desk.most_bytes))
        if shutil.disk_usage(self._folder()).free < length + ROOM_LEFT:
            raise DiskFull(_FULL)

    def _folder(self) -> Path:
        folder = self.desk.settings.home / "incoming"
        with _disk_errors():
            folder.mkdir(parents=True, exist_ok=True)
            _sweep(folder)
        return folder

    @contextlib.contextmanager
    def _scratch(self) -> Iterator[Path]:
        with _disk_errors():
            handle, name = tempfile.mkstemp(dir=self._folder(), prefix="nhan-")
        path = Path(name)
        try:
            with open(handle, "wb"):
                pass
            yield path
        finally:
            path.unlink(missing_ok=True)


def new_batch(desk: Desk) -> str:
    """A name for what is handed in now: the time in Vietnam and something of its own."""
    now = desk.services.clock.now().astimezone(VIETNAM)
    return f"nap-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def _label(name: str) -> str:
    """The name given, as a label: no drive, no way up, nothing that is not text."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    label = printable("/".join(parts))
    if not label.strip() or len(label) > MOST_NAME:
        raise BadRequest(f"Tệp cần có tên, không quá {MOST_NAME} ký tự.")
    return label


def _check_charset(content_type: str) -> None:
    """Names in a form are UTF-8: what a browser sends for this page. Others' codecs are not asked to read them."""
    _, options = parse_options_header(content_type)
    if options.get(b"charset", b"utf-8").lower() not in (b"utf-8", b"utf8"):
        raise BadRequest("Biểu mẫu phải gửi bằng chữ UTF-8.")


def _sweep(folder: Path) -> None:
    before = time.time() - STALE_S
    for path in folder.glob("nhan-*"):
        with contextlib.suppress(FileNotFoundError):  # another request was quicker
            if path.lstat().st_mtime < before:
                path.unlink()


def _counted(receive: Receive, most: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooLarge(_too_large(most))
        return message

    return counted


def _write(file: IO[bytes], data: bytes) -> None:
    file.write(data)
    file.flush()


@contextlib.contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(_FULL) from error
        raise


def _too_large(most: int) -> str:
    return f"Mỗi lần nạp không quá {most >> 20} MB. Chia nhỏ, hoặc dùng lệnh “vanthu add” trên máy chủ."
