"""Whatever is handed in gets a receipt; its bytes are safe before the receipt is recorded."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import pytest

from ingest.receive import receive
from vanthu.errors import DiskFull
from vanthu.records import Receipt, State


class Blobs:
    """Keeps digests; breaks when it is told to."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.puts = 0
        self.full = False

    def put(self, source: Path | bytes) -> str:
        if self.full:
            raise DiskFull("full")
        self.puts += 1
        content = source if isinstance(source, bytes) else source.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        self.kept[digest] = content
        return digest

    def get(self, digest: str) -> bytes:
        return self.kept[digest]

    def open(self, digest: str) -> IO[bytes]:
        raise NotImplementedError

    def local(self, digest: str) -> Path:
        raise NotImplementedError

    def __contains__(self, digest: str) -> bool:
        return digest in self.kept

    def __iter__(self) -> Iterator[str]:
        return iter(self.kept)


class Book:
    """Keeps receipts; a receipt without its bytes is refused."""

    def __init__(self, blobs: Blobs) -> None:
        self.blobs = blobs
        self.rows: dict[str, Receipt] = {}
        self.sizes: list[int] = []

    def add_receipts(self, receipts: Sequence[Receipt]) -> list[Receipt]:
        self.sizes.append(len(receipts))
        for receipt in receipts:
            assert not receipt.sha256 or receipt.sha256 in self.blobs.kept
            self.rows.setdefault(receipt.id, receipt)
        return [self.rows[receipt.id] for receipt in receipts]


class Noon:
    def now(self) -> datetime:
        return datetime(2025, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def book() -> Book:
    return Book(Blobs())


def take(book: Book, *paths: Path) -> list[Receipt]:
    received: Any = receive(paths, book.blobs, book, batch="b", by="Nguyễn Văn A", clock=Noon())  # type: ignore[arg-type]
    return list(received)


def test_files_and_folders_in_order_under_the_name_that_was_given(book: Book, tmp_path: Path) -> None:
    folder = tmp_path / "Công văn"
    (folder / "2025").mkdir(parents=True)
    (folder / "b.txt").write_text("2")
    (folder / "a.txt").write_text("1")
    (folder / "2025" / "c.txt").write_text("3")
    (tmp_path / "lẻ.txt").write_text("4")
    found = take(book, folder, tmp_path / "lẻ.txt")
    assert [receipt.path for receipt in found] == ["Công văn/2025/c.txt", "Công văn/a.txt", "Công văn/b.txt", "lẻ.txt"]
    assert [receipt.sha256 for receipt in found] == [
        hashlib.sha256(text).hexdigest() for text in (b"3", b"1", b"2", b"4")
    ]
    assert {(receipt.state, receipt.size, receipt.received_by) for receipt in found} == {
        (State.RECEIVED, 1, "Nguyễn Văn A")
    }


def test_a_second_time_changes_nothing(book: Book, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1")
    first = take(book, tmp_path)
    puts = book.blobs.puts
    assert take(book, tmp_path) == first
    assert (book.blobs.puts, len(book.rows)) == (puts, 1)


def test_what_is_no_file_or_cannot_be_opened_has_a_receipt_too(book: Book, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    os.mkfifo(folder / "fifo")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "socket"))
    (tmp_path / "secret").write_text("x")
    (folder / "link-out").symlink_to(tmp_path / "secret")
    (folder / "link-dead").symlink_to("nowhere")
    (folder / "link-round").symlink_to("link-round")
    (folder / "link-up").symlink_to(tmp_path)
    (folder / "link-in").symlink_to("ok")
    (folder / "ok").write_text("x")
    found = {receipt.path: receipt for receipt in take(book, folder)}
    listener.close()
    taken = {path.removeprefix("in/") for path, receipt in found.items() if receipt.state is State.RECEIVED}
    assert taken == {"ok", "link-in"}
    assert len(found) == 8
    assert all(receipt.reason and receipt.next for receipt in found.values() if receipt.state is not State.RECEIVED)


def test_a_file_that_fails_while_it_is_read_has_a_receipt(book: Book, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("2")
    real = os.open

    def broken(path: Any, *arguments: Any, **more: Any) -> int:
        if str(path).endswith("/a"):
            raise PermissionError(13, "no")
        return real(path, *arguments, **more)

    monkeypatch.setattr(os, "open", broken)
    found = take(book, tmp_path)
    assert [(receipt.state, receipt.detail) for receipt in found] == [
        (State.FAILED_FINAL, "unreadable"),
        (State.RECEIVED, ""),
    ]
    assert "quyền" in found[0].reason


def test_a_missing_path_has_a_receipt(book: Book, tmp_path: Path) -> None:
    [receipt] = take(book, tmp_path / "không có.pdf")
    assert (receipt.path, receipt.state) == ("không có.pdf", State.FAILED_FINAL)


def test_names_that_are_no_text_are_shown_and_stay_different(book: Book, tmp_path: Path) -> None:
    for name in (b"a\xff", b"a\xfe", b"a\n"):
        (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    found = take(book, tmp_path)
    assert [receipt.path.split("/")[1] for receipt in found] == ["a\\u000a", "a\\xfe", "a\\xff"]
    assert len({receipt.id for receipt in found}) == 3


def test_nothing_is_recorded_when_the_disk_is_full(book: Book, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    book.blobs.full = True
    with pytest.raises(DiskFull):
        take(book, tmp_path)
    assert book.rows == {}


def test_many_files_are_recorded_a_few_at_a_time(book: Book, tmp_path: Path) -> None:
    for n in range(100):
        (tmp_path / f"{n:03}").write_text(str(n))
    assert len(take(book, tmp_path)) == 100
    assert max(book.sizes) <= 32
