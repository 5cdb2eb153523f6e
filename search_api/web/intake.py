"""Files that arrive over the wire: streamed to disk under a limit, safe in the blob store before the answer."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from ingest.labels import printable
from search_api.web.desk import VIETNAM, Desk
from search_api.web.forms import Sent, sent
from search_api.web.problems import DigestDiffers, Stalled, TooLarge
from search_api.web.protected import FIELD, handed_in
from vanthu.errors import BadRequest, DiskFull, QueueUnavailable
from vanthu.records import MOVING, Catalogue, Job, Receipt, receipt_id
from workers.catalogues import take_catalogue

MOST_NAME: Final = 400
BATCH: Final = re.compile(r"\w[\w.-]{0,99}")
"""What a batch may be called by a client."""
ROOM_LEFT: Final = 256 << 20
"""Bytes that must stay free on the disk."""
STALLED_S: Final = 60.0
"""A body that brings nothing for so long has ended."""
STALE_S: Final = 24 * 3600
"""A file older than this in the folder of what comes in was left there by a process that ended in the middle."""
_CHUNK: Final = 1 << 20
_FULL: Final = "Không đủ chỗ trên đĩa để nhận tệp này. Báo người quản trị; tệp chưa được nhận."


@dataclass(frozen=True, slots=True)
class Intake:
    """Where files are taken in, `desk.most_bytes` in one request."""

    desk: Desk

    async def raw(self, request: Request, name: str, batch: str) -> Receipt:
        """A request whose body is the file. Raises TooLarge, TooMany, DiskFull, BadRequest."""
        label = label_of(name)
        async with self._body(request) as path:
            return await run_in_threadpool(self.take, path, label, batch)

    async def form(self, request: Request, batch: str) -> list[Receipt]:
        """The multipart form of the page: all its files, in order, with a password where one was written. Raises
        TooLarge, TooMany, DiskFull, BadRequest."""
        async with self._sent(request, "Chưa chọn tệp nào.") as form:
            pairs = [(label_of(name), path) for name, path in form.files]
            password = form.said.get(FIELD, "")
            if password:
                self.desk.services.keys.give(batch, [password])
            return [await run_in_threadpool(self.take, path, label, batch, password=password) for label, path in pairs]

    async def catalogue(self, request: Request, name: str, batch: str) -> Catalogue:
        """A request whose body is a list of papers. Raises TooLarge, TooMany, DiskFull, BadRequest, NotFound."""
        async with self._body(request) as path:
            return await run_in_threadpool(take_catalogue, self.desk.services, batch, path, name)

    async def catalogue_form(self, request: Request, batch: str) -> Catalogue:
        """The form of the batch's page: its one file. Raises as `catalogue`."""
        async with self._sent(request, "Chưa chọn tệp danh mục.") as form:
            name, path = form.files[0]
            return await run_in_threadpool(take_catalogue, self.desk.services, batch, path, label_of(name))

    @contextlib.asynccontextmanager
    async def _body(self, request: Request) -> AsyncIterator[Path]:
        """The body of a request as a file, for as long as it is worked on."""
        self._check_length(request)
        with self.desk.gate.entered(), self._scratches() as scratch:
            path = scratch()
            with _disk_errors(), path.open("wb") as file:  # closing writes once more, and may fail once more
                await self.pour(request, file, self.desk.most_bytes)
            yield path

    @contextlib.asynccontextmanager
    async def _sent(self, request: Request, none: str) -> AsyncIterator[Sent]:
        """What a form brought, for as long as it is worked on; `none` says that there are no files."""
        self._check_length(request)
        kind = request.headers.get("content-type", "")
        _check_charset(kind)
        with self.desk.gate.entered(), self._scratches() as scratch:
            with _disk_errors():
                body = _limited(request, self.desk.most_bytes)
                form = await sent(body, kind, "tep", scratch, fields=(FIELD,))
            if not form.files:
                raise BadRequest(none)
            yield form

    async def pour(self, request: Request, file: IO[bytes], most: int) -> int:
        """Writes the body into a file as it comes; answers how many bytes. Raises TooLarge, Stalled, OSError."""
        size, waiting = 0, bytearray()
        try:
            async for chunk in _limited(request, most):
                size += len(chunk)
                waiting += chunk
                if len(waiting) >= _CHUNK:
                    await run_in_threadpool(_write, file, bytes(waiting))
                    waiting.clear()
        finally:
            await run_in_threadpool(_write, file, bytes(waiting))
        return size

    def take(self, path: Path, label: str, batch: str, *, sha256: str = "", password: str = "") -> Receipt:
        """Puts a whole file into the archive and acknowledges it. Raises DigestDiffers where it is not the file that
        was announced, DiskFull."""
        services = self.desk.services
        size = path.stat().st_size
        (digest,) = services.blobs.put_all([path])
        if sha256 and digest != sha256:
            raise DigestDiffers("Nội dung nhận được khác với mã SHA-256 đã báo: gửi lại tệp này.")
        return self.recorded(label, batch, digest, size, password=password)

    def recorded(self, label: str, batch: str, digest: str, size: int, *, password: str = "") -> Receipt:
        """The receipt of bytes that are safe. With a password, which the batch was given, one that was here before
        and wanted it is read again."""
        services = self.desk.services
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
        kept = handed_in(services, kept, password) if password else kept
        if kept.state in MOVING:
            with contextlib.suppress(QueueUnavailable):  # only a hint: the store is asked again
                services.queue.offer([Job(f"read:{kept.id}", "read", kept.id)])
        return kept

    def _check_length(self, request: Request) -> None:
        told = request.headers.get("content-length", "")
        length = int(told) if told.isascii() and told.isdigit() and len(told) < 16 else 0
        if length > self.desk.most_bytes or len(told) >= 16:
            raise TooLarge(too_large(self.desk.most_bytes))
        if shutil.disk_usage(self._folder()).free < length + ROOM_LEFT:
            raise DiskFull(_FULL)

    def _folder(self) -> Path:
        folder = self.desk.settings.home / "incoming"
        with _disk_errors():
            folder.mkdir(parents=True, exist_ok=True)
            _sweep(folder)
        return folder

    @contextlib.contextmanager
    def _scratches(self) -> Iterator[Callable[[], Path]]:
        """Makes empty files in the home folder, and removes them at the end."""
        made: list[Path] = []

        def scratch() -> Path:
            with _disk_errors():
                handle, name = tempfile.mkstemp(dir=self._folder(), prefix="nhan-")
            os.close(handle)
            made.append(Path(name))
            return made[-1]

        try:
            yield scratch
        finally:
            for path in made:
                path.unlink(missing_ok=True)


def new_batch(desk: Desk) -> str:
    """A name for what is handed in now: the time in Vietnam and something of its own."""
    now = desk.services.clock.now().astimezone(VIETNAM)
    return f"nap-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def label_of(name: str) -> str:
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


async def _limited(request: Request, most: int) -> AsyncIterator[bytes]:
    """The body, as long as it keeps coming and is not too large. Raises TooLarge, Stalled."""
    size = 0
    stream = request.stream()
    while True:
        try:
            chunk = await asyncio.wait_for(anext(stream), STALLED_S)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise Stalled("Đường truyền đứng quá lâu: gửi lại.") from error
        size += len(chunk)
        if size > most:
            raise TooLarge(too_large(most))
        yield chunk


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


def too_large(most: int) -> str:
    return f"Mỗi lần nạp không quá {most >> 20} MB. Chia nhỏ, hoặc dùng lệnh “vanthu add” trên máy chủ."
