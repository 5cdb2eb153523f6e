"""Handing files in from a real browser to a real server that is ended and started again in the middle."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from search_api.web.protected import HEADER
from tests.system.serving import VANTHU, free_port
from vanthu.settings import Settings
from vanthu.wiring import open_services

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PIECE = 4 << 20
PATIENCE_MS = 120_000


class Server:
    """`vanthu serve` on a port of its own, without workers."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self.home = home
        self.start()

    def start(self) -> None:
        environment = {**os.environ, **Settings(self.home, workers=0).as_environment()}
        command = [*VANTHU, "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        due = time.monotonic() + 60
        while time.monotonic() < due:
            with socket.socket() as sock:
                if sock.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        pytest.fail("the server does not answer")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    served = Server(tmp_path / "home")
    yield served
    served.kill()


@pytest.fixture
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{server.port}")
    yield context.new_page()
    context.close()


def test_a_large_file_and_small_ones_arrive_though_the_server_is_killed_in_the_middle(
    server: Server, page: Page, tmp_path: Path
) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(os.urandom(5 * PIECE + 1000))
    small = [tmp_path / f"small-{n}.txt" for n in range(5)]
    for path in small:
        path.write_text(path.name)
    sent: list[int] = []
    page.on("request", lambda request: sent.append(int(request.headers.get("upload-offset", "-1"))))
    page.goto("/nap")
    pieces = 0

    def slowed(route: object) -> None:
        nonlocal pieces
        if route.request.method == "PATCH":  # type: ignore[attr-defined]
            pieces += 1
            if pieces == 3:  # two are acknowledged
                server.kill()
                server.start()
        route.continue_()  # type: ignore[attr-defined]

    page.route("**/uploads/resumable/*", slowed)
    page.locator("#tep").set_input_files([large, *small])
    page.get_by_role("button", name="Nạp vào kho").click()
    page.wait_for_url(re.compile("/lo/nap-"), timeout=PATIENCE_MS)
    services = open_services(Settings(server.home))
    rows = {row.path: row for row in services.store.receipts()}
    services.close()
    assert set(rows) == {"large.bin", *(path.name for path in small)}
    assert len({row.batch for row in rows.values()}) == 1
    assert rows["large.bin"].sha256 == hashlib.sha256(large.read_bytes()).hexdigest()
    offsets = [offset for offset in sent if offset >= 0]
    assert len(offsets) <= len(small) + 6 + 2  # what was safe is not sent again
    assert [path.suffix for path in (server.home / "incoming" / "pieces").iterdir()].count(".part") == 0


def test_a_file_dropped_on_the_page_is_taken_with_its_password_which_stays_nowhere(server: Server, page: Page) -> None:
    page.goto("/nap")
    page.get_by_label("Mật khẩu nếu tệp có khóa").fill("bí mật & 1")
    given: list[str | None] = []
    page.on(
        "request", lambda request: "/resumable" in request.url and given.append(request.headers.get(HEADER.lower()))
    )
    transfer = page.evaluate_handle(
        "() => { const all = new DataTransfer(); all.items.add(new File(['một'], 'thả.txt')); return all; }"
    )
    page.dispatch_event("form.drop", "drop", {"dataTransfer": transfer})
    page.wait_for_url(re.compile("/lo/nap-"), timeout=PATIENCE_MS)
    assert page.locator("td b", has_text="thả.txt").count() >= 1
    assert set(given) == {quote("bí mật & 1")}
    assert page.evaluate("() => JSON.stringify(localStorage)") == "{}"


def test_the_buttons_of_a_batch_do_what_they_say(server: Server, page: Page) -> None:
    page.goto("/nap")
    page.locator("#tep").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"})
    page.get_by_role("button", name="Nạp vào kho").click()
    page.wait_for_url(re.compile("/lo/nap-"), timeout=PATIENCE_MS)
    page.get_by_role("button", name="Tạm dừng").click()
    page.get_by_text("Lô đang tạm dừng.").wait_for()
    page.get_by_role("button", name="Huỷ phần chưa đọc").click()
    page.get_by_text("Lô đã bị huỷ.").wait_for()
    page.get_by_role("button", name="Thử lại tệp lỗi").click()
    page.get_by_role("button", name="Tạm dừng").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bản kê có chữ ký").click()
    assert download.value.suggested_filename.endswith(".zip")
