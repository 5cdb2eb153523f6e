"""`vanthu add` as people use it: one reading, two programs at once, interrupted and run again, told at the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extract.record import record
from vanthu.records import Outcome, Permission
from vanthu.settings import Settings
from vanthu.wiring import open_services

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "samples" / "files"
PAPERS = [next(SAMPLES.glob(f"{number}-*")) for number in ("01", "02", "13", "15")]
ALL = Permission(everything=True)
PATIENCE_S = 120


def vanthu(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "vanthu.cli", *map(str, arguments)],
        env={**os.environ, **Settings(home).as_environment()}, capture_output=True, text=True, timeout=PATIENCE_S,
    )  # fmt: skip


def rows(home: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in vanthu(home, "list", "--json").stdout.splitlines()]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that two programs filled at the same time."""
    home = tmp_path_factory.mktemp("home")
    command = [sys.executable, "-P", "-m", "vanthu.cli", "add", *map(str, PAPERS)]
    environment = {**os.environ, **Settings(home, workers=1).as_environment()}
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [program.wait(PATIENCE_S) for program in both] == [0, 0]
    return home


def test_two_programs_on_one_home_do_everything_once(home: Path) -> None:
    found = rows(home)
    assert len(found) == len({row["id"] for row in found}) == 7
    assert {row["state"].split(":")[0] for row in found} <= {"done", "done_with_warnings", "duplicate_of"}
    services = open_services(Settings(home))
    assert set(services.store.versions().values()) == {1}
    assert services.index.versions() == services.store.versions()
    services.close()


def test_the_record_of_read_is_the_record_of_the_store(home: Path) -> None:
    read = vanthu(home, "read", *PAPERS, "--json")
    assert read.returncode == 0
    lines = [json.loads(line) for line in read.stdout.splitlines()]
    assert len(lines) == len(PAPERS)
    papers = {line["sha256"]: line for line in (*lines, *(m for line in lines for m in line.get("members", ())))}
    services = open_services(Settings(home))
    documents = services.store.documents(ALL)
    assert len(documents) == 5
    for document in documents:
        row = next(r for r in services.store.receipts(document=document.id) if r.state != "duplicate_of")
        outcome = Outcome(document.media_type, document.state, row.detail, row.reason, row.next)
        kept = record(
            services.store.extraction(document.id, ALL), doc=document.name, sha256=document.sha256, outcome=outcome
        )
        read_again = papers[document.sha256]
        assert {**json.loads(json.dumps(kept)), "doc": ""} == {**read_again, "doc": ""}
    services.close()


def test_a_second_run_changes_nothing_and_starts_no_workers(home: Path) -> None:
    before, log = rows(home), home / "log" / "workers.log"
    written = log.stat().st_size
    again = vanthu(home, "add", *PAPERS)
    assert again.returncode == 0
    assert "(0 tệp mới)" in again.stdout
    assert rows(home) == before
    assert log.stat().st_size == written


def test_every_task_shown_stands_where_it_says(home: Path) -> None:
    tasks = [json.loads(line) for line in vanthu(home, "obligations", "--json").stdout.splitlines()]
    assert tasks
    services = open_services(Settings(home))
    for task in tasks:
        text = services.store.extraction(task["document"], ALL).text.text
        pieces = (" ".join(text[start:end].split()) for start, end in task["evidence"]["act"])
        assert " ".join(task["quote"].split()) == " ".join(pieces)
        assert task["number"]
        assert task["page"]
    services.close()


def test_an_interrupted_run_says_so_leaves_nothing_held_and_can_be_run_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    scan = SAMPLES / "06-cong-van-don-doc.pdf"  # its reading takes seconds: there is something to interrupt
    command = [sys.executable, "-P", "-m", "vanthu.cli", "add", str(scan)]
    # a shell starts what runs in the background with interruption ignored, and its children would ignore it too
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    program = subprocess.Popen(
        command, env={**os.environ, **Settings(home).as_environment()}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    signal.signal(signal.SIGINT, before)
    while not (home / "log" / "workers.log").exists():
        assert program.poll() is None
        time.sleep(0.02)
    os.killpg(program.pid, signal.SIGINT)
    _, said = program.communicate(timeout=PATIENCE_S)
    assert program.returncode == 130
    assert "Traceback" not in said
    services = open_services(Settings(home))
    assert services.store.owners() == []
    services.close()
    assert vanthu(home, "add", scan).returncode == 0
    assert [row["state"] for row in rows(home)] == ["done"]


def test_what_wants_a_person_is_named_and_the_status_is_one(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "hỏng.pdf").write_bytes(b"%PDF-1.7 broken")
    (folder / "tốt.txt").write_text("MẪU\nSố: 1/KH-UBND\n")
    added = vanthu(tmp_path / "home", "add", folder)
    assert added.returncode == 1
    assert "hỏng.pdf" in added.stdout
    assert "tốt.txt" not in added.stdout
    read = vanthu(tmp_path / "other", "read", folder / "hỏng.pdf", folder / "tốt.txt", "--out", tmp_path / "out")
    assert read.returncode == 1
    written = {path.name: json.loads(path.read_text())["state"] for path in (tmp_path / "out").iterdir()}
    assert written.pop("tốt.json").startswith("done")
    assert list(written) == ["hỏng.json"]
    assert not (tmp_path / "other").exists()


def test_a_file_that_wanted_a_password_is_read_when_it_is_added_with_one(tmp_path: Path) -> None:
    folder, home, passwords = tmp_path / "in", tmp_path / "home", tmp_path / "passwords"
    folder.mkdir()
    canvas = Canvas(str(folder / "a.pdf"), encrypt=StandardEncryption("mat khau 1", strength=128))
    canvas.drawString(72, 720, "Giao So Noi vu chu tri bao cao. MAU")
    canvas.save()
    passwords.write_text("sai\nmat khau 1\n")
    assert vanthu(home, "add", folder).returncode == 1
    (before,) = rows(home)
    assert before["state"] == "needs_password"
    added = vanthu(home, "add", "--password-file", passwords, folder)
    assert added.returncode == 0, added.stdout
    (after,) = rows(home)
    assert (after["id"], after["state"], after["pages"]) == (before["id"], "done", 1)
    kept = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert not any(b"mat khau 1" in content for content in kept)
    assert vanthu(home, "add", "--no-wait", "--password-file", passwords, folder).returncode == 2
