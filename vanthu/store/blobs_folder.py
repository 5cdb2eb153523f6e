"""Blobs in a folder, named by their digest: what was acknowledged survives a power cut."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any, Final

from vanthu.errors import BlobMissing, StoreUnavailable
from vanthu.store.disk import disk_errors, sync

CHUNK: Final = 1 << 20
SYNCS_AT_ONCE: Final = 8
"""Waiting for the disk eight at a time: it then writes for all of them at once."""


class FolderBlobs:
    """`ports.BlobStore` in `folder`: `ab/cdef…`, written beside, synced, renamed, folder synced, then acknowledged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, source: Path | bytes) -> str:
        """As `ports.BlobStore.put`. A file that is there already is only hashed."""
        digest = digest_of(source)
        target = self._path(digest)
        with disk_errors(target):
            if not _has(target, _size(source)):
                self._write(source, digest, target)
            # Also where it was there: whoever wrote it may not have come to this yet.
            sync(target.parent)
        return digest

    def put_all(self, sources: Sequence[Path | bytes]) -> list[str]:
        """As `ports.BlobStore.put_all`: each is read once, hashed while it is copied; the disk is waited for once."""
        if not sources:
            return []
        with disk_errors(self.folder):
            _make(self.folder)
        scratches: list[Path] = []
        digests: list[str] = []
        try:
            for source in sources:
                scratch = self.folder / f".new-{os.getpid()}-{os.urandom(6).hex()}"
                scratches.append(scratch)
                digests.append(_copy(source, scratch))
            targets = [self._path(digest) for digest in digests]
            with disk_errors(self.folder):
                _each(sync, scratches)
                for target in targets:
                    _make(target.parent)
                for scratch, target in zip(scratches, targets, strict=True):
                    scratch.replace(target)
                _each(sync, sorted({target.parent for target in targets}))
        except BaseException:
            for scratch in scratches:
                with contextlib.suppress(OSError):
                    scratch.unlink()
            raise
        return digests

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

    def sweep(self, age_s: float) -> int:
        """As `ports.BlobStore.sweep`."""
        gone, before = 0, time.time() - age_s
        for pattern in (".new-*", "[0-9a-f][0-9a-f]/.new-*"):
            for path in self.folder.glob(pattern):
                with contextlib.suppress(FileNotFoundError):
                    if path.lstat().st_mtime < before:
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


def _copy(source: Path | bytes, target: Path) -> str:
    """Copies into a new file that only its owner may read; answers the digest of what was written. Raises OSError
    where the source cannot be read."""
    hashed = hashlib.sha256()
    with disk_errors(target):
        fd = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        for chunk in _chunks(source):
            hashed.update(chunk)
            with disk_errors(target):
                _write_all(fd, chunk)
        os.fchmod(fd, 0o400)
    finally:
        os.close(fd)
    return hashed.hexdigest()


def _each(do: Callable[[Path], Any], paths: Sequence[Path]) -> None:
    if len(paths) == 1:
        do(paths[0])
        return
    with ThreadPoolExecutor(min(SYNCS_AT_ONCE, len(paths))) as pool:
        list(pool.map(do, paths))


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
            sync(each.parent)
