"""Uploads in pieces, kept in the home folder until they are whole: they go on after a broken line and a restart.

Each is two files, `<id>.json` (what was said of it) and `<id>.part` (its bytes so far, synced before they are
acknowledged: the size is the offset). A finished one is remembered for a while, for a client that missed the answer."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Final

from search_api.web.gate import TooMany
from vanthu.errors import Conflict, DiskFull, NotFound
from vanthu.store.disk import disk_errors, sync

MOST_OPEN: Final = 2000
KEPT_S: Final = 7 * 24 * 3600.0
"""An upload that nobody goes on with is given up after so long."""
REMEMBERED_S: Final = 3600.0
_SWEEP_EVERY_S: Final = 60.0
_ID: Final = re.compile(r"[0-9a-f]{32}")


class Busy(Conflict):
    """Somebody else is sending a piece of the same upload."""


class WrongOffset(Conflict):
    """The piece does not begin where the upload ends: ask for the offset and go on from there."""


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload as it was announced; `receipt` is that of the file once it is whole."""

    id: str
    name: str
    batch: str
    length: int
    by: str
    sha256: str = ""
    receipt: str = ""


class Spool:
    """The uploads in `folder`. Several processes may share it. Raises DiskFull, StoreUnavailable."""

    def __init__(self, folder: Path, *, room_left: int) -> None:
        self._folder, self._room_left = folder, room_left
        self._swept = 0.0

    def announce(self, upload: Upload) -> Upload:
        """Keeps what is said of an upload, with an id for it. Raises TooMany, DiskFull where it would not fit."""
        with disk_errors(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._sweep()
            self._make_room(upload.length)
            upload = replace(upload, id=secrets.token_hex(16))
            self._part(upload.id).open("xb").close()
            self._keep(upload)
        return upload

    def find(self, ident: str, by: str) -> tuple[Upload, int]:
        """An upload of this reader, and how many bytes of it are safe. Raises NotFound."""
        try:
            upload = Upload(**json.loads(self._said(ident).read_text(encoding="utf-8")))
            offset = upload.length if upload.receipt else self._part(ident).stat().st_size
        except (FileNotFoundError, ValueError, TypeError) as error:
            raise NotFound(ident) from error
        if upload.by != by:
            raise NotFound(ident)
        return upload, offset

    @contextlib.contextmanager
    def piece(self, upload: Upload, offset: int) -> Iterator[IO[bytes]]:
        """The file to add a piece to, which begins at `offset`. What was written is synced at the end, also where it
        came to less than was meant. Raises Busy, WrongOffset, NotFound."""
        try:
            file = self._part(upload.id).open("r+b")
        except FileNotFoundError as error:
            raise NotFound(upload.id) from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Busy("Một phần khác của tệp này đang được gửi.") from error
            there = file.seek(0, os.SEEK_END)
            if there != offset:
                raise WrongOffset(f"Tệp này đã nhận {there} byte: gửi tiếp từ đó.", str(there))
            try:
                yield file
            finally:
                self.sync(file)

    def sync(self, file: IO[bytes]) -> None:
        """What was written is safe when this returns. Raises DiskFull, StoreUnavailable."""
        with disk_errors(self._folder):
            file.flush()
            os.fsync(file.fileno())

    def path(self, upload: Upload) -> Path:
        """Where the bytes are."""
        return self._part(upload.id)

    def finish(self, upload: Upload, receipt: str) -> None:
        """The file is safe in the archive: its bytes are not needed here any more."""
        with disk_errors(self._folder):
            self._keep(replace(upload, receipt=receipt))
            self._part(upload.id).unlink(missing_ok=True)

    def drop(self, ident: str) -> None:
        """Forgets an upload."""
        for path in (self._part(ident), self._said(ident)):
            path.unlink(missing_ok=True)

    def _make_room(self, length: int) -> None:
        parts = [path.stat().st_size for path in self._folder.glob("*.part")]
        if len(parts) >= MOST_OPEN:
            raise TooMany(f"Đang có {len(parts)} tệp gửi dở: gửi nốt hoặc bỏ bớt.")
        promised = sum(self._length(path) for path in self._folder.glob("*.part")) - sum(parts)
        # Twice: whole, a file is here and in the archive for a moment.
        if shutil.disk_usage(self._folder).free < promised + 2 * length + self._room_left:
            raise DiskFull("Không đủ chỗ trên đĩa để nhận tệp này. Báo người quản trị; tệp chưa được nhận.")

    def _length(self, part: Path) -> int:
        try:
            return int(json.loads(self._said(part.stem).read_text(encoding="utf-8"))["length"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def _keep(self, upload: Upload) -> None:
        scratch = self._folder / f"{upload.id}.new"
        with scratch.open("w", encoding="utf-8") as file:
            json.dump(asdict(upload), file)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(self._said(upload.id))
        sync(self._folder)

    def _sweep(self) -> None:
        now = time.time()
        if now - self._swept < _SWEEP_EVERY_S:
            return
        self._swept = now
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                age = now - path.stat().st_mtime
                whole = path.suffix == ".json" and not path.with_suffix(".part").exists()
                if age > (REMEMBERED_S if whole else KEPT_S):
                    path.unlink()

    def _said(self, ident: str) -> Path:
        return self._folder / f"{_checked(ident)}.json"

    def _part(self, ident: str) -> Path:
        return self._folder / f"{_checked(ident)}.part"


def _checked(ident: str) -> str:
    if not _ID.fullmatch(ident):
        raise NotFound(ident)
    return ident
