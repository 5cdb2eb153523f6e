"""What a reader must not get away with; run in children by test_sandbox."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from ingest import wire
from ingest.limits import Limits


def well_behaved(job: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    wire.send(
        data, {"said": job["arguments"]["word"], "folder": os.getcwd(), "threads": len(os.listdir("/proc/self/task"))}
    )
    return 0


def hang(job: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    wire.send(data, {"pid": 0})
    time.sleep(600)
    return 0


def spin(job: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    while True:
        pass


def eat_memory(job: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    return len(bytearray(1 << 40))


def eat_memory_together(job: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    """Each process stays under its own limit; all together do not."""
    for _ in range(8):
        if os.fork() == 0:
            block = bytearray(100 << 20)
            block[::4096] = b"x" * len(block[::4096])
            time.sleep(600)
    time.sleep(600)
    return 0


def fork_for_ever(job: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    for _ in range(500):
        if os.fork() == 0:
            time.sleep(600)
    time.sleep(600)
    return 0


def crash(job: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    wire.send(data, {"before": True})
    ctypes.string_at(0)
    return 0


def talk_rubbish(job: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    data.sendall(b"\0\0\0\x05{not}")
    return 0


def talk_too_much(job: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    for _ in range(100):
        wire.send(data, {"much": "x" * (1 << 20)})
    return 0


def claim_too_much(job: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    data.sendall(b"\xff\xff\xff\xff")
    time.sleep(600)
    return 0


def leave_grandchild(job: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    """A grandchild in a session of its own that beats until it is killed."""
    beat = f"while true; do date > {job['folder']}/beat; sleep 0.05; done"
    subprocess.Popen(["/bin/sh", "-c", beat], start_new_session=True)
    wire.send(data, {"started": True})
    time.sleep(600 if job["arguments"]["stay"] else 0.3)
    return 0


def write_file(job: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    with open("big", "wb") as file:
        try:
            for _ in range(100):
                file.write(bytes(1 << 20))
                file.flush()
        except OSError as error:
            wire.send(data, {"errno": error.errno})
            return 0
    return 0


def join(namespace: str) -> None:
    """Into a namespace of another process."""
    handle = os.open(namespace, os.O_RDONLY)
    if ctypes.CDLL(None, use_errno=True).setns(handle, 0):
        raise PermissionError


def pry(job: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    """Tries what a document taking over its reader would try, and tells what worked."""
    done: list[str] = []

    def attempt(name: str, deed: Any) -> None:
        try:
            deed()
        except (OSError, PermissionError):
            return
        done.append(name)

    arguments = job["arguments"]
    attempt("read another document", lambda: Path(arguments["other"]).read_bytes())
    attempt("write outside", lambda: Path(arguments["outside"]).write_bytes(b"x"))
    attempt("connect", lambda: socket.create_connection(("127.0.0.1", arguments["port"]), timeout=2).close())
    attempt("signal the caller", lambda: os.kill(arguments["caller"], 0))
    attempt("list home", lambda: os.listdir(arguments["home"]))
    attempt("join the caller's network", lambda: join(f"/proc/{arguments['caller']}/ns/net"))
    powers = next(row for row in Path("/proc/self/status").read_text().splitlines() if row.startswith("CapEff"))
    if int(powers.split()[1], 16) & ~0b100:
        done.append("keep root's powers")
    secrets = [name for name in os.environ if "SECRET" in name]
    wire.send(data, {"done": [*done, *secrets], "own": Path(job["document"]).read_bytes().decode()})
    return 0
