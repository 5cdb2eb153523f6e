"""A container and the containers inside it, as one tree under one budget.

Members are streamed to temporary files with names of our own. What a limit forbids is left out and named; what would
exceed the budget of the whole tree ends the unpacking.
"""

from __future__ import annotations

import gzip
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from ingest.labels import label, unique
from ingest.limits import Limits
from ingest.outcomes import LIMIT_NAMES
from ingest.readers.table import CONTAINERS
from ingest.sink import Sink
from ingest.sniff import sniff
from vanthu.errors import Unreadable
from vanthu.records import State

_CHUNK: Final = 1 << 20
_BROKEN: Final = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, ValueError, IndexError, OverflowError)
_CRYPTED: Final = 0x1
_UTF8: Final = 0x800


class Left(Exception):
    """A member that is left out: the state it would have, and why."""

    def __init__(self, state: State, why: str, detail: str = "") -> None:
        super().__init__(why)
        self.state, self.why, self.detail = state, why, detail


class Full(Exception):
    """The budget of the whole tree is used up; `limit` names it."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


@dataclass(slots=True)
class Tree:
    """A container being unpacked into a sink. `given` counts members handed over; `left` those left out, `renamed`
    and `refused` (links, devices) are told as warnings."""

    sink: Sink
    limits: Limits
    given: int = 0
    seen: int = 0
    written: int = 0
    left: list[tuple[str, Left]] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def walk(self, path: Path, media_type: str, prefix: str = "", depth: int = 1) -> None:
        """Hands over every member. Raises Full, and Unreadable where the container itself is broken."""
        walk = {"application/zip": self._zip, "application/x-tar": self._tar, "application/gzip": self._gzip}
        walk[media_type](path, prefix, depth)

    def _zip(self, path: Path, prefix: str, depth: int) -> None:
        size = path.stat().st_size
        with _broken("ZIP"):
            archive = zipfile.ZipFile(path)
        with archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            whole = [info for info in members if info.header_offset + info.compress_size <= size]
            if sum(info.compress_size for info in whole) > size:
                raise Full("overlap")
            for info in members:
                with self._member(_zip_name(info)) as name:
                    if info not in whole:
                        raise Left(State.CORRUPT, "dữ liệu nằm ngoài tệp nén")
                    kind = stat.S_IFMT(info.external_attr >> 16)
                    if kind not in (0, stat.S_IFREG):
                        self.refused.append(name)
                        continue
                    if info.flag_bits & _CRYPTED:
                        raise Left(State.NEEDS_PASSWORD, "được bảo vệ bằng mật khẩu")
                    self._check_ratio(info.file_size, info.compress_size)
                    with _member_broken(), archive.open(info) as data:
                        self._take(data, info.compress_size, prefix + name, depth)

    def _tar(self, path: Path, prefix: str, depth: int) -> None:
        size = path.stat().st_size
        with _broken("TAR"), tarfile.open(path, "r:") as archive:
            for info in archive:
                archive.members = []  # type: ignore[attr-defined]  # or the list grows with the archive
                if info.isdir():
                    continue
                with self._member(info.name) as name:
                    if info.size < 0:
                        raise tarfile.ReadError("negative size")
                    data = archive.extractfile(info) if info.isreg() else None
                    if data is None:
                        self.refused.append(name)
                        continue
                    with _member_broken(), data:
                        self._take(data, size, prefix + name, depth)

    def _gzip(self, path: Path, prefix: str, depth: int) -> None:
        with self._member("noi-dung") as name, _broken("GZIP"), gzip.open(path) as data:
            self._take(data, path.stat().st_size, prefix + name, depth, one=True)

    @contextmanager
    def _member(self, raw: str) -> Iterator[str]:
        """Counts a member, cleans its name, notes it where it is left out."""
        self.seen += 1
        if self.seen > self.limits.members:
            raise Full("entries")
        name = label(raw)
        if name != raw:
            self.renamed.append((label(raw.replace("/", "_")), name))
        try:
            yield name
        except Left as left:
            self.left.append((name, left))

    def _check_ratio(self, unpacked: int, packed: int) -> None:
        if unpacked > self.limits.ratio_from and unpacked > self.limits.ratio * max(packed, 1):
            raise Left(State.LIMIT_EXCEEDED, f"tỷ lệ nén quá {self.limits.ratio} lần", "ratio")

    def _take(self, data: IO[bytes] | gzip.GzipFile, packed: int, name: str, depth: int, *, one: bool = False) -> None:
        """Streams a member to a temporary file, then hands it over or goes into it."""
        with tempfile.NamedTemporaryFile(prefix="member-") as copy:
            written = 0
            while chunk := data.read(_CHUNK):
                written += len(chunk)
                self.written += len(chunk)
                if self.written > self.limits.tree_bytes:
                    raise Full("bytes")
                if written > self.limits.file_bytes:
                    raise Left(State.LIMIT_EXCEEDED, "dung lượng quá lớn", "bytes")
                self._check_ratio(written, packed)
                copy.write(chunk)
            copy.flush()
            self._hand_over(Path(copy.name), name, depth, one=one)

    def _hand_over(self, path: Path, name: str, depth: int, *, one: bool) -> None:
        media_type = sniff(path, name)
        if media_type not in CONTAINERS:
            self.sink.member(unique(name, self.taken), path)
            self.given += 1
            return
        if depth >= self.limits.depth:
            raise Left(State.LIMIT_EXCEEDED, f"lồng quá {self.limits.depth} lớp", "depth")
        try:
            unwrapped = one and media_type != "application/gzip"  # a .tar.gz is one layer
            self.walk(path, media_type, "" if one else name + "/", depth if unwrapped else depth + 1)
        except Unreadable as error:
            raise Left(State(error.state), "tệp nén bên trong bị hỏng", error.detail) from error


def limit_sentence(tree: Tree, limit: str) -> str:
    """Which limit of the tree was broken, with its figure."""
    figures = {
        "entries": f"quá {tree.limits.members} tệp",
        "bytes": f"quá {tree.limits.tree_bytes / 1e6:.0f} MB",
        "overlap": "nhiều tệp dùng chung một đoạn dữ liệu",
    }
    kept = f" Đã nhận {tree.given} tệp trước đó." if tree.given else ""
    return f"Tệp nén vượt giới hạn an toàn về {LIMIT_NAMES[limit]}: {figures[limit]}.{kept}"


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The member's name; without the UTF-8 flag it is UTF-8 all the same where it can be (many Vietnamese tools)."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


@contextmanager
def _broken(kind: str) -> Iterator[None]:
    try:
        yield
    except (*_BROKEN, NotImplementedError, gzip.BadGzipFile) as error:
        raise Unreadable(State.CORRUPT, f"Tệp nén {kind} bị hỏng hoặc bị cắt cụt.") from error


@contextmanager
def _member_broken() -> Iterator[None]:
    try:
        yield
    except NotImplementedError as error:
        raise Left(State.UNSUPPORTED_TYPE, "cách nén chưa đọc được") from error
    except RuntimeError as error:
        raise Left(State.NEEDS_PASSWORD, "được bảo vệ bằng mật khẩu") from error
    except _BROKEN as error:
        raise Left(State.CORRUPT, "dữ liệu bị hỏng") from error
