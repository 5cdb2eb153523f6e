"""`vanthu list` and `vanthu status` tell of copies and of what is wrong with scans."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest

from tests.contracts.test_kin import known, taken_in
from vanthu import cli
from vanthu.commands.listing import flaw_value
from vanthu.records import Flaw, FlawKind
from vanthu.settings import Settings
from vanthu.store.sql_store import SqlStore
from vanthu.wiring import open_services


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATABASE_URL", "BLOBS_URL", "SEARCH_URL", "BROKER_URL"):
        monkeypatch.delenv(f"VANTHU_{name}", raising=False)
    monkeypatch.setenv("VANTHU_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("signal.signal", lambda *_: None)
    return tmp_path / "home"


def test_copies_and_flaws_are_listed_and_counted(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    services = open_services(Settings(home))
    store = cast(SqlStore, services.store)
    taken_in(store, "a", known())
    taken_in(store, "b", known(changed=8, confidence=0.9, dpi=87.0), [Flaw(1, FlawKind.LOW_DPI, 87)])
    taken_in(store, "c", known(number="58/NQ/TW"))
    services.close()
    assert cli.main(["list", "--json"]) == 0
    told = {row["path"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert {path: [(one["name"], one["kind"]) for one in row["copies"]] for path, row in told.items()} == {
        "a.pdf": [("b.pdf", "same"), ("c.pdf", "like")],
        "b.pdf": [("a.pdf", "same"), ("c.pdf", "like")],
        "c.pdf": [("a.pdf", "like"), ("b.pdf", "like")],
    }
    assert told["b.pdf"]["flaws"] == [{"page": 1, "kind": "low_dpi", "value": 87.0}]
    assert cli.main(["list"]) == 0
    listed = capsys.readouterr().out
    assert "bản khác của cùng văn bản: a.pdf (bản tốt hơn)" in listed
    assert "văn bản gần giống: c.pdf" in listed
    assert "bản quét: trang 1 độ phân giải thấp (87 dpi)" in listed
    assert cli.main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["flaws"] == {"low_dpi": 1}


@pytest.mark.parametrize(
    ("flaw", "told"),
    [
        (Flaw(1, FlawKind.LOW_DPI, 87), " (87 dpi)"),
        (Flaw(1, FlawKind.SKEW, -1.5), " (-1,5°)"),
        (Flaw(1, FlawKind.CUT, 3), " (3 dòng)"),
        (Flaw(1, FlawKind.UNREADABLE, 0.41), " (0,41)"),
        (Flaw(1, FlawKind.BLANK), ""),
    ],
)
def test_how_much_is_wrong_is_told_in_its_unit(flaw: Flaw, told: str) -> None:
    assert flaw_value(flaw) == told
