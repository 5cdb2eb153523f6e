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

from ingest import receive as receiving
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

    def put_all(self, sources: Sequence[Path | bytes]) -> list[str]:
        return [self.put(source) for source in sources]

    def sweep(self, age_s: float) -> int:
        raise NotImplementedError

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

    def missing(self, digests: Sequence[str]) -> list[str]:
        return [digest for digest in digests if digest not in {row.sha256 for row in self.rows.values()}]


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
    for n in range(300):
        (tmp_path / f"{n:03}").write_text(str(n))
    assert len(take(book, tmp_path)) == 300
    assert max(book.sizes) <= 128


def test_large_files_are_recorded_soon(book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "_TOGETHER_BYTES", 10)
    for n in range(4):
        (tmp_path / f"{n}").write_text(f"{n}" * 10)
    take(book, tmp_path)
    assert book.sizes == [1, 1, 1, 1]


def test_the_same_bytes_are_kept_once(book: Book, tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}").write_text("the same")
    assert len(take(book, tmp_path)) == 3
    assert book.blobs.puts == 1


def test_what_was_kept_but_not_recorded_before_an_end_is_kept_again(book: Book, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    book.blobs.put(b"1")
    take(book, tmp_path)
    assert book.blobs.puts == 2  # nobody said that it was safe


def test_a_file_that_changes_meanwhile_is_recorded_as_it_was_kept(book: Book, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("first")
    (tmp_path / "b").write_text("other")
    keep = book.blobs.put_all

    def changing(sources: Sequence[Path | bytes]) -> list[str]:
        (tmp_path / "a").write_text("second")
        return keep(sources)

    book.blobs.put_all = changing  # type: ignore[method-assign]
    found = {receipt.path.rpartition("/")[2]: receipt for receipt in take(book, tmp_path)}
    assert found["a"].sha256 == hashlib.sha256(b"second").hexdigest()
    assert found["b"].sha256 == hashlib.sha256(b"other").hexdigest()


def test_a_file_that_goes_away_meanwhile_takes_no_other_with_it(book: Book, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_text(name)
    keep = book.blobs.put_all

    def vanishing(sources: Sequence[Path | bytes]) -> list[str]:
        (tmp_path / "a").unlink(missing_ok=True)
        return keep(sources)

    book.blobs.put_all = vanishing  # type: ignore[method-assign]
    assert [receipt.state for receipt in take(book, tmp_path)] == [State.FAILED_FINAL, State.RECEIVED]
