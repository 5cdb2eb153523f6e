"""`vanthu serve` over a home with papers, and pages that are watched."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import BrowserContext, Page

from vanthu.settings import Settings

SAMPLES = Path(__file__).parents[2] / "samples" / "files"
PATIENCE_S = 180
VANTHU = (sys.executable, "-P", "-m", "vanthu.cli")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def serving(settings: Settings, papers: Sequence[Path]) -> Iterator[str]:
    """The address of a server over the papers, added by one program and served by another; it tells no traceback."""
    environment = {**os.environ, **settings.as_environment()}
    subprocess.run(
        [*VANTHU, "add", *map(str, papers)], env=environment, check=True, capture_output=True, timeout=PATIENCE_S
    )
    port, told = free_port(), settings.home / "serve.log"
    with told.open("wb") as log:
        server = subprocess.Popen([*VANTHU, "serve", "--port", str(port)], env=environment, stdout=log, stderr=log)
        url = f"http://127.0.0.1:{port}"
        try:
            until(lambda: urlopen(f"{url}/api/v1/health", timeout=5).read(), 60)
            yield url
            assert b"Traceback" not in told.read_bytes()
        finally:
            server.terminate()
            server.wait(30)


def until(ask: Any, patience_s: float = PATIENCE_S) -> Any:
    """What `ask` answers when it does, and is true."""
    due = time.monotonic() + patience_s
    while True:
        try:
            if answer := ask():
                return answer
        except OSError:
            pass
        assert time.monotonic() < due, "it never came"
        time.sleep(0.2)


@dataclass(frozen=True)
class Visit:
    """A page that is watched: `complaints` are errors of script, console and content policy."""

    page: Page
    complaints: list[str]


def visit(context: BrowserContext) -> Visit:
    """A new page, watched."""
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda one: complaints.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return Visit(page, complaints)
