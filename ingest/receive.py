"""Takes files in: every one gets a receipt, its bytes safe before it is acknowledged, whatever it is named or holds."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
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
_TOGETHER: Final = 128  # files kept and recorded together, fewer when they are large or take longer than that:
_TOGETHER_BYTES: Final = 32 << 20
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
    paths: Iterable[Path],
    blobs: BlobStore,
    receipts: Receipts,
    *,
    batch: str,
    by: str,
    clock: Clock,
    ready: Callable[[Path], bool] | None = None,
) -> Iterator[Receipt]:
    """Takes in files and all files of folders, and answers each receipt as it now stands, in order of their names.

    The bytes are in the blob store before the receipt is recorded; doing it again with the same batch changes
    nothing. What cannot be opened has a receipt too, in a final state. The recorded path begins with the name of the
    given folder or file. `ready` says which files are taken this time (all, without it). Raises DiskFull,
    StoreUnavailable."""
    sources = (found for path in paths for found in find(path) if ready is None or ready(found.path))
    for group in _groups(sources):
        kept = _keep(group, blobs, receipts)
        yield from receipts.add_receipts([_receipt(one, batch, by, clock.now()) for one in kept])


@dataclass(frozen=True, slots=True)
class _Seen:
    """A source whose bytes have been looked at."""

    source: Source
    digest: str = ""
    size: int = 0
    refused: Outcome | None = None


def _groups(sources: Iterable[Source]) -> Iterator[list[_Seen]]:
    """So many together that the disk is waited for once, so few that an interruption costs little. However many
    sources there are, one group is in memory."""
    group: list[_Seen] = []
    size, due = 0, time.monotonic() + _AT_LEAST_EVERY_S
    for source in sources:
        seen = _looked_at(source)
        group.append(seen)
        size += seen.size
        if len(group) >= _TOGETHER or size >= _TOGETHER_BYTES or time.monotonic() > due:
            yield group
            group, size, due = [], 0, time.monotonic() + _AT_LEAST_EVERY_S
    if group:
        yield group


def _looked_at(source: Source) -> _Seen:
    if source.refused is not None:
        return _Seen(source, refused=source.refused)
    try:
        return _Seen(source, *_fingerprint(source.path))
    except OSError as error:
        return _Seen(source, refused=outcomes.unreadable(error))


def _keep(group: Sequence[_Seen], blobs: BlobStore, receipts: Receipts) -> list[_Seen]:
    """The bytes that the archive lacks are kept. A file that has changed meanwhile is recorded as it was kept."""
    wanted = [one.digest for one in group if one.refused is None]
    missing = set(receipts.missing(wanted))
    lacking = [d for d in dict.fromkeys(wanted) if d in missing or d not in blobs]
    path = {one.digest: one.source.path for one in group}
    try:
        kept = dict(zip(lacking, blobs.put_all([path[digest] for digest in lacking]), strict=True))
    except OSError:  # one of them cannot be read any more: that one alone is refused
        return [_kept_alone(one, blobs) if one.digest in lacking else one for one in group]
    return [one if kept.get(one.digest, one.digest) == one.digest else _kept_alone(one, blobs) for one in group]


def _kept_alone(one: _Seen, blobs: BlobStore) -> _Seen:
    if one.refused is not None:
        return one
    try:
        (digest,) = blobs.put_all([one.source.path])
        return _Seen(one.source, digest, one.source.path.stat().st_size)
    except OSError as error:
        return _Seen(one.source, refused=outcomes.unreadable(error))


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


def _receipt(one: _Seen, batch: str, by: str, now: datetime) -> Receipt:
    refused = one.refused
    return Receipt(
        id=receipt_id(batch, one.source.label, None, one.digest),
        batch=batch,
        path=one.source.label,
        sha256=one.digest,
        size=one.size,
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
