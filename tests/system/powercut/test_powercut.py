"""A power cut at any moment: what was acknowledged is there. Replayed from a record of every write and sync.

The model: synced bytes are kept; of the others a random part, some torn; a name is kept when its folder was synced,
otherwise perhaps. Not modelled: a disk that lies about having synced. Leaving out the syncs of the blobs or of the
store must be noticed.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from vanthu.errors import VanthuError
from vanthu.records import Permission
from vanthu.store.blobs_folder import FolderBlobs
from vanthu.store.sql_store import open_store
from vanthu.wiring import SystemClock

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
PAPERS = 25
CUTS = {"nothing": 150, "blobs": 60, "store": 60}
ALL = Permission(everything=True)


@dataclass(frozen=True)
class Op:
    """One record: see `recorder.c`; A and E are what the writer was told is safe."""

    what: str
    inode: int
    offset: int
    path: str
    data: bytes


def operations(log: bytes) -> Iterator[Op]:
    at = 0
    while at < len(log):
        end = log.index(b"\n", at)
        what, inode, offset, length, path = log[at:end].decode().split(" ", 4)
        at = end + 1 + int(length)
        yield Op(what, int(inode), int(offset), path, log[end + 1 : at])


@dataclass
class Disk:
    """What is on the disk (`bytes`, `names`) and what is only on its way there."""

    chance: random.Random
    bytes: dict[int, bytearray] = field(default_factory=dict)
    waiting: dict[int, list[Op]] = field(default_factory=dict)
    seen: dict[str, tuple[int, int]] = field(default_factory=dict)  # path → file and inode, as programs see it
    names: dict[str, int | None] = field(default_factory=dict)  # as synced; folders have None
    renames: dict[str, list[tuple[str, int | None, bool]]] = field(default_factory=dict)  # by folder
    files: int = 0
    source: str = ""

    def do(self, op: Op) -> None:
        if op.what in "WT":
            self.waiting.setdefault(self._file(op), []).append(op)
        elif op.what == "S":
            file = self._file(op)
            for each in self.waiting.pop(file, []):
                self._apply(file, each)
        elif op.what == "D":
            for path, file, there in self.renames.pop(op.path, []):
                self._name(path, file, there)
        elif op.what == "M":
            self._pending(op.path, None, True)
        elif op.what == "U":
            self.seen.pop(op.path, None)
            self._pending(op.path, None, False)
        elif op.what == "R" and op.offset == 0:
            self.source = op.path
        elif op.what == "R":
            self.seen[op.path] = self.seen.pop(self.source)
            self._pending(self.source, None, False)
            self._pending(op.path, self.seen[op.path][0], True)

    def cut(self) -> None:
        """The power fails: of what was on its way, some arrives."""
        for file, ops in self.waiting.items():
            style = self.chance.random()
            for op in ops:
                if style < 0.3 or (style < 0.8 and self.chance.random() < 0.5):
                    torn = 512 * self.chance.randrange(len(op.data) // 512 + 1)
                    whole = self.chance.random() > 0.2
                    self._apply(file, op if whole else Op(op.what, op.inode, op.offset, op.path, op.data[:torn]))
        for changes in self.renames.values():  # a journal keeps their order
            for path, file, there in changes[: self.chance.randrange(len(changes) + 1)]:
                self._name(path, file, there)

    def lay_out(self, root: str, target: Path) -> None:
        """Writes what is left into a folder."""
        target.mkdir()
        for path, file in sorted(self.names.items()):
            place = target / os.path.relpath(path, root)
            if not place.parent.is_dir() or path.endswith("-shm"):
                continue
            if file is None:
                place.mkdir(exist_ok=True)
            else:
                place.write_bytes(self.bytes.get(file, b""))

    def _file(self, op: Op) -> int:
        known = self.seen.get(op.path)
        if known is None or known[1] != op.inode:
            self.files += 1
            self.seen[op.path] = (self.files, op.inode)
            self._pending(op.path, self.files, True)
        return self.seen[op.path][0]

    def _pending(self, path: str, file: int | None, there: bool) -> None:
        self.renames.setdefault(os.path.dirname(path), []).append((path, file, there))

    def _name(self, path: str, file: int | None, there: bool) -> None:
        if there:
            self.names[path] = file
        else:
            self.names.pop(path, None)

    def _apply(self, file: int, op: Op) -> None:
        content = self.bytes.setdefault(file, bytearray())
        if op.what == "T":
            del content[op.offset :]
        content.extend(bytes(max(0, op.offset - len(content))))
        if op.what == "W":
            content[op.offset : op.offset + len(op.data)] = op.data


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        if os.environ.get("CI"):
            pytest.fail("a C compiler is missing")
        pytest.skip("a C compiler is missing")
    library = tmp_path_factory.mktemp("recorder") / "recorder.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, HERE / "recorder.c", "-ldl"], check=True)
    return library


def recorded(recorder: Path, folder: Path, left_out: str) -> tuple[str, list[Op]]:
    home, log = folder / "home", folder / "log"
    home.mkdir()
    record = {"LD_PRELOAD": str(recorder), "RECORD_ROOT": str(home), "RECORD_LOG": str(log)}
    command = [sys.executable, "-P", str(HERE / "writer.py"), str(home), str(PAPERS), left_out]
    subprocess.run(command, env={**os.environ, **record}, check=True)
    return str(home), list(operations(log.read_bytes()))


def harm(home: Path, told: list[Op]) -> str | None:
    """What is wrong with a home after a cut, given what was acknowledged before it."""
    if not told:
        return None
    try:
        store = open_store(f"sqlite:///{home}/store.sqlite3", FolderBlobs(home / "blobs"), SystemClock())
    except VanthuError as error:
        return f"does not open: {error}"
    try:
        with sqlite3.connect(home / "store.sqlite3") as raw:
            if raw.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                return "the database is damaged"
        raw.close()
        rows = {row.id: row for row in store.receipts()}
        changes = {change.document for change in store.changes(limit=1000)}
        for op in told:
            if op.what == "A" and op.path not in rows:
                return "an acknowledged receipt is lost"
            if op.what == "E" and op.path not in changes:
                return "an acknowledged change is lost"
        for row in rows.values():
            store.blobs.get(row.sha256)
        for document in store.documents(ALL, limit=1000):
            store.pages(document.id, ALL)
            if document.version:
                store.extraction(document.id, ALL)
    except VanthuError as error:
        return f"a row without its bytes: {error}"
    finally:
        store.close()
    return None


@pytest.mark.parametrize("left_out", CUTS)
def test_what_was_acknowledged_survives_a_power_cut(
    recorder: Path, tmp_path: Path, left_out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root, ops = recorded(recorder, tmp_path, left_out)
    chance = random.Random(57)
    harmed: list[str] = []
    first = next(i for i, op in enumerate(ops) if op.what == "A")
    for n in range(CUTS[left_out]):
        disk, moment = Disk(chance), chance.randrange(first, len(ops) + 1)
        for op in ops[:moment]:
            disk.do(op)
        disk.cut()
        home = tmp_path / f"cut-{n}"
        disk.lay_out(root, home)
        wrong = harm(home, [op for op in ops[:moment] if op.what in "AE"])
        harmed += [wrong] if wrong else []
        shutil.rmtree(home)
    with capsys.disabled():
        print(f"\npower cuts, {left_out} left out: {CUTS[left_out]} of {len(ops)} operations, {len(harmed)} harmed")
    if left_out == "nothing":
        assert harmed == []
    else:
        assert harmed
