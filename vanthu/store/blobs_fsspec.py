"""Blobs behind fsspec: any S3-compatible store, or whatever else a VANTHU_BLOBS_URL names."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Final

import fsspec

from vanthu.errors import BadRequest, BlobMissing, OperatorError, StoreUnavailable, ToolMissing
from vanthu.store.blobs_folder import FolderBlobs, digest_of, is_digest

_GONE: Final = (FileNotFoundError, KeyError)


class FsspecBlobs:
    """`ports.BlobStore` at a URL such as `s3://bucket/prefix`. Durability is that of the store behind it: an object
    is there, whole, when the write call has returned. `cache` is a folder for local copies."""

    def __init__(self, url: str, cache: Path) -> None:
        """Raises BadRequest for an unknown kind of URL, ToolMissing when its library is not installed."""
        try:
            self.fs, self.root = fsspec.core.url_to_fs(url)
        except ImportError as error:
            raise ToolMissing(f"Chưa cài thư viện cho kho {url.split(':')[0]} ({error}).") from error
        except ValueError as error:
            raise BadRequest(f"VANTHU_BLOBS_URL={url!r} không phải địa chỉ mở được: {error}") from error
        self.url, self.cache = url, FolderBlobs(cache)

    def put(self, source: Path | bytes) -> str:
        """As `ports.BlobStore.put`."""
        digest = digest_of(source)
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if self._size(digest) == size:
            return digest
        target = self._path(digest)
        try:
            self.fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
            # Written under a name of its own and moved where that is one step; an object store writes whole objects.
            if self._moves():
                scratch = f"{target}.new-{os.urandom(6).hex()}"
                self._send(source, scratch)
                self.fs.mv(scratch, target)
            else:
                self._send(source, target)
        except OSError as error:
            raise StoreUnavailable(f"Kho {self.url} không nhận dữ liệu: {error}") from error
        if self._size(digest) != size:
            raise StoreUnavailable(f"Kho {self.url} không giữ trọn {digest}: thử lại.")
        return digest

    def put_all(self, sources: Sequence[Path | bytes]) -> list[str]:
        """As `ports.BlobStore.put_all`: one after the other."""
        return [self.put(source) for source in sources]

    def sweep(self, age_s: float) -> int:
        """As `ports.BlobStore.sweep`: an object store has no half-written objects; a folder behind fsspec may."""
        gone = self.cache.sweep(age_s)
        if self._moves():
            before = time.time() - age_s
            for path, about in self.fs.find(self.root, detail=True).items():
                if ".new-" in path.rsplit("/", 1)[-1] and float(about.get("mtime", time.time())) < before:
                    self.fs.rm_file(path)
                    gone += 1
        return gone

    def get(self, digest: str) -> bytes:
        """As `ports.BlobStore.get`."""
        data = self._ask(digest, self.fs.cat_file)
        if hashlib.sha256(data).hexdigest() != digest:
            raise BlobMissing(f"Nội dung đã lưu {digest} bị thay đổi trong {self.url}: khôi phục từ bản sao lưu.")
        return bytes(data)

    def open(self, digest: str) -> IO[bytes]:
        """As `ports.BlobStore.open`."""
        return self._ask(digest, lambda path: self.fs.open(path, "rb"))  # type: ignore[no-any-return]

    def local(self, digest: str) -> Path:
        """As `ports.BlobStore.local`: a checked copy in the cache folder."""
        if digest not in self.cache:
            self.cache.put(self.get(digest))
        return self.cache.local(digest)

    def __contains__(self, digest: str) -> bool:
        return is_digest(digest) and self._size(digest) is not None

    def __iter__(self) -> Iterator[str]:
        for path in sorted(self.fs.find(self.root)):
            digest = "".join(path.rsplit("/", 2)[-2:])
            if is_digest(digest):
                yield digest

    def _path(self, digest: str) -> str:
        return f"{self.root.rstrip('/')}/{digest[:2]}/{digest[2:]}"

    def _moves(self) -> bool:
        return "file" in self.fs.protocol or "local" in self.fs.protocol

    def _send(self, source: Path | bytes, target: str) -> None:
        if isinstance(source, bytes):
            self.fs.pipe_file(target, source)
        else:
            self.fs.put_file(str(source), target)

    def _size(self, digest: str) -> int | None:
        try:
            return int(self.fs.info(self._path(digest))["size"])
        except _GONE:
            return None
        except OSError as error:
            raise self._unavailable(error) from error

    def _ask(self, digest: str, how: Any) -> Any:
        if not is_digest(digest):
            raise BlobMissing(f"{digest!r} không phải mã SHA-256.")
        try:
            return how(self._path(digest))
        except _GONE as error:
            raise BlobMissing(f"Nội dung đã lưu {digest} không có trong {self.url}.") from error
        except OSError as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: OSError) -> OperatorError:
        return StoreUnavailable(f"Kho {self.url} không trả lời: {error}")
