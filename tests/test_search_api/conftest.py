"""A small archive on the embedded adapters, carried through the real steps once, and the web over it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.receive import receive
from tests.test_search_api.archive import (
    EVIL_PAPER,
    PAPERS,
    SAMPLES,
    Site,
    TestClient,
    blind_client,
    carried,
    client_of,
)
from vanthu.records import Permission
from vanthu.settings import Settings
from vanthu.wiring import open_services


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Three samples and a paper that would like to be markup."""
    folder = tmp_path_factory.mktemp("papers")
    evil = folder / "<b onclick=alert(3)>&.txt"
    evil.write_text(EVIL_PAPER, encoding="utf-8")
    settings = Settings(tmp_path_factory.mktemp("home"))
    services = open_services(settings)
    paths = [*(SAMPLES / name for name in PAPERS), evil]
    kept = list(receive(paths, services.blobs, services.store, batch="lo-thu", by="local", clock=services.clock))
    carried(services)
    documents = services.store.documents(Permission(everything=True))
    assert len(documents) == len(kept)
    ids = {document.name: document.id for document in documents}
    with client_of(services, settings) as client:
        yield Site(services, settings, client, ids)
    services.close()


@pytest.fixture
def blind(site: Site) -> Iterator[TestClient]:
    """The same archive as somebody sees it who may see nothing."""
    with blind_client(site.services, site.settings) as client:
        yield client
