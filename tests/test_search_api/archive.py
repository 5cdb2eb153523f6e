"""A small archive on the embedded adapters, carried through the real steps once, and the web over it."""

from __future__ import annotations

import contextlib
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from search_api.web.app import build
from vanthu.ports import Services
from vanthu.records import Permission
from vanthu.settings import Settings
from workers.carry import Carrier

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # starlette would rather have another HTTP client
    from starlette.testclient import TestClient

SAMPLES = Path(__file__).parents[2] / "samples" / "files"
PAPERS = ("03-nghi-quyet-chinh-phu.pdf", "17-nghi-quyet-hdnd.pdf", "13-quyet-dinh-tcvn3.txt")
PROBLEM = "application/problem+json"
EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>"
EVIL_PAPER = f"""UBND TỈNH {EVIL}
Số: 7{EVIL}/QĐ-UBND

QUYẾT ĐỊNH
Về việc {EVIL} dữ liệu

Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị {EVIL};
Điều 1. Giao Bộ Công an {EVIL} chủ trì, phối hợp với Bộ Tài chính xây dựng "{EVIL}" trước ngày 30/6/2025.
Điều 2. Bố trí 12{EVIL} cơ sở dữ liệu.
"""


@dataclass(frozen=True)
class Site:
    """The archive and its web; `ids`: file name → document."""

    services: Services
    settings: Settings
    client: TestClient
    ids: dict[str, str]

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        """The JSON of an answer of this status."""
        answer = self.client.get(f"/api/v1{path}", params=query or None)
        assert answer.status_code == status, answer.text
        return answer.json()

    def page(self, path: str, status: int = 200, **query: Any) -> str:
        """The text of a page of this status."""
        answer = self.client.get(path, params=query or None)
        assert answer.status_code == status, answer.text
        return answer.text


def carried(services: Services) -> None:
    """Everything that waits is done, indexed too."""
    carrier = Carrier(services, "test", stop=threading.Event())
    while carrier.once():
        pass


def client_of(services: Services, settings: Settings, **options: Any) -> TestClient:
    """The web as a browser on this machine asks it."""
    return TestClient(build(services, settings, **options), base_url="http://127.0.0.1:8470", follow_redirects=False)


@contextlib.contextmanager
def blind_client(services: Services, settings: Settings) -> Iterator[TestClient]:
    """The archive as somebody sees it who may see nothing."""

    class Shut:
        def __getattr__(self, name: str) -> Any:
            return getattr(services.store, name)

        def permission(self, reader: object) -> Permission:
            return Permission()

    with client_of(replace(services, store=Shut()), settings) as client:  # type: ignore[arg-type]
        yield client
