"""A container and the containers inside it, as one tree under one budget.

Members are streamed to temporary files with names of our own. What a limit forbids is left out and named; what would
exceed the budget of the whole tree ends the unpacking.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from ingest import foreign, rarhead
from ingest.labels import label, unique
from ingest.limits import Limits
from ingest.outcomes import LIMIT_NAMES
from ingest.readers.table import CONTAINERS
from ingest.sink import Sink
from ingest.sniff import sniff
from vanthu.errors import Unreadable
from vanthu.records import State

_CHUNK: Final = 1 << 20
_MOST_TRIED: Final = 64  # chunks of a member by which a password is tried
_BROKEN: Final = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    gzip.BadGzipFile,
    EOFError,
    ValueError,
    IndexError,
    OverflowError,
)
_AES: Final = 99  # a ZIP's way to say that it is encrypted as WinZip does
_MISSING: Final = "máy này chưa cài chương trình {} để mở loại tệp nén này"
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
    passwords: Sequence[str] = ()
    given: int = 0
    seen: int = 0
    written: int = 0
    left: list[tuple[str, Left]] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def walk(self, path: Path, media_type: str, prefix: str = "", depth: int = 1) -> None:
        """Hands over every member. Raises Full, and Unreadable where the container itself is broken."""
        if media_type in _ONE:
            self._one(path, media_type, prefix, depth)
        elif media_type == "application/zip":
            self._zip(path, prefix, depth)
        elif media_type == "application/x-tar":
            with _broken("TAR"), tarfile.open(path, "r:") as archive:
                self._tar(archive, path, prefix, depth)
        else:
            self._foreign(path, media_type, prefix, depth)

    def _zip(self, path: Path, prefix: str, depth: int) -> None:
        size = path.stat().st_size
        with _broken("ZIP"):
            archive = zipfile.ZipFile(path)
        with archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            whole = [info for info in members if info.header_offset + info.compress_size <= size]
            if _overlap(whole, archive.start_dir):
                raise Full("overlap")
            for info in members:
                with self._member(_zip_name(info)) as name:
                    if info not in whole:
                        raise Left(State.CORRUPT, "dữ liệu nằm ngoài tệp nén")
                    kind = stat.S_IFMT(info.external_attr >> 16)
                    if kind not in (0, stat.S_IFREG):
                        self.refused.append(name)
                        continue
                    self._check_ratio(info.file_size, info.compress_size)
                    with _member_broken(), self._opened(archive, info, path) as data:
                        self._take(data, info.compress_size, prefix + name, depth)

    @contextmanager
    def _opened(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> Iterator[IO[bytes]]:
        """A member of a ZIP, with the first password that opens it where it is protected."""
        if not info.flag_bits & _CRYPTED:
            with archive.open(info) as data:
                yield data
            return
        if info.compress_type == _AES and self.passwords:
            if not foreign.has(foreign.SEVEN_ZIP):
                raise Left(State.UNSUPPORTED_TYPE, _MISSING.format("7zz"))
            password = self._right(lambda one: _drained(foreign.member(path, info.filename, one)))
            with foreign.member(path, info.filename, password) as data:
                yield data
            return
        password = self._right(lambda one: _drained(archive.open(info, pwd=one.encode("utf-8", "replace"))))
        with archive.open(info, pwd=password.encode("utf-8", "replace")) as data:
            yield data

    def _right(self, opens: Callable[[str], None]) -> str:
        """The first password with which something opens. Raises Left where there is none."""
        for password in self.passwords:
            with suppress(foreign.Locked, foreign.Broken, RuntimeError, *_BROKEN):
                opens(password)
                return password
        raise Left(State.NEEDS_PASSWORD, "được bảo vệ bằng mật khẩu" + _tried(self.passwords))

    def _tar(self, archive: tarfile.TarFile, path: Path, prefix: str, depth: int) -> None:
        size = path.stat().st_size
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

    def _one(self, path: Path, media_type: str, prefix: str, depth: int) -> None:
        kind, opened = _ONE[media_type]
        with self._member("noi-dung") as name, _broken(kind), _no_system_error(), opened(path) as data:
            self._take(data, path.stat().st_size, prefix + name, depth, one=True)

    def _foreign(self, path: Path, media_type: str, prefix: str, depth: int) -> None:
        """7z, RAR, CPIO: by another program. What it gives is under the same budget."""
        kind = _FOREIGN[media_type]
        if not foreign.has(foreign.BSDTAR):
            raise Unreadable(State.UNSUPPORTED_TYPE, f"Chưa mở được tệp nén {kind}: {_MISSING.format('bsdtar')}.")
        given = self.given
        try:
            with foreign.as_tar(path) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
                self._tar(archive, path, prefix, depth)
        except foreign.Locked:
            if given == self.given:
                self._locked(path, kind, prefix, depth)
        except (foreign.Broken, *_BROKEN) as error:
            if not _looks_locked(path, media_type):
                raise Unreadable(State.CORRUPT, f"Tệp nén {kind} bị hỏng hoặc bị cắt cụt.") from error
            self._locked(path, kind, prefix, depth)

    def _locked(self, path: Path, kind: str, prefix: str, depth: int) -> None:
        """A protected archive, member by member, with the first password that opens its list."""
        told = f"Tệp nén {kind} được bảo vệ bằng mật khẩu"
        if kind == "RAR" and self.passwords:
            raise Unreadable(State.NEEDS_PASSWORD, f"{told}; loại này phải giải nén trước rồi mới nạp được.")
        if not self.passwords:
            raise Unreadable(State.NEEDS_PASSWORD, f"{told}.")
        if not foreign.has(foreign.SEVEN_ZIP):
            raise Unreadable(State.UNSUPPORTED_TYPE, f"{told}, và {_MISSING.format('7zz')}.")
        try:
            password = self._right(lambda one: self._try(path, one))
            listed = foreign.entries(path, password)
        except (Left, foreign.Locked, foreign.Broken) as error:
            raise Unreadable(State.NEEDS_PASSWORD, f"{told}{_tried(self.passwords)}.") from error
        size = path.stat().st_size
        for entry in listed:
            with self._member(entry.name) as name:
                if not entry.plain:
                    self.refused.append(name)
                    continue
                self._check_ratio(entry.size, size)
                with _member_broken(), foreign.member(path, entry.name, password) as data:
                    self._take(data, size, prefix + name, depth)

    def _try(self, path: Path, password: str) -> None:
        """Opens the list and the smallest member, which is where a wrong password shows."""
        plain = [entry for entry in foreign.entries(path, password) if entry.plain]
        if plain:
            _drained(foreign.member(path, min(plain, key=lambda entry: entry.size).name, password))

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

    def _take(self, data: Stream, packed: int, name: str, depth: int, *, one: bool = False) -> None:
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
            unwrapped = one and media_type not in _ONE  # a .tar.gz is one layer
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


def _overlap(members: Sequence[zipfile.ZipInfo], room: int) -> bool:
    """Whether members share their data: together they are larger than the room before the list of them."""
    return sum(info.compress_size for info in members) > room


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The member's name; without the UTF-8 flag it is UTF-8 all the same where it can be (many Vietnamese tools)."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _gzipped(path: Path) -> gzip.GzipFile:
    return gzip.open(path)


def _bzipped(path: Path) -> bz2.BZ2File:
    return bz2.open(path)


def _xzipped(path: Path) -> lzma.LZMAFile:
    return lzma.open(path)


Stream = IO[bytes] | gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile

_ONE: Final[dict[str, tuple[str, Callable[[Path], gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile]]]] = {
    "application/gzip": ("GZIP", _gzipped),
    "application/x-bzip2": ("BZIP2", _bzipped),
    "application/x-xz": ("XZ", _xzipped),
}
"""Wrappers around one file."""

_FOREIGN: Final = {"application/x-7z-compressed": "7Z", "application/vnd.rar": "RAR", "application/x-cpio": "CPIO"}
"""What other programs open."""


def _tried(passwords: Sequence[str]) -> str:
    return ", và không mật khẩu nào đã cho mở được" if passwords else ""


def _drained(opened: AbstractContextManager[IO[bytes]]) -> None:
    """Reads a member to its end, within reason: a wrong password shows in its checksum."""
    with opened as data:
        for _ in range(_MOST_TRIED):
            if not data.read(_CHUNK):
                break


def _looks_locked(path: Path, media_type: str) -> bool:
    """Whether it wants a password: bsdtar does not always say why it ended. Of a 7z, 7zz tells, asked without one."""
    if media_type == "application/vnd.rar":
        return rarhead.is_locked(path)
    if media_type != "application/x-7z-compressed" or not foreign.has(foreign.SEVEN_ZIP):
        return False
    try:
        return any(entry.locked for entry in foreign.entries(path, ""))
    except foreign.Locked:
        return True
    except foreign.Broken:
        return False


@contextmanager
def _broken(kind: str) -> Iterator[None]:
    try:
        yield
    except (*_BROKEN, NotImplementedError) as error:
        raise Unreadable(State.CORRUPT, f"Tệp nén {kind} bị hỏng hoặc bị cắt cụt.") from error


@contextmanager
def _no_system_error() -> Iterator[None]:
    """BZ2 tells of broken data as the system tells of its own troubles, but without a number."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise EOFError from error
        raise


@contextmanager
def _member_broken() -> Iterator[None]:
    try:
        yield
    except NotImplementedError as error:
        raise Left(State.UNSUPPORTED_TYPE, "cách nén chưa đọc được") from error
    except (RuntimeError, foreign.Locked) as error:
        raise Left(State.NEEDS_PASSWORD, "được bảo vệ bằng mật khẩu") from error
    except (foreign.Broken, *_BROKEN) as error:
        raise Left(State.CORRUPT, "dữ liệu bị hỏng") from error
