"""Takes files in: every one gets a receipt, its bytes safe before it is acknowledged, whatever it is named or holds."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from ingest import outcomes
from ingest.labels import printable
from vanthu.ports import BlobStore, Clock, Receipts
from vanthu.records import Outcome, Receipt, State
from vanthu.records.files import receipt_id

_CHUNK: Final = 1 << 20
_TOGETHER: Final = 32  # receipts recorded in one transaction, sooner when it takes longer than that:
_AT_LEAST_EVERY_S: Final = 0.5
_OUTSIDE: Final = "Liên kết trỏ ra ngoài thư mục được nạp nên không được đi theo."
_NO_FILE: Final = "Không phải tệp thường (ống dẫn, thiết bị hoặc ổ cắm) nên không được đọc."


@dataclass(frozen=True, slots=True)
class Source:
    """Something found: where it is, the name it is recorded under, and why it is not taken in, if so."""

    path: Path
    label: str
    refused: Outcome | None = None


def receive(
    paths: Iterable[Path], blobs: BlobStore, receipts: Receipts, *, batch: str, by: str, clock: Clock
) -> Iterator[Receipt]:
    """Takes in files and all files of folders, and answers each receipt as it now stands, in order of their names.

    The bytes are in the blob store before the receipt is recorded; doing it again with the same batch changes
    nothing. What cannot be opened has a receipt too, in a final state. The recorded path begins with the name of the
    given folder or file. Raises DiskFull, StoreUnavailable."""
    waiting: list[Receipt] = []
    due = time.monotonic() + _AT_LEAST_EVERY_S
    for source in (found for path in paths for found in find(path)):
        waiting.append(_receipt(source, blobs, batch, by, clock.now()))
        if len(waiting) >= _TOGETHER or time.monotonic() > due:
            yield from receipts.add_receipts(waiting)
            waiting = []
            due = time.monotonic() + _AT_LEAST_EVERY_S
    if waiting:
        yield from receipts.add_receipts(waiting)


def find(path: Path) -> Iterator[Source]:
    """Every file at or under a path, in order of names. Links are followed where they lead to a file under it."""
    path = Path(os.path.abspath(path))
    real = path.resolve()
    if real.is_dir():
        yield from _in_folder(real, real, printable(path.name or "/"))
    else:
        yield _source(real, printable(path.name))


def _in_folder(folder: Path, top: Path, label: str) -> Iterator[Source]:
    try:
        names = sorted(os.listdir(folder), key=os.fsencode)
    except OSError as error:
        yield Source(folder, label, outcomes.unreadable(error))
        return
    for name in names:
        path, at = folder / name, f"{label}/{printable(name)}"
        if path.is_symlink():
            yield _link(path, top, at)
        elif path.is_dir():
            yield from _in_folder(path, top, at)
        else:
            yield _source(path, at)


def _link(path: Path, top: Path, label: str) -> Source:
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):  # leads nowhere, or round in a circle
        return Source(path, label, _refused(_OUTSIDE))
    if real.is_file() and real.is_relative_to(top):
        return _source(real, label)
    return Source(path, label, _refused(_OUTSIDE))


def _source(path: Path, label: str) -> Source:
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return Source(path, label, outcomes.unreadable(error))
    return Source(path, label, None if stat.S_ISREG(mode) else _refused(_NO_FILE))


def _refused(reason: str) -> Outcome:
    return outcomes.ended("inode/other", State.UNSUPPORTED_TYPE, reason, next_step="Nạp tệp gốc nếu cần.")


def _receipt(source: Source, blobs: BlobStore, batch: str, by: str, now: datetime) -> Receipt:
    digest, size, refused = "", 0, source.refused
    if refused is None:
        try:
            digest, size = _fingerprint(source.path)
            if digest not in blobs:
                digest = blobs.put(source.path)  # the bytes as they were kept, should the file have changed meanwhile
        except OSError as error:
            digest, size, refused = "", 0, outcomes.unreadable(error)
    return Receipt(
        id=receipt_id(batch, source.label, None, digest),
        batch=batch,
        path=source.label,
        sha256=digest,
        size=size,
        received_at=now,
        received_by=by,
        state=refused.state if refused else State.RECEIVED,
        detail=refused.detail if refused else "",
        reason=refused.reason if refused else "",
        next=refused.next if refused else "",
    )


def _fingerprint(path: Path) -> tuple[str, int]:
    """SHA-256 and size. Never waits for a pipe that took the file's place."""
    digest, size = hashlib.sha256(), 0
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "không còn là tệp thường")
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size
