"""Handing files in piece by piece: what is acknowledged is safe, the rest is sent again, others have no part in it."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search_api.web import spool as spools
from search_api.web.api import resumable
from search_api.web.gate import Gate
from tests.test_search_api.archive import PROBLEM, Site, client_of
from vanthu.records import Reader
from vanthu.wiring import open_services

CONTENT = bytes(range(256)) * 3
HERE = "/api/v1/uploads/resumable"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[Any]:
    own = replace(site.settings, home=tmp_path_factory.mktemp("resumable"))
    services = open_services(own)
    yield own, services
    services.close()


@pytest.fixture
def client(archive: Any) -> Iterator[Any]:
    """A web that takes files of at most 1,000 bytes, as after a start."""
    settings, services = archive
    with client_of(services, settings, most_bytes=1000) as opened:
        yield opened


def metadata(**values: str) -> str:
    return ", ".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


def announce(client: Any, length: int = len(CONTENT), status: int = 201, **said: str) -> Any:
    said.setdefault("name", "hop/a.bin")
    headers = {"Upload-Length": str(length), "Upload-Metadata": metadata(**said), "Tus-Resumable": "1.0.0"}
    answer = client.post(HERE, headers=headers)
    assert answer.status_code == status, answer.text
    return answer


def send(client: Any, place: str, offset: int, data: bytes, status: int = 204) -> Any:
    headers = {"Upload-Offset": str(offset), "Content-Type": resumable.PIECE, "Tus-Resumable": "1.0.0"}
    answer = client.patch(place, content=data, headers=headers)
    assert answer.status_code == status, answer.text
    if status >= 400:
        assert answer.headers["content-type"] == PROBLEM
    return answer


def ask(client: Any, place: str, status: int = 200) -> Any:
    answer = client.head(place)
    assert answer.status_code == status
    return answer.headers


def test_a_file_comes_in_pieces_and_ends_as_a_receipt(archive: Any, client: Any) -> None:
    _, services = archive
    answer = announce(client, batch="lo-1", sha256=hashlib.sha256(CONTENT).hexdigest())
    place = answer.headers["location"]
    assert answer.headers["vanthu-batch"] == "lo-1"
    assert send(client, place, 0, CONTENT[:300]).headers["upload-offset"] == "300"
    assert (ask(client, place)["upload-offset"], ask(client, place)["upload-length"]) == ("300", "768")
    last = send(client, place, 300, CONTENT[300:])
    receipt = services.store.receipt(last.headers["vanthu-receipt"])
    assert (receipt.path, receipt.batch, receipt.size) == ("hop/a.bin", "lo-1", 768)
    assert services.blobs.get(receipt.sha256) == CONTENT
    # The client missed the answer: it asks, or sends an empty piece, and is told the same.
    assert ask(client, place)["vanthu-receipt"] == receipt.id
    assert send(client, place, 768, b"").headers["vanthu-receipt"] == receipt.id
    assert [path.suffix for path in resumable.spool_of(client.app.state.desk)._folder.iterdir()] == [".json"]


def test_it_goes_on_after_the_server_was_started_again(archive: Any, client: Any) -> None:
    settings, services = archive
    place = announce(client, name="restart.bin").headers["location"]
    send(client, place, 0, CONTENT[:100])
    with client_of(services, settings, most_bytes=1000) as after:
        assert ask(after, place)["upload-offset"] == "100"
        assert "vanthu-receipt" in send(after, place, 100, CONTENT[100:]).headers


def test_a_file_that_was_whole_when_the_server_ended_is_taken_in_when_asked_for(client: Any) -> None:
    place = announce(client, name="whole.bin").headers["location"]
    part = resumable.spool_of(client.app.state.desk)._folder / f"{place.rpartition('/')[2]}.part"
    part.write_bytes(CONTENT)
    assert "vanthu-receipt" in ask(client, place)


@pytest.mark.parametrize("offset", [0, 99, 101, 700])
def test_a_piece_that_does_not_begin_at_the_offset_changes_nothing(client: Any, offset: int) -> None:
    place = announce(client, name="offset.bin").headers["location"]
    send(client, place, 0, CONTENT[:100])
    assert send(client, place, offset, b"x", 409).json()["current"] == "100"
    assert ask(client, place)["upload-offset"] == "100"


def test_two_at_one_upload_do_not_mix(client: Any) -> None:
    place = announce(client, name="two.bin").headers["location"]
    folder = resumable.spool_of(client.app.state.desk)._folder
    with (folder / f"{place.rpartition('/')[2]}.part").open("r+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert send(client, place, 0, b"x", 423).headers["retry-after"]
    send(client, place, 0, b"x")


def test_what_is_longer_than_announced_or_allowed_is_refused(client: Any) -> None:
    announce(client, length=1001, status=413)
    place = announce(client, length=10, name="longer.bin").headers["location"]
    send(client, place, 0, b"x" * 11, 413)
    assert int(ask(client, place)["upload-offset"]) <= 10


def test_bytes_that_are_not_those_announced_are_refused_and_forgotten(archive: Any, client: Any) -> None:
    _, services = archive
    before = services.store.totals()
    place = announce(client, name="other.bin", sha256="ab" * 32).headers["location"]
    send(client, place, 0, CONTENT, 422)
    ask(client, place, 404)
    assert services.store.totals() == before


def test_what_was_handed_in_before_is_not_sent_again(archive: Any, client: Any) -> None:
    _, services = archive
    content = b"known before"
    digest = hashlib.sha256(content).hexdigest()
    send(client, announce(client, len(content), name="known.bin").headers["location"], 0, content)
    answer = announce(client, len(content), name="again.bin", sha256=digest)
    assert answer.headers["upload-offset"] == str(len(content))
    assert services.store.receipt(answer.headers["vanthu-receipt"]).path == "again.bin"


def test_an_empty_file_is_whole_when_it_is_announced(client: Any) -> None:
    assert "vanthu-receipt" in announce(client, 0, name="empty.txt").headers


def test_an_upload_is_its_readers_alone(archive: Any, client: Any) -> None:
    settings, services = archive
    place = announce(client, name="mine.bin").headers["location"]
    with client_of(services, settings) as other:
        other.app.state.desk = replace(other.app.state.desk, reader=Reader("somebody else"))
        ask(other, place, 404)
        send(other, place, 0, b"x", 404)
        assert other.delete(place).status_code == 404
        known = announce(other, len(CONTENT), name="x", sha256=hashlib.sha256(CONTENT).hexdigest())
        assert known.headers["upload-offset"] == "0"  # what others handed in is not told
    assert client.delete(place).status_code == 204
    ask(client, place, 404)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "x"}, 400),
        ({}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": "name ???"}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": ""}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": metadata(name="..")}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": metadata(name="a", batch="../x")}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": metadata(name="a", sha256="xyz")}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": metadata(name="a\0b")}, 400),
    ],
)
def test_an_announcement_that_means_nothing_is_refused(client: Any, headers: dict[str, str], status: int) -> None:
    answer = client.post(HERE, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)


@pytest.mark.parametrize("ident", ["x", "..%2f..%2fkeys", "0" * 32, "a" * 100])
def test_an_id_of_nothing_is_absent(client: Any, ident: str) -> None:
    assert client.head(f"{HERE}/{ident}").status_code == 404


def test_a_piece_of_another_kind_is_refused(client: Any) -> None:
    place = announce(client, name="kind.bin").headers["location"]
    assert client.patch(place, content=b"x", headers={"Upload-Offset": "0"}).status_code == 415


def test_what_it_can_do_is_told(client: Any) -> None:
    headers = client.options(HERE).headers
    assert (headers["tus-version"], headers["tus-extension"], headers["tus-max-size"]) == (
        "1.0.0",
        "creation,termination",
        "1000",
    )


@pytest.mark.parametrize(
    "send_one",
    [
        lambda client: client.post("/api/v1/uploads?name=a.txt", content=b"x"),
        lambda client: client.post("/nap", files={"tep": ("a.txt", b"x")}),
        lambda client: send(client, announce(client, name="gate.bin").headers["location"], 0, b"x", 429),
    ],
)
def test_so_many_at_once_and_no_more(client: Any, send_one: Any) -> None:
    client.app.state.desk = replace(client.app.state.desk, gate=Gate(1))
    with client.app.state.desk.gate.entered():
        answer = send_one(client)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert client.post("/api/v1/uploads?name=a.txt", content=b"x").status_code == 201


def test_uploads_begun_and_not_ended_are_limited_in_number_and_by_the_room_there_is(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spools, "MOST_OPEN", 0)
    announce(client, status=429)
    monkeypatch.undo()
    monkeypatch.setattr(resumable, "ROOM_LEFT", 1 << 62)
    announce(client, status=507)


def test_what_nobody_goes_on_with_is_given_up(client: Any) -> None:
    old, new = (announce(client, name=f"{name}.bin").headers["location"] for name in ("old", "new"))
    spool = resumable.spool_of(client.app.state.desk)
    for suffix in (".part", ".json"):
        os.utime(spool._folder / (old.rpartition("/")[2] + suffix), (1, 1))
    announce(client, name="sweeps.bin")
    ask(client, old, 404)
    ask(client, new)


def test_the_bytes_are_synced_before_they_are_acknowledged(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    place = announce(client, name="sync.bin").headers["location"]
    synced: list[str] = []
    sync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(os.readlink(f"/proc/self/fd/{fd}")), sync(fd))[1])
    send(client, place, 0, b"x")
    assert synced[0].endswith(".part")
    assert Path(synced[0]).stem == place.rpartition("/")[2]
