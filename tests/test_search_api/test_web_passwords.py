"""A password that comes with an upload opens the file, and stays out of everything that is kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.test_search_api.archive import carried, client_of
from vanthu.keys import Keys
from vanthu.settings import Settings
from vanthu.wiring import open_services

PASSWORD = "mat khau&1"
ADDRESS = "/api/v1/uploads?name=a.pdf&batch=lo-1"
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


def test_a_password_that_cannot_be_used_is_refused_before_anything_is_received(empty: Any, locked: bytes) -> None:
    services, _, settings = empty
    with client_of(replace(services, keys=Keys(usable=False)), settings) as client:
        assert client.post(ADDRESS, content=locked, headers=GIVEN).status_code in (400, 422)
    assert services.store.totals() == {}


def test_a_header_that_is_no_utf_8_is_refused(empty: Any) -> None:
    _, client, _ = empty
    assert client.post(ADDRESS, content=b"x", headers={"Vanthu-Password": "%ff"}).status_code in (400, 422)
