"""The command line: what it promises about names, exit statuses and what a user sees."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from search_api.index import plan
from vanthu import cli
from vanthu.commands.intake import batch_of, summary
from vanthu.commands.read import out_names, safe_name
from vanthu.commands.screen import Screen, printable
from vanthu.errors import BadRequest, NotFound, StoreUnavailable
from vanthu.records import IndexRecord, State, Unit
from vanthu.settings import Settings
from vanthu.wiring import open_services


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and nothing from the environment."""
    for name in ("DATABASE_URL", "BLOBS_URL", "SEARCH_URL", "BROKER_URL"):
        monkeypatch.delenv(f"VANTHU_{name}", raising=False)
    monkeypatch.setenv("VANTHU_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("signal.signal", lambda *_: None)
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["a.pdf", "b.txt"], ["a", "b"]),
        (["a.pdf", "a.txt", "b.txt"], ["a.pdf", "a.txt", "b"]),
        (["x/a.pdf", "y/a.pdf"], ["a.pdf", "a.pdf_"]),
        (["Nghị quyết 57.pdf"], ["Nghị quyết 57"]),
        (["../../etc/passwd", "..", ""], ["passwd", "_", "__"]),
        (["a\0b\x1b[31m.txt"], ["a_b_[31m"]),
    ],
)
def test_records_are_named_by_the_stem_and_never_leave_their_folder(labels: list[str], names: list[str]) -> None:
    assert out_names(labels) == names
    assert all("/" not in name and name not in ("", ".", "..") for name in names)


def test_long_names_are_cut() -> None:
    assert len(safe_name("x" * 5000)) == 150


def test_what_a_file_is_called_cannot_move_the_cursor() -> None:
    assert printable("a\x1b[2Jb\x07\udcff") == "a\ufffd[2Jb\ufffd\ufffd"


def test_the_same_path_is_the_same_batch_and_another_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert batch_of(Path("x")) == batch_of(tmp_path / "x")
    assert batch_of(Path("x")) != batch_of(Path("y/x"))


def test_the_summary_counts_what_is_done_and_what_wants_a_person() -> None:
    totals = {State.DONE: 3, State.WORKING: 1, State.CORRUPT: 2, State.DUPLICATE_OF: 1}
    assert summary(totals) == "6/7 tệp xong, 2 tệp cần người xem"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nothing"],
        ["add"],
        ["list", "--state", "lost"],
        ["add", "no such file"],
        ["read", "no such file"],
        ["read", "."],
    ],
)
def test_wrong_usage_is_two_and_one_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("vanthu: ")
    assert "Traceback" not in said.err


def raising(error: BaseException) -> Callable[..., int]:
    def run(*_: Any) -> int:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadRequest("Sai."), 2),
        (NotFound("Không có."), 1),
        (StoreUnavailable("Kho không trả lời."), 1),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("private words"), 1),
        (RecursionError(), 1),
    ],
)
def test_every_ending_has_its_status_and_no_traceback_is_shown(
    error: BaseException, status: int, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = SimpleNamespace(arguments=lambda parser: None, run=raising(error))
    monkeypatch.setattr(cli, "_module", lambda command: module)
    assert cli.main(["status"]) == status
    said = capsys.readouterr().err
    assert said.startswith(("vanthu: ", "\nvanthu: "))
    assert "Traceback" not in said
    assert "private words" not in said
    defect = isinstance(error, (ZeroDivisionError, RecursionError))
    assert (home / "log" / "errors.log").exists() is defect


def test_an_empty_archive_answers_everything(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["status", "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["received"] == status["documents"] == status["needs_someone"] == 0
    for arguments in (
        ["list"],
        ["search", "bộ"],
        ["obligations"],
        ["obligations", "--body", "Bộ Công an"],
        ["cite", "57-NQ/TW"],
    ):
        assert cli.main([*arguments, "--json"]) == 0
        assert capsys.readouterr().out == ""


def test_progress_is_plain_and_rare_where_there_is_no_terminal() -> None:
    out, err = io.StringIO(), io.StringIO()
    screen = Screen(out=out, err=err)
    for n in range(100):
        screen.progress(str(n))
    screen.line("done")
    assert (out.getvalue(), err.getvalue()) == ("done\n", "")


def test_all_tasks_are_given_however_many_and_as_a_table_that_is_no_formula(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "MAX_WINDOW", 40)
    services = open_services(Settings(home))
    quotes = ["=1+1", *(f"Giao việc MẪU {n}" for n in range(120))]
    fields = [{"document": "d1", "quote": quote, "due_kind": "none"} for quote in quotes]
    records = [IndexRecord(f"d1:o{n}", Unit.OBLIGATION, "d1", "archive", 1, each) for n, each in enumerate(fields)]
    services.index.apply([("d1", 1, records)])
    services.close()
    assert cli.main(["obligations", "--json"]) == 0
    told = [json.loads(line)["quote"] for line in capsys.readouterr().out.splitlines()]
    assert sorted(told) == sorted(quotes)
    assert cli.main(["obligations", "--json", "--limit", "7"]) == 0
    assert [json.loads(line)["quote"] for line in capsys.readouterr().out.splitlines()] == told[:7]
    file = tmp_path / "viec.csv"
    assert cli.main(["obligations", "--csv", str(file)]) == 0
    assert capsys.readouterr().out == "121 nhiệm vụ trong 1 văn bản.\n"
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["Nhiệm vụ"] for row in rows] == [quote.replace("=", "'=", 1) for quote in told]
    assert {row["Tình trạng"] for row in rows} == {"không ghi hạn"}
    assert cli.main(["obligations", "--csv", str(tmp_path)]) == 2
