"""Handing files in: safe before the answer, whole or not at all, and never more than there is room for."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search_api.web import intake
from tests.test_search_api.archive import PROBLEM, Site, client_of
from vanthu.wiring import open_services


def opened(site: Site, home: Path) -> Iterator[Any]:
    """An empty archive that takes at most 1,000 bytes at once."""
    own = replace(site.settings, home=home)
    services = open_services(own)
    with client_of(services, own, most_bytes=1000) as client:
        yield services, client
    services.close()


@pytest.fixture
def empty(tmp_path: Path, site: Site) -> Iterator[Any]:
    """An archive of the test's own."""
    yield from opened(site, tmp_path / "home")


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[Any]:
    """An archive for tests after which it is still empty."""
    yield from opened(site, tmp_path_factory.mktemp("refusing"))


def test_the_same_file_handed_in_twice_is_one_receipt(empty: Any) -> None:
    services, client = empty
    answers = [client.post("/api/v1/uploads?name=hop/a.txt&batch=lo-1", content="chữ".encode()) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["path"] == "hop/a.txt"
    assert services.blobs.get(answers[0].json()["sha256"]) == "chữ".encode()
    assert client.get("/api/v1/batches/lo-1").json()["received"] == 1


def chunks(size: int) -> Any:
    yield from (b"x" * 100 for _ in range(size // 100))


FORM = b'--x\r\nContent-Disposition: form-data; name="tep"; filename="%s"\r\n\r\nx\r\n--x--\r\n'
FORM_TYPE = "multipart/form-data; boundary=x"


def form_in_pieces() -> Iterator[bytes]:
    """A form that does not tell its length."""
    begin, last, end = (FORM % b"a.bin").rpartition(b"x\r\n--x--")
    yield begin
    yield from chunks(1100)
    yield last + end


@pytest.mark.parametrize(
    "send",
    [
        lambda client: client.post("/api/v1/uploads?name=a.bin", content=b"x" * 1001),
        lambda client: client.post("/api/v1/uploads?name=a.bin", content=chunks(1100)),
        lambda client: client.post("/nap", files={"tep": ("a.bin", b"x" * 1001)}),
        lambda client: client.post("/nap", content=form_in_pieces(), headers={"Content-Type": FORM_TYPE}),
        lambda client: client.post("/api/v1/uploads?name=a.bin", content=b"", headers={"Content-Length": "9" * 30}),
    ],
)
def test_what_is_too_large_is_refused_and_nothing_is_kept(empty: Any, send: Any) -> None:
    services, client = empty
    answer = send(client)
    assert answer.status_code == 413
    assert "MB" in answer.text
    assert sum(services.store.totals().values()) == 0
    assert list(services.blobs) == []
    assert list((client.app.state.desk.settings.home / "incoming").glob("*")) == []


def test_a_full_disk_is_told_and_nothing_is_kept(empty: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    services, client = empty
    monkeypatch.setattr(intake, "ROOM_LEFT", 1 << 62)
    answer = client.post("/api/v1/uploads?name=a.txt", content=b"x")
    assert answer.status_code == 507
    assert answer.headers["content-type"] == PROBLEM
    assert client.post("/nap", files={"tep": ("a.txt", b"x")}).status_code == 507
    assert sum(services.store.totals().values()) == 0


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\hop\\a.pdf", "C:/hop/a.pdf"),
        ("/a.txt", "a.txt"),
        ("..", None),
        ("a\x1b.txt", None),
    ],
)
def test_a_name_is_a_label_and_never_a_way(empty: Any, name: str, label: str | None) -> None:
    _, client = empty
    answer = client.post("/api/v1/uploads", params={"name": name}, content=b"x")
    if label is None and name == "..":
        assert answer.status_code == 400
        return
    assert answer.status_code == 201
    kept = answer.json()["path"]
    assert kept == label if label else all(c.isprintable() for c in kept)


def test_the_form_takes_several_files_into_one_batch(empty: Any) -> None:
    services, client = empty
    files = [("tep", ("a.txt", b"mot")), ("tep", ("b.txt", b"hai"))]
    answer = client.post("/nap", files=files)
    assert answer.status_code == 303
    (batch,) = services.store.batches()
    assert answer.headers["location"] == f"/lo/{batch}"
    assert sum(services.store.totals(batch=batch).values()) == 2
    assert client.post("/nap", data={"x": "y"}).status_code == 400
    assert client.post("/nap", content=b"rubbish", headers={"Content-Type": "multipart/form-data"}).status_code == 400


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """No file of this process grows beyond `size` bytes, as on a disk that has come to its end."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.parametrize(
    "send",
    [
        lambda client: client.post("/api/v1/uploads?name=a.bin", content=b"x" * 900),
        lambda client: client.post("/nap", files={"tep": ("a.bin", b"x" * 700)}),
    ],
)
def test_a_disk_that_ends_in_the_middle_keeps_nothing(empty: Any, send: Any) -> None:
    services, client = empty
    with files_end_at(500):
        answer = send(client)
    assert answer.status_code == 507
    assert sum(services.store.totals().values()) == 0
    assert list(services.blobs) == []
    assert list((client.app.state.desk.settings.home / "incoming").glob("*")) == []


def test_who_leaves_in_the_middle_leaves_nothing_behind(empty: Any, caplog: pytest.LogCaptureFixture) -> None:
    services, client = empty
    said = [{"type": "http.request", "body": b"x" * 300, "more_body": True}, {"type": "http.disconnect"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return said.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/api/v1/uploads", "raw_path": b"/api/v1/uploads",
        "query_string": b"name=a.bin", "headers": [(b"host", b"127.0.0.1")], "root_path": "", "scheme": "http",
        "http_version": "1.1", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8470),
    }  # fmt: skip
    asyncio.run(client.app(scope, receive, send))
    assert said == []
    assert sent == []
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert sum(services.store.totals().values()) == 0
    assert list((client.app.state.desk.settings.home / "incoming").glob("*")) == []


def test_what_a_killed_process_left_is_swept_and_what_comes_in_now_is_not(empty: Any) -> None:
    _, client = empty
    folder = client.app.state.desk.settings.home / "incoming"
    folder.mkdir(parents=True)
    old, new = folder / "nhan-old", folder / "nhan-new"
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (time.time() - intake.STALE_S - 60,) * 2)
    assert client.post("/api/v1/uploads?name=a.txt", content=b"x").status_code == 201
    assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.parametrize("batch", ["..", ".a", "-a", "a b", "a/b", "a\n", "😀", "", "a" * 101])
def test_a_batch_has_a_name_that_fits_an_address(refusing: Any, batch: str) -> None:
    services, client = refusing
    answer = client.post("/api/v1/uploads", params={"name": "a.txt", "batch": batch}, content=b"x")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == PROBLEM
    assert sum(services.store.totals().values()) == 0


@pytest.mark.parametrize(
    ("options", "filename", "status"),
    [
        ("", "á.txt".encode(), 303),
        ("; charset=UTF-8", "á.txt".encode(), 303),
        ("; charset=undefined", b"a.txt", 400),
        ("; charset=unicode_escape", b"\\ud800.txt", 400),
        ("; charset=raw_unicode_escape", b"\\ud800.txt", 400),
        ("; charset=punycode", b"xn--\xff", 400),
        ("; charset=utf-16", b"\xff\xfe", 400),
        ("", b"..", 400),
        ("", b" ", 400),
        ("", b"\xff\xfe.txt", 303),
        ("", b"a\0b.txt", 303),
    ],
)
def test_a_form_is_read_as_utf_8_whatever_it_says_of_itself(
    empty: Any, options: str, filename: bytes, status: int
) -> None:
    services, client = empty
    kind = FORM_TYPE + options
    assert client.post("/nap", content=FORM % filename, headers={"Content-Type": kind}).status_code == status
    assert all(
        one.path.isprintable() for one in services.store.receipts(batch=next(iter(services.store.batches()), ""))
    )


@pytest.mark.parametrize(
    "body",
    [
        b"", b"--x", b"--x--", b"--x\r\n", b"rubbish", b"--x\r\n: \r\n\r\n", b"--y\r\n", (FORM % b"a")[:-6],
        b"--x\r\nfoo\r\n\r\nbar\r\n--x--", b"--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--\r\n",
        b"--x\r\n" + b"A" * 900 + b": b\r\n\r\n", b"--x\r\nContent-Disposition: \xff; name=\xff\r\n\r\nx\r\n--x--",
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the form's own half file
def test_a_broken_form_is_refused(refusing: Any, body: bytes) -> None:
    services, client = refusing
    answer = client.post("/nap", content=body, headers={"Content-Type": FORM_TYPE})
    assert answer.status_code == 400
    assert sum(services.store.totals().values()) == 0
