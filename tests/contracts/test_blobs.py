"""What a blob store promises (`vanthu.ports.BlobStore`), in a folder and behind fsspec: the same cases."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fsspec
import pytest

from vanthu.errors import BadRequest, BlobMissing, DiskFull, StoreUnavailable
from vanthu.ports import BlobStore
from vanthu.store import blobs_folder
from vanthu.store.blobs_folder import FolderBlobs, digest_of
from vanthu.store.blobs_fsspec import FsspecBlobs

ADAPTERS: dict[str, Callable[[Path], BlobStore]] = {
    "folder": lambda path: FolderBlobs(path / "blobs"),
    "fsspec-local": lambda path: FsspecBlobs(f"file://{path}/remote", path / "cache"),
    "fsspec-memory": lambda path: FsspecBlobs(f"memory://{path.name}", path / "cache"),
}


@pytest.fixture(params=ADAPTERS)
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    return ADAPTERS[request.param](tmp_path)


def stored(blobs: BlobStore, digest: str) -> None:
    """Changes the stored bytes behind the store's back."""
    if isinstance(blobs, FolderBlobs):
        path = blobs.local(digest)
        path.chmod(0o600)
        path.write_bytes(b"forged")
    else:
        assert isinstance(blobs, FsspecBlobs)
        path = f"{blobs.root}/{digest[:2]}/{digest[2:]}"
        if "file" in blobs.fs.protocol:
            os.chmod(path, 0o600)
        blobs.fs.pipe_file(path, b"forged")


@pytest.mark.parametrize("content", [b"", b"x", bytes(range(256)) * 9000])
def test_what_is_put_comes_back_by_its_digest(blobs: BlobStore, tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "source"
    source.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    assert blobs.put(source) == digest
    assert blobs.put(content) == digest
    assert blobs.get(digest) == content
    assert blobs.local(digest).read_bytes() == content
    with blobs.open(digest) as stream:
        assert stream.read() == content
    assert digest in blobs
    assert list(blobs) == [digest]


@pytest.mark.parametrize("name", ["0" * 64, "", "../../etc/passwd", "A" * 64, "0" * 63 + "/"])
def test_what_is_not_there_is_missing_whatever_it_is_called(blobs: BlobStore, name: str) -> None:
    assert name not in blobs
    for ask in (blobs.get, blobs.open, blobs.local):
        with pytest.raises(BlobMissing):
            ask(name)


def test_changed_bytes_are_never_served(blobs: BlobStore) -> None:
    digest = blobs.put(b"true")
    stored(blobs, digest)
    with pytest.raises(BlobMissing):
        blobs.get(digest)


def test_many_that_put_the_same_bytes_at_once_leave_one_blob(blobs: BlobStore, tmp_path: Path) -> None:
    content = os.urandom(300_000)
    with ThreadPoolExecutor(8) as threads:
        digests = set(threads.map(lambda _: blobs.put(content), range(16)))
    assert list(blobs) == sorted(digests)
    assert blobs.get(digests.pop()) == content


def test_bytes_cut_short_by_a_crash_are_put_again(blobs: BlobStore) -> None:
    digest = blobs.put(b"whole content")
    stored(blobs, digest)
    blobs.put(b"whole content")
    assert blobs.get(digest) == b"whole content"


def test_the_folder_is_synced_file_first_and_then_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    sync, replace = os.fsync, Path.replace

    def record_sync(fd: int) -> None:
        said.append("folder" if os.path.isdir(f"/proc/self/fd/{fd}") else "file")
        sync(fd)

    def record_replace(path: Path, target: Path) -> Path:
        said.append("rename")
        return replace(path, target)

    blobs = FolderBlobs(tmp_path)
    blobs.put(b"the folders are made")
    monkeypatch.setattr(os, "fsync", record_sync)
    monkeypatch.setattr(Path, "replace", record_replace)
    blobs._write(b"x", digest_of(b"x"), blobs._path(digest_of(b"x")))
    blobs.put(b"x")
    first = said.index("rename")
    assert "file" in said[:first]
    assert said[-1] == "folder"


def test_a_full_disk_is_said_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = FolderBlobs(tmp_path)

    def full(fd: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(DiskFull):
        blobs.put(b"x")
    monkeypatch.undo()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_that_changes_while_it_is_taken_in_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"before")
    monkeypatch.setattr(blobs_folder, "digest_of", lambda _: hashlib.sha256(b"earlier").hexdigest())
    with pytest.raises(StoreUnavailable):
        FolderBlobs(tmp_path / "blobs").put(source)


def test_several_are_kept_at_once_in_their_order(blobs: BlobStore, tmp_path: Path) -> None:
    contents = [b"one", b"two", b"", b"one", bytes(range(256)) * 9000]
    sources: list[Path | bytes] = [*contents[:3]]
    for n, content in enumerate(contents[3:]):
        sources.append(tmp_path / f"source-{n}")
        (tmp_path / f"source-{n}").write_bytes(content)
    expected = [hashlib.sha256(content).hexdigest() for content in contents]
    assert blobs.put_all(sources) == expected
    assert blobs.put_all(sources) == expected
    assert blobs.put_all([]) == []
    assert [blobs.get(digest) for digest in expected] == contents
    assert set(blobs) == set(expected)


def test_sweeping_takes_no_blob_however_old(blobs: BlobStore) -> None:
    kept = blobs.put(b"x")
    if isinstance(blobs, FolderBlobs):
        os.utime(blobs.local(kept), (0, 0))
    assert blobs.sweep(0) == 0
    assert blobs.get(kept) == b"x"


def test_several_are_acknowledged_only_after_files_and_folders_are_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs, synced = FolderBlobs(tmp_path / "blobs"), []
    sync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(os.readlink(f"/proc/self/fd/{fd}")), sync(fd))[1])
    (digest,) = blobs.put_all([b"x"])
    files = [name for name in synced if ".new-" in name]
    assert len(files) == 1
    assert synced[-1] == str(blobs.local(digest).parent)
    assert synced.index(files[0]) < len(synced) - 1


def test_what_was_left_half_written_long_ago_is_swept(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    kept = blobs.put(b"x")
    old, new = (blobs.local(kept).parent / f".new-{name}" for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half")
    unfinished = tmp_path / ".new-all"
    unfinished.write_bytes(b"half")
    long_ago = time.time() - 3660
    for path in (old, unfinished):
        os.utime(path, (long_ago, long_ago))
    assert blobs.sweep(3600) == 2
    assert not unfinished.exists()
    assert not old.exists()
    assert new.exists()
    assert list(blobs) == [kept]


def test_a_url_of_no_known_kind_is_a_bad_request(tmp_path: Path) -> None:
    with pytest.raises(BadRequest):
        FsspecBlobs("nonsense://x", tmp_path)


@pytest.fixture(autouse=True)
def empty_memory() -> None:
    fsspec.filesystem("memory").store.clear()
