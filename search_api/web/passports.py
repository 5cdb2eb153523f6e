"""A batch's passport to take home: the signed manifest and its signature in one ZIP, and what a person decides about a
batch, by its name on the wire."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from extract.made_by import made_by as extract_mark
from ingest.made_by import made_by as read_mark
from search_api.web.desk import Desk
from vanthu.records import State
from vanthu.store.manifest import manifest
from vanthu.store.seal import Keys

RETRIED: Final = (State.FAILED_FINAL, State.LIMIT_EXCEEDED, State.CANCELLED)


def _pause(desk: Desk, batch: str) -> int:
    desk.services.store.pause(batch)
    return 0


def _resume(desk: Desk, batch: str) -> int:
    desk.services.store.resume(batch)
    return 0


def _retry(desk: Desk, batch: str) -> int:
    desk.services.store.resume(batch)
    return desk.services.store.retry(batch, RETRIED)


ACTIONS: Final[Mapping[str, Callable[[Desk, str], int]]] = {
    "pause": _pause,
    "resume": _resume,
    "cancel": lambda desk, batch: desk.services.store.cancel(batch),
    "retry": _retry,
    "extract": lambda desk, batch: desk.services.store.redo(batch, "extract", extract_mark()),
    "read": lambda desk, batch: desk.services.store.redo(batch, "read", read_mark()),
}
"""What can be done with a batch; each answers how many files it is about. `read` and `extract` do again what another
version of the program did."""


def passport(desk: Desk, batch: str) -> Path:
    """A new file with the manifest and its signature, the caller's to remove. Raises NotFound, OperatorError."""
    keys = Keys(desk.settings.home / "keys")
    folder = desk.settings.home / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix="nhan-")
    os.close(handle)
    path = Path(name)
    try:
        pieces = manifest(desk.services.store, batch, desk.services.clock.now(), key=keys.ensured())
        hashed = hashlib.sha256()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open(f"{batch}.manifest.json", "w", force_zip64=True) as file:
                for piece in pieces:
                    data = piece.encode("utf-8")
                    hashed.update(data)
                    file.write(data)
            archive.writestr(f"{batch}.manifest.json.sig", keys.seal(hashed.hexdigest()).text())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path
