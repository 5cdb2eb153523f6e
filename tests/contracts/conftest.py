"""Real servers for the contract suites: started by the tests, on a port and in a folder of their own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))


def missing(what: str) -> None:
    """Not here: skipped at home, failed in CI."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    patience = time.monotonic() + 30
    while time.monotonic() < patience and process.poll() is None:
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"the server on port {port} did not start")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of an empty PostgreSQL database; the server runs as `postgres` when the tests run as root."""
    if not POSTGRES:
        missing("postgresql")
    as_user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="vanthu-pg-"))
    if as_user:
        shutil.chown(folder, **as_user)
    port = free_port()
    subprocess.run(
        [POSTGRES[-1] / "initdb", "-D", folder / "data", "-A", "trust", "-U", "vanthu", "-E", "UTF8", "--no-sync"],
        check=True, capture_output=True, cwd="/", **as_user,
    )  # fmt: skip
    server = subprocess.Popen(
        [POSTGRES[-1] / "postgres", "-D", folder / "data", "-p", str(port), "-h", "127.0.0.1", "-k", folder, "-F"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **as_user,
    )  # fmt: skip
    try:
        wait_for(port, server)
        yield f"postgresql://vanthu@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of an empty Redis."""
    program = shutil.which("redis-server")
    if program is None:
        missing("redis-server")
    port = free_port()
    folder = tempfile.mkdtemp(prefix="vanthu-redis-")
    server = subprocess.Popen(
        [str(program), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port, server)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)
