"""Blobs in a folder, named by their digest: what was acknowledged survives a power cut."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from vanthu.errors import BlobMissing, DiskFull, OperatorError, StoreUnavailable

CHUNK: Final = 1 << 20
STALE_SECONDS: Final = 24 * 3600.0
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class FolderBlobs:
    """`ports.BlobStore` in `folder`: `ab/cdef…`, written beside, synced, renamed, folder synced, then acknowledged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, source: Path | bytes) -> str:
        """As `ports.BlobStore.put`. A file that is there already is only hashed."""
        digest = digest_of(source)
        target = self._path(digest)
        with _disk_errors(target):
            if not _has(target, _size(source)):
                self._write(source, digest, target)
            # Also where it was there: whoever wrote it may not have come to this yet.
            _sync_folder(target.parent)
        return digest

    def get(self, digest: str) -> bytes:
        """As `ports.BlobStore.get`."""
        data = self.local(digest).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise BlobMissing(f"Nội dung đã lưu {digest} bị thay đổi trên đĩa: khôi phục từ bản sao lưu.")
        return data

    def open(self, digest: str) -> IO[bytes]:
        """As `ports.BlobStore.open`."""
        return self.local(digest).open("rb")

    def local(self, digest: str) -> Path:
        """As `ports.BlobStore.local`."""
        if digest not in self:
            raise BlobMissing(f"Nội dung đã lưu {digest} không còn trong {self.folder}: khôi phục từ bản sao lưu.")
        return self._path(digest)

    def __contains__(self, digest: str) -> bool:
        return is_digest(digest) and self._path(digest).is_file()

    def __iter__(self) -> Iterator[str]:
        for part in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(part.iterdir()):
                if is_digest(part.name + path.name):
                    yield part.name + path.name

    def sweep(self) -> int:
        """Removes what was half written a day ago or earlier; answers how many files."""
        gone = 0
        for path in self.folder.glob("[0-9a-f][0-9a-f]/.new-*"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > STALE_SECONDS:
                    path.unlink()
                    gone += 1
        return gone

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest[2:]

    def _write(self, source: Path | bytes, digest: str, target: Path) -> None:
        _make(target.parent)
        scratch = target.parent / f".new-{os.getpid()}-{os.urandom(6).hex()}"
        try:
            fd = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                hashed = hashlib.sha256()
                for chunk in _chunks(source):
                    hashed.update(chunk)
                    _write_all(fd, chunk)
                if hashed.hexdigest() != digest:
                    raise StoreUnavailable(f"Tệp {source!r} thay đổi trong lúc đang được nạp: nạp lại tệp này.")
                os.fchmod(fd, 0o400)
                os.fsync(fd)
            finally:
                os.close(fd)
            scratch.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                scratch.unlink()
            raise


def digest_of(source: Path | bytes) -> str:
    """The SHA-256 of a file or of bytes, hex."""
    hashed = hashlib.sha256()
    for chunk in _chunks(source):
        hashed.update(chunk)
    return hashed.hexdigest()


def is_digest(text: str) -> bool:
    """Whether this is a SHA-256 in lower-case hex."""
    return len(text) == 64 and not set(text) - set("0123456789abcdef")


def _chunks(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _size(source: Path | bytes) -> int:
    return len(source) if isinstance(source, bytes) else source.stat().st_size


def _has(target: Path, size: int) -> bool:
    try:
        return target.stat().st_size == size
    except FileNotFoundError:
        return False


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _make(folder: Path) -> None:
    """The folder, its entry in the one above synced; one that is there was synced by a finished put or is again."""
    for each in reversed((folder, *folder.parents)):
        if not each.is_dir():
            each.mkdir(exist_ok=True)
        if each in (folder, folder.parent):
            _sync_folder(each.parent)


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


@contextlib.contextmanager
def _disk_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise disk_error(error, target) from error


def disk_error(error: OSError, target: Path) -> OperatorError:
    """A disk's error as one of ours, with what to do."""
    if error.errno in _FULL:
        return DiskFull(f"Ổ đĩa chứa {target.parent} đã đầy: giải phóng chỗ rồi chạy lại. Chưa có gì được ghi nhận.")
    return StoreUnavailable(f"Không ghi được {target}: {error.strerror or error}")
