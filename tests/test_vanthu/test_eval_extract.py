"""`vanthu eval extract`: scores by kind and type, errors where they stand."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from vanthu import cli
from vanthu.commands.eval_extract import completed, paper_of

TEXT = "CÔNG VĂN\nGiao Bộ Y tế kiểm tra kho thuốc trước ngày 30/6/2026. Giao Bộ Công an phối hợp."


def gold(**more: Any) -> dict[str, Any]:
    first, second = TEXT.index("Giao Bộ Y"), TEXT.index("Giao Bộ Công")
    tasks = [
        {"start": first, "end": second - 1, "quote": "Giao … 30/6/2026.", "lead": ["Bộ Y tế"]},
        {"start": second, "end": len(TEXT), "quote": "Giao … hợp.", "lead": ["Bộ Công an"]},
    ]
    return {"doc": "a.txt", "text_length": len(TEXT), "metadata": {"type": "công văn"}, "obligations": tasks, **more}


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    (tmp_path / "gold").mkdir()
    (tmp_path / "found").mkdir()
    (tmp_path / "gold/a.json").write_text(json.dumps(gold()), encoding="utf-8")
    found = gold(text=TEXT)
    found["obligations"] = [{**found["obligations"][0], "lead": ["Bộ Nội vụ"]}]
    (tmp_path / "found/a.json").write_text(json.dumps(found), encoding="utf-8")
    return tmp_path


def said(folders: Path, *more: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    code = cli.main(["eval", "extract", str(folders / "gold"), "--records", str(folders / "found"), *more])
    return code, out.getvalue()


def test_scores_by_kind_and_type_and_errors_in_their_context(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, shown = said(folders, "--errors", "2", monkeypatch=monkeypatch)
    assert code == 0
    row = next(line for line in shown.split("\n") if line.startswith("nhiệm vụ"))
    assert row.split()[2:] == ["1.000", "0.500", "0.667", "2", "1"]
    assert "\ncông văn: loại 1.00 (1), nhiệm vụ 0.67 (2), chủ trì 0.00 (2)" in shown
    assert "sót – nhiệm vụ – a\n  Giao Bộ Công an phối hợp." in shown
    assert "30/6/2026. »Giao Bộ Công an phối hợp.«" in shown
    assert "thừa – chủ trì – a\n  Bộ Nội vụ – " in shown


def test_the_same_as_json(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, shown = said(folders, "--json", monkeypatch=monkeypatch)
    rows = [json.loads(line) for line in shown.splitlines()]
    assert {
        "type": "",
        "kind": "obligation",
        "precision": 1.0,
        "recall": 0.5,
        "f1": 0.6667,
        "gold": 2,
        "predicted": 1,
    } in rows
    assert {row["type"] for row in rows} == {"", "công văn"}


def test_a_paper_that_is_not_there_is_told_and_no_gold_at_all_is_a_mistake(
    folders: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    assert cli.main(["eval", "extract", str(folders / "gold")]) == 2
    assert "không tìm thấy văn bản gốc" in capsys.readouterr().err


def test_gold_kept_as_anchors_gets_its_words_from_the_very_text_only() -> None:
    whole = completed(gold(), {"text": TEXT})
    assert whole["obligations"][1]["quote"] == "Giao Bộ Công an phối hợp."
    assert completed(gold(), {"text": TEXT + " Thêm."})["obligations"][1]["quote"] == "Giao … hợp."


def test_the_paper_is_found_by_its_source_its_name_or_its_stem(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("docs/a.txt", "b.pdf", "c.txt"):
        (tmp_path / name).touch()
    assert paper_of({"source": {"file": "docs/a.txt"}}, "x", [tmp_path]) == tmp_path / "docs/a.txt"
    assert paper_of({"doc": "b.pdf"}, "x", [tmp_path]) == tmp_path / "b.pdf"
    assert paper_of({}, "c", [tmp_path]) == tmp_path / "c.txt"
    assert paper_of({"doc": "z.pdf"}, "z", [tmp_path]) is None
