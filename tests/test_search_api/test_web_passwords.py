"""A password that comes with an upload opens the file, and stays out of everything that is kept."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ingest.limits import Limits
from search_api.web.protected import unlock
from tests.test_search_api.archive import carried, client_of
from vanthu.keys import Keys
from vanthu.records import Outcome, State
from vanthu.settings import Settings
from vanthu.wiring import open_services
from workers.steps import read

PASSWORD = "mat khau&1"
ADDRESS = "/api/v1/uploads?name=a.pdf&batch=lo-1"
TUS_NAME = {"Upload-Metadata": f"name {base64.b64encode(b'a.pdf').decode()}"}
GIVEN = {"Vanthu-Password": quote(PASSWORD)}


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Any]:
    """An archive of the test's own."""
    settings = Settings(tmp_path / "home")
    services = open_services(settings)
    with client_of(services, settings) as client:
        yield services, client, settings
    services.close()


@pytest.fixture(scope="module")
def locked() -> bytes:
    body = io.BytesIO()
    canvas = Canvas(body, encrypt=StandardEncryption(PASSWORD, strength=128))
    canvas.drawString(72, 720, "Giao So Noi vu chu tri bao cao. MAU")
    canvas.save()
    return body.getvalue()


@pytest.mark.slow  # loads the language model
def test_a_file_that_wanted_a_password_is_read_anew_when_it_comes_again_with_one(empty: Any, locked: bytes) -> None:
    services, client, settings = empty
    first = client.post(ADDRESS, content=locked).json()
    carried(services)
    assert services.store.receipt(first["id"]).state == "needs_password"
    again = client.post(ADDRESS, content=locked, headers=GIVEN).json()
    assert (again["id"], again["state"]) == (first["id"], "queued")
    carried(services)
    receipt = services.store.receipt(first["id"])
    assert (receipt.state, receipt.pages) == ("done", 1)
    picture = client.get(f"/api/v1/documents/{receipt.document}/pages/1/picture?width=1240")
    assert picture.status_code == 200
    assert services.blobs.get(receipt.sha256) == locked
    kept = [path.read_bytes() for path in settings.home.rglob("*") if path.is_file()]
    assert not any(PASSWORD.encode() in content or quote(PASSWORD).encode() in content for content in kept)


def tus(client: Any, content: bytes, headers: dict[str, str], **said: str) -> Any:
    """A file handed in in two pieces, with these headers added to each request; the answer to the last."""
    told = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
    first = {"Upload-Length": str(len(content)), "Upload-Metadata": told, **headers}
    answer = client.post("/api/v1/uploads/resumable", headers=first)
    place, offset = answer.headers["location"], int(answer.headers["upload-offset"])
    for end in (100, len(content)):
        if "vanthu-receipt" not in answer.headers:
            more = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream", **headers}
            answer = client.patch(place, content=content[offset:end], headers=more)
            offset = end
    assert answer.status_code in (201, 204), answer.text
    return answer


def by_tus(services: Any, client: Any, locked: bytes) -> None:
    tus(client, locked, GIVEN, name="a.pdf", batch="lo-2")


def by_tus_with_a_digest_that_is_known(services: Any, client: Any, locked: bytes) -> None:
    tus(client, locked, GIVEN, name="a.pdf", batch="lo-2", sha256=hashlib.sha256(locked).hexdigest())


def by_form(services: Any, client: Any, locked: bytes) -> None:
    files = {"tep": ("a.pdf", locked)}
    assert client.post("/nap", data={"mat-khau": PASSWORD}, files=files).status_code == 303


def on_the_page_of_the_batch(services: Any, client: Any, locked: bytes) -> None:
    page = client.get("/lo/lo-1").text
    assert 'type="password"' in page
    assert client.post("/lo/lo-1/mat-khau", data={"mat-khau": "another"}).status_code == 303
    assert client.post("/lo/lo-1/mat-khau", data={"mat-khau": PASSWORD}).headers["location"] == "/lo/lo-1#mat-khau"


def by_program(services: Any, client: Any, locked: bytes) -> None:
    told = client.post("/api/v1/batches/lo-1/password", headers=GIVEN).json()
    assert told == {"batch": "lo-1", "action": "password", "count": 1}


@pytest.mark.parametrize(
    "way", [by_tus, by_tus_with_a_digest_that_is_known, by_form, on_the_page_of_the_batch, by_program]
)
def test_every_way_of_giving_a_password_has_the_waiting_file_read_with_it(
    empty: Any, locked: bytes, way: Callable[[Any, Any, bytes], None]
) -> None:
    services, client, settings = empty
    first = client.post(ADDRESS, content=locked).json()["id"]
    carried_to(services, "needs_password")
    way(services, client, locked)
    assert services.store.receipt(first).state == "queued"
    assert PASSWORD in services.keys.of("lo-1")
    kept = [path.read_bytes() for path in settings.home.rglob("*") if path.is_file()]
    assert not any(PASSWORD.encode() in content or quote(PASSWORD).encode() in content for content in kept)


def carried_to(services: Any, state: str) -> None:
    """The one reading that waits, without what follows."""
    lease = services.store.claim("test", seconds=60)
    read(services, lease, Limits())
    assert services.store.receipt(lease.job.subject).state == state


def test_what_is_no_password_or_no_batch_is_refused(empty: Any) -> None:
    services, client, _ = empty
    client.post("/api/v1/uploads?name=a.txt&batch=lo-1", content=b"x")
    before = services.store.totals()
    for path, body in (
        ("/lo/lo-1/mat-khau", {"data": {"mat-khau": ""}}),
        ("/lo/lo-1/mat-khau", {"data": {"mat-khau": "x" * 201}}),
        ("/lo/none/mat-khau", {"data": {"mat-khau": "x"}}),
        ("/api/v1/batches/lo-1/password", {}),
        ("/api/v1/batches/none/password", {"headers": GIVEN}),
        ("/nap", {"data": {"mat-khau": "x" * 5000}, "files": {"tep": ("a", b"x")}}),
    ):
        assert client.post(path, **body).status_code in (400, 404, 422), (path, body)
        assert services.store.totals() == before, (path, body)


def test_a_file_inside_an_archive_that_wants_a_password_is_reason_enough_to_read_the_archive_again(empty: Any) -> None:
    services, client, _ = empty
    client.post("/api/v1/uploads?name=a.zip&batch=lo-1", content=b"x")
    client.post("/api/v1/uploads?name=b.zip&batch=lo-1", content=b"y")
    for detail in ("needs_password", ""):
        lease = services.store.claim("test", seconds=60)
        services.store.finish_read(
            lease, Outcome("application/zip", State.PARTIAL, detail=detail, reason="x", next="x")
        )
    assert 'type="password"' in client.get("/lo/lo-1").text
    assert unlock(services, "lo-1", PASSWORD) == 1
    assert 'type="password"' not in client.get("/lo/lo-1").text


def test_a_password_that_is_given_again_is_told_to_the_workers_once() -> None:
    keys, told = Keys(), []
    keys.tell(told.append)
    for password in ("a", "b", "a", "b"):
        keys.give("lo-1", [password])
    assert len(told) == 2


def test_a_password_that_cannot_be_used_is_refused_before_anything_is_received(empty: Any, locked: bytes) -> None:
    services, _, settings = empty
    with client_of(replace(services, keys=Keys(usable=False)), settings) as client:
        assert client.post(ADDRESS, content=locked, headers=GIVEN).status_code in (400, 422)
        announced = client.post("/api/v1/uploads/resumable", headers={"Upload-Length": "9", **TUS_NAME, **GIVEN})
        assert announced.status_code in (400, 422)
        form = {"data": {"mat-khau": PASSWORD}, "files": {"tep": ("a.pdf", locked)}}
        assert client.post("/nap", **form).status_code in (400, 422)
        assert 'type="password"' not in client.get("/nap").text
    assert services.store.totals() == {}


def test_a_header_that_is_no_utf_8_is_refused(empty: Any) -> None:
    _, client, _ = empty
    assert client.post(ADDRESS, content=b"x", headers={"Vanthu-Password": "%ff"}).status_code in (400, 422)
