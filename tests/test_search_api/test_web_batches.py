"""Batches over the wire and on their page: passports, decisions, lists of papers, what is still to be sent."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.test_search_api.archive import PROBLEM, Site, client_of
from vanthu.records import Reader
from vanthu.store.seal import read_seal
from vanthu.wiring import open_services

API = "/api/v1/batches"


@pytest.fixture
def archive(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[Any]:
    """Three files of a batch that wait to be read."""
    own = replace(site.settings, home=tmp_path_factory.mktemp("batches"))
    services = open_services(own)
    with client_of(services, own) as client:
        for name in ("a.txt", "b.txt", "c.txt"):
            assert client.post(f"/api/v1/uploads?name={name}&batch=lo-1", content=name.encode()).status_code == 201
        yield services, client
    services.close()


def test_a_passport_comes_with_a_signature_that_stands(archive: Any) -> None:
    _, client = archive
    for path in (f"{API}/lo-1/manifest", "/lo/lo-1/ban-ke"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            text = packed.read("lo-1.manifest.json")
            seal = read_seal(packed.read("lo-1.manifest.json.sig").decode())
        assert seal.stands(hashlib.sha256(text).hexdigest())
        whole = json.loads(text)
        assert (whole["received"], whole["key"]) == (3, seal.key)
        assert {file["sha256"] for file in whole["files"]} == {
            hashlib.sha256(name).hexdigest() for name in (b"a.txt", b"b.txt", b"c.txt")
        }
    assert list((client.app.state.desk.settings.home / "incoming").glob("nhan-*")) == []


def test_a_client_learns_what_it_still_has_to_send(archive: Any) -> None:
    _, client = archive
    known, new = hashlib.sha256(b"a.txt").hexdigest(), "f" * 64

    def missing(**body: Any) -> Any:
        return client.post(f"{API}/missing", json=body)

    assert missing(digests=[new, known]).json() == [new]
    assert missing(digests=[known], batch="other").json() == [known]
    assert missing(digests=["x" * 65]).status_code == 400
    assert missing(digests=[new] * 10_001).status_code == 400
    client.app.state.desk = replace(client.app.state.desk, reader=Reader("somebody else"))
    assert missing(digests=[known]).json() == [known]  # what others handed in is not told


def test_decisions_over_the_wire(archive: Any) -> None:
    services, client = archive

    def decided(action: str) -> Any:
        answer = client.post(f"{API}/lo-1/{action}")
        assert answer.status_code == 200, answer.text
        return answer.json()["count"], client.get(f"{API}/lo-1").json()["decided"]

    assert decided("pause") == (0, "paused")
    assert services.store.claim("me", seconds=60) is None
    assert {stage["eta_s"] for stage in client.get(f"{API}/lo-1/stages").json()} == {None}
    assert decided("resume") == (0, "open")
    assert decided("cancel") == (3, "cancelled")
    assert decided("retry") == (3, "open")
    assert decided("extract") == (0, "open")
    assert client.get(f"{API}/lo-1/stages").json()[0]["waiting"] == 3


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("post", "none/pause", 404),
        ("post", "lo-1/explode", 400),
        ("get", "none/manifest", 404),
        ("get", "none/stages", 404),
        ("get", "lo-1/catalogue", 404),
        ("put", "none/catalogue?name=x.csv", 404),
        ("put", "lo-1/catalogue?name=x.csv", 400),
        ("get", "?after=none", 404),
    ],
)
def test_what_is_not_there_and_what_means_nothing(archive: Any, method: str, path: str, status: int) -> None:
    _, client = archive
    more = {"content": b"rubbish"} if method == "put" else {}
    answer = getattr(client, method)(f"{API}/{path}".replace("/?", "?"), **more)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)


def test_a_list_of_papers_is_met_with_the_files(archive: Any) -> None:
    services, client = archive
    rows = "Tên tệp,Số ký hiệu\na.txt,1/QĐ\nmissing.txt,2/QĐ\n".encode()
    told = client.put(f"{API}/lo-1/catalogue?name=danh-muc.csv", content=rows).json()
    assert (told["rows"], told["matched"], told["unmatched"]) == (2, 1, ["dòng 2: missing.txt"])
    assert client.get(f"{API}/lo-1/catalogue").json()["unlisted"] == ["b.txt", "c.txt"]
    page = client.get("/lo/lo-1").text
    assert "dòng 2: missing.txt" in page
    assert "b.txt; c.txt" in page
    form = {"tep": ("other.csv", "Tên tệp,Trích yếu\nb.txt,<b>x</b>\n".encode())}
    assert client.post("/lo/lo-1/danh-muc", files=form).status_code == 303
    (listed,) = services.store.listed([row.id for row in services.store.receipts()]).values()
    assert listed.values == {"file": "b.txt", "title": "<b>x</b>"}
    assert client.post("/lo/lo-1/danh-muc", files={"tep": ("x.csv", b"a,b\n1,2\n")}).status_code == 400


def test_the_page_has_the_buttons_that_mean_something(archive: Any) -> None:
    _, client = archive

    def buttons() -> set[str]:
        page = client.get("/lo/lo-1").text
        return {name for name in ("pause", "resume", "cancel", "retry", "extract") if f'value="{name}"' in page}

    def press(name: str) -> None:
        answer = client.post("/lo/lo-1/viec", data={"viec": name})
        assert (answer.status_code, answer.headers["location"]) == (303, "/lo/lo-1")

    assert buttons() == {"pause", "cancel", "extract"}
    press("pause")
    assert buttons() == {"resume", "cancel", "extract"}
    press("cancel")
    assert buttons() == {"retry", "extract"}
    assert "Lô đã bị huỷ" in client.get("/lo/lo-1").text
    assert client.post("/lo/lo-1/viec", data={"viec": "explode"}).status_code == 400
    assert client.post("/lo/none/viec", data={"viec": "pause"}).status_code == 404
    foreign = {"Origin": "http://elsewhere.example"}
    assert client.post("/lo/lo-1/viec", data={"viec": "retry"}, headers=foreign).status_code == 403


def test_batches_are_listed_a_page_at_a_time(archive: Any) -> None:
    _, client = archive
    for n in range(22):
        assert client.post(f"/api/v1/uploads?name=x&batch=b-{n:02}", content=str(n).encode()).status_code == 201
    first = [row["id"] for row in client.get(API).json()]
    assert first == [f"b-{n:02}" for n in range(21, 1, -1)]
    assert [row["id"] for row in client.get(f"{API}?after={first[-1]}").json()] == ["b-01", "b-00", "lo-1"]
    assert f"sau={first[-1]}" in client.get("/nap").text
    assert "/lo/lo-1" in client.get(f"/nap?sau={first[-1]}").text
