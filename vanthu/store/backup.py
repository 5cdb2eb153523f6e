"""A backup of the embedded archive: the database as it is at one moment, every blob, the key, and a list with digests.

Blobs are copied after the database: every byte that a row speaks of was safe before the row. The index is not in it: it
is derived, and built again after restoring."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vanthu.errors import BadRequest, BlobMissing, StoreUnavailable
from vanthu.store.blobs_folder import FolderBlobs, is_digest
from vanthu.store.disk import disk_errors, sync

FORMAT: Final = "vanthu backup 1"
DATABASE: Final = "vanthu.sqlite3"
LIST: Final = "backup.json"
_KEYS: Final = "keys"
_BLOBS: Final = "blobs"
_PAGES: Final = 4096
_TOGETHER: Final = 128
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Told:
    """What a backup holds."""

    blobs: int
    bytes: int
    new: int


def backup(home: Path, target: Path) -> Told:
    """Writes a backup of the archive in `home` into the folder `target`: a new one, or an earlier backup, to which only
    what is new is added. Others may go on writing meanwhile. Raises BadRequest for a folder that holds something else,
    DiskFull, StoreUnavailable, BlobMissing where a blob is not what its name says."""
    database = home / DATABASE
    if not database.is_file():
        raise BadRequest(f"Không có kho SQLite trong {home} (PostgreSQL: xem tài liệu vận hành).")
    if target.exists() and any(target.iterdir()) and not (target / LIST).is_file():
        raise BadRequest(f"{target} đang có thứ khác: chọn thư mục trống hoặc một bản sao lưu cũ.")
    with disk_errors(target):
        target.mkdir(parents=True, exist_ok=True)
        (target / LIST).unlink(missing_ok=True)  # until it is whole it is no backup
        _copy_database(database, target / DATABASE)
        count, size, new = _copy_blobs(home / _BLOBS, target / _BLOBS)
        for key in sorted((home / _KEYS).glob("[!.]*")):
            (target / _KEYS).mkdir(mode=0o700, exist_ok=True)
            _copy_private(key, target / _KEYS / key.name)
        files = [DATABASE, *(f"{_KEYS}/{path.name}" for path in sorted((target / _KEYS).glob("*")))]
        told = {
            "format": FORMAT,
            "blobs": count,
            "bytes": size,
            "files": {name: _digest(target / name) for name in files},
        }
        _write_synced(target / LIST, json.dumps(told, sort_keys=True, indent=1) + "\n")
    return Told(count, size, new)


def restore(source: Path, home: Path) -> Told:
    """Makes the archive that a backup holds in `home`, which must not hold one; every byte is checked before it counts.
    The index is empty afterwards. Raises BadRequest for what is no whole backup or a home that is not empty,
    BlobMissing for a byte that is not as it was, DiskFull, StoreUnavailable."""
    told = _told(source)
    if home.exists() and any(home.iterdir()):
        raise BadRequest(f"{home} không trống: chỉ khôi phục vào một kho trống (đặt VANTHU_HOME sang thư mục mới).")
    for name, digest in told["files"].items():
        if _digest(source / name) != digest:
            raise BlobMissing(f"{name} trong bản sao lưu bị thay đổi: dùng bản sao lưu khác. Chưa khôi phục gì.")
    wanted = set(_spoken(source / DATABASE))
    missing = [digest for digest in sorted(wanted) if digest not in FolderBlobs(source / _BLOBS)]
    if missing:
        what = f"{len(missing)} nội dung ({missing[0]}…)"
        raise BlobMissing(f"Bản sao lưu thiếu {what}: dùng bản khác. Chưa khôi phục gì.")
    with disk_errors(home):
        home.mkdir(parents=True, exist_ok=True)
        try:
            count, size, _ = _copy_blobs(source / _BLOBS, home / _BLOBS)
            for name in told["files"]:
                (home / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                if name != DATABASE:
                    _copy_private(source / name, home / name)
            # Last, so that a home that was not restored to the end has no archive in it.
            _copy_private(source / DATABASE, home / f"{DATABASE}.new")
            (home / f"{DATABASE}.new").replace(home / DATABASE)
            sync(home)
        except BaseException:
            shutil.rmtree(home, ignore_errors=True)
            raise
    return Told(count, size, count)


def _copy_blobs(source: Path, target: Path) -> tuple[int, int, int]:
    """Every blob that is not there yet, each hashed on the way; answers how many there are, their bytes, how many were
    new. Raises BlobMissing for one that is not what its name says."""
    count = size = new = 0
    for group in _groups(source):
        lacking = {}
        for digest in group:
            path, there = _place(source, digest), _place(target, digest)
            length = path.stat().st_size
            count, size = count + 1, size + length
            if not there.is_file() or there.stat().st_size != length:
                lacking[digest] = path
        for digest, kept in zip(lacking, FolderBlobs(target).put_all(list(lacking.values())), strict=True):
            if kept != digest:
                _place(target, kept).unlink(missing_ok=True)
                raise BlobMissing(f"Nội dung {digest} trong {source} bị thay đổi trên đĩa: lệnh dừng, chưa xong.")
        new += len(lacking)
    return count, size, new


def _groups(folder: Path) -> Iterator[list[str]]:
    """So many digests together that the disk is waited for once."""
    group: list[str] = []
    for digest in FolderBlobs(folder):
        group.append(digest)
        if len(group) == _TOGETHER:
            yield group
            group = []
    yield group


def _place(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / digest[2:]


def _copy_database(source: Path, target: Path) -> None:
    """SQLite's own copy of a database that others write to: as it is at one moment."""
    scratch = target.with_name(target.name + ".new")
    scratch.unlink(missing_ok=True)
    try:
        with (
            contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=60)) as reading,
            contextlib.closing(sqlite3.connect(scratch)) as writing,
        ):
            reading.backup(writing, pages=_PAGES, sleep=0.0)
            writing.execute("PRAGMA journal_mode=DELETE")
            sound = [row[0] for row in writing.execute("PRAGMA quick_check")]
    except sqlite3.Error as error:
        raise StoreUnavailable(f"Không sao lưu được cơ sở dữ liệu {source}: {error}") from error
    if sound != ["ok"]:
        raise StoreUnavailable(f"Cơ sở dữ liệu {source} bị hỏng ({sound[0]}): khôi phục từ bản sao lưu trước.")
    scratch.chmod(0o600)
    sync(scratch)
    scratch.replace(target)
    sync(target.parent)


def _spoken(database: Path) -> Iterator[str]:
    """Every digest that the rows speak of."""
    columns = (
        ("receipts", "sha256"),
        ("documents", "view"),
        ("documents", "pages_blob"),
        ("documents", "extraction_blob"),
        ("catalogues", "sha256"),
    )
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as rows:
        for table, column in columns:
            for (digest,) in rows.execute(f"SELECT DISTINCT {column} FROM {table}"):  # noqa: S608 - names of our own
                if digest and is_digest(digest):
                    yield digest


def _told(source: Path) -> dict[str, Any]:
    try:
        told = json.loads((source / LIST).read_text(encoding="utf-8"))
        names = told["files"] if told["format"] == FORMAT else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRequest(f"{source} không phải một bản sao lưu đã xong.") from error
    if not isinstance(names, dict) or DATABASE not in names or not all(map(_is_ours, names)):
        raise BadRequest(f"{source} không phải bản sao lưu của phiên bản này.")
    return dict(told)


def _is_ours(name: str) -> bool:
    """Whether it is the database or a key: nothing else is ever written from a list."""
    folder, _, file = name.partition("/")
    return name == DATABASE or (folder == _KEYS and bool(file) and "/" not in file and file not in (".", ".."))


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadRequest(f"Bản sao lưu thiếu {path.name}.") from error


def _copy_private(source: str | Path, target: str | Path) -> str:
    """A copy that only its owner may read, synced."""
    fd = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(source, "rb") as reading, open(fd, "wb") as writing:
        shutil.copyfileobj(reading, writing, _CHUNK)
        writing.flush()
        os.fsync(writing.fileno())
    return str(target)


def _write_synced(path: Path, text: str) -> None:
    scratch = path.with_name(path.name + ".new")
    with scratch.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
    sync(path.parent)
