"""One document, one limited child: whatever it does, it ends, alone, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.limits import Limits
from ingest.sandbox import End, Ending, Job, Sandbox

HERE = Path(__file__).parent
LIMITS = Limits(
    page_seconds=1.0, file_seconds=20.0, memory_bytes=512 << 20, output_bytes=4 << 20, scratch_bytes=8 << 20
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    box = Sandbox(path=(str(HERE),))
    yield box
    box.close()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "document"
    path.write_text("mine")
    return path


def run(
    box: Sandbox, deed: str, document: Path, limits: Limits = LIMITS, **arguments: Any
) -> tuple[Ending, list[dict[str, Any]]]:
    heard: list[dict[str, Any]] = []
    ending = box.run(Job(f"misdeeds:{deed}", document, (), arguments), limits, lambda message, _: heard.append(message))
    return ending, heard


def test_a_child_says_what_it_found_and_its_folder_is_gone_afterwards(sandbox: Sandbox, document: Path) -> None:
    ending, [message] = run(sandbox, "well_behaved", document, word="Điều 1")
    assert (ending.end, message["said"], message["threads"]) == (End.FINISHED, "Điều 1", 1)
    assert not Path(message["folder"]).exists()


@pytest.mark.parametrize(
    ("deed", "end"),
    [
        ("hang", End.TIME),
        ("spin", End.TIME),
        ("eat_memory", End.MEMORY),
        ("eat_memory_together", End.MEMORY),
        ("crash", End.CRASH),
        ("talk_rubbish", End.CRASH),
        ("talk_too_much", End.OUTPUT),
        ("claim_too_much", End.OUTPUT),
    ],
)
def test_a_killed_child_is_an_ending(sandbox: Sandbox, document: Path, deed: str, end: End) -> None:
    started = time.monotonic()
    ending, _ = run(sandbox, deed, document, replace(LIMITS, page_seconds=5.0 if "together" in deed else 1.0))
    assert ending.end is end
    assert time.monotonic() - started < 6.0


def test_what_was_said_before_a_crash_is_kept(sandbox: Sandbox, document: Path) -> None:
    ending, heard = run(sandbox, "crash", document)
    assert heard == [{"before": True}]
    assert ending.signal == signal.SIGSEGV


def test_a_fork_bomb_is_counted(sandbox: Sandbox, document: Path) -> None:
    ending, _ = run(sandbox, "fork_for_ever", document, replace(LIMITS, page_seconds=5.0, memory_bytes=4 << 30))
    assert ending.end is End.CRASH
    assert run(sandbox, "well_behaved", document, word="after")[0].end is End.FINISHED


def test_a_file_over_the_limit_is_an_error_of_the_child(sandbox: Sandbox, document: Path) -> None:
    _, [message] = run(sandbox, "write_file", document)
    assert message["errno"] == 27


@pytest.mark.slow
@pytest.mark.parametrize("walls", [True, False])
@pytest.mark.parametrize("stay", [False, True])
def test_grandchildren_die_with_their_child(document: Path, stay: bool, walls: bool) -> None:
    box = Sandbox(path=(str(HERE),), walls=walls)
    folders: list[Path] = []
    box.run(
        Job("misdeeds:leave_grandchild", document, (), {"stay": stay}), LIMITS, lambda _, folder: folders.append(folder)
    )
    alive = [line for line in _commands() if str(folders[0]) in line]
    box.close()
    assert alive == []


def test_a_child_reaches_nothing_but_its_document(
    sandbox: Sandbox, document: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("VANTHU_SECRET", "x")
    other = tmp_path / "other"
    other.write_text("somebody else's")
    fresh = Sandbox(path=(str(HERE),))
    with socket.create_server(("127.0.0.1", 0)) as server:
        _, [message] = run(
            fresh,
            "pry",
            document,
            other=str(other),
            outside=str(tmp_path / "outside"),
            port=server.getsockname()[1],
            caller=os.getpid(),
            home=str(tmp_path),
        )
    guards = fresh.guards()
    fresh.close()
    assert message["own"] == "mine"
    allowed = set()
    if not guards.network:
        allowed.add("connect")
    if not guards.processes:
        allowed.add("signal the caller")
    if not guards.files:
        allowed |= {"read another document", "write outside", "list home"}
    assert set(message["done"]) <= allowed


def test_threads_run_jobs_at_once_each_with_its_own_answers(sandbox: Sandbox, document: Path) -> None:
    said: dict[int, str] = {}

    def work(n: int) -> None:
        for _ in range(5):
            _, [message] = run(sandbox, "well_behaved", document, replace(LIMITS, page_seconds=20.0), word=str(n))
            said[n] = message["said"]

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == {n: str(n) for n in range(8)}


def test_an_error_of_the_listener_ends_the_child_and_comes_out(sandbox: Sandbox, document: Path) -> None:
    def refuse(message: Any, folder: Path) -> None:
        raise LookupError("lease lost")

    started = time.monotonic()
    with pytest.raises(LookupError, match="lease lost"):
        sandbox.run(Job("misdeeds:hang", document), replace(LIMITS, page_seconds=60.0), refuse)
    assert time.monotonic() - started < 5.0
    assert not any("misdeeds" in line for line in _commands())


def test_a_killed_fork_server_is_started_again(sandbox: Sandbox, document: Path) -> None:
    run(sandbox, "well_behaved", document, word="1")
    assert sandbox._server is not None
    os.kill(sandbox._server.pid, signal.SIGKILL)
    sandbox._server.wait()
    assert run(sandbox, "well_behaved", document, word="2")[1][0]["said"] == "2"


CALLER = """
import sys
from pathlib import Path
from ingest.sandbox import Job, Sandbox
from ingest.limits import Limits
box = Sandbox(path=(sys.argv[1],), walls=sys.argv[3] == "True")
job = Job("misdeeds:leave_grandchild", Path(sys.argv[2]), (), {"stay": True})
box.run(job, Limits(), lambda message, folder: print(folder, flush=True))
"""


@pytest.mark.parametrize("walls", [True, False])
def test_children_and_their_folders_go_when_the_caller_is_killed(document: Path, walls: bool) -> None:
    caller = subprocess.Popen(
        [sys.executable, "-c", CALLER, str(HERE), str(document), str(walls)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert caller.stdout is not None
    folder = Path(caller.stdout.readline().strip())
    assert folder.is_dir()
    due = time.monotonic() + 5.0  # on a busy machine the grandchild is seen a little after it says so
    while time.monotonic() < due and not any(str(folder) in line for line in _commands()):
        time.sleep(0.02)
    assert any(str(folder) in line for line in _commands())
    caller.kill()
    caller.wait()
    caller.stdout.close()
    due = time.monotonic() + 5.0
    while time.monotonic() < due and (folder.exists() or any(str(folder) in line for line in _commands())):
        time.sleep(0.05)
    assert not folder.exists()
    assert not any(str(folder) in line for line in _commands())


def _commands() -> list[str]:
    """The command lines of all processes."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
            except OSError:
                continue
    return found
