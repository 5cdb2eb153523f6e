"""`vanthu ocr`: what it writes where, what it refuses, and how it ends."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.test_ingest import sheets
from vanthu import cli


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VANTHU_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("signal.signal", lambda *_: None)


def written(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }


def paper(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def archive(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in members.items():
            file.writestr(name.replace("_", "/", 1) + ".txt", content)
    return out.getvalue()


def test_each_input_is_named_by_its_stem_and_members_stand_in_its_folder(tmp_path: Path) -> None:
    files = [
        paper(tmp_path, "a.txt", "Điều 1.\fĐiều 2."),
        paper(tmp_path, "x/b.txt", "một"),
        paper(tmp_path, "x/b.log", "hai"),
        paper(tmp_path, "c.zip", archive(trong_d="ba", e="bốn")),
    ]
    assert cli.main(["ocr", *files, "--out", str(tmp_path / "out"), "--format", "txt"]) == 0
    assert written(tmp_path / "out") == {
        "a.txt": "Điều 1.\fĐiều 2.\n",
        "b.txt.txt": "một\n",
        "b.log.txt": "hai\n",
        "c/d.txt": "ba\n",
        "c/e.txt": "bốn\n",
    }
    assert not (tmp_path / "home").exists()


def test_every_format_is_written_beside_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sheets.make(tmp_path / "tờ.pdf", sheets.body(("Điều 1. Giao Bộ",)))
    assert cli.main(["ocr", str(path), "--out", str(tmp_path / "out"), "--format", "alto, hocr,txt", "--json"]) == 0
    assert {*written(tmp_path / "out")} == {"tờ.alto.xml", "tờ.hocr", "tờ.txt"}
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["pages"], len(told["files"])) == ("done", 1, 3)


def test_a_bad_input_is_named_and_the_others_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [paper(tmp_path, "hỏng.pdf", b"%PDF-1.7 nothing"), paper(tmp_path, "tốt.txt", "chữ")]
    assert cli.main(["ocr", *files, "--out", str(tmp_path / "out"), "--format", "txt"]) == 1
    assert {*written(tmp_path / "out")} == {"tốt.txt"}
    assert "hỏng.pdf: corrupt: " in capsys.readouterr().err


@pytest.mark.parametrize("said", [["--format", "docx"], ["--format", ","], []])
def test_wrong_usage_is_two_and_writes_nothing(said: list[str], tmp_path: Path) -> None:
    path = paper(tmp_path, "a.txt", "chữ")
    out = ["--out", str(tmp_path / "out")] if said else []
    assert cli.main(["ocr", path, *out, *said]) == 2
    assert not (tmp_path / "out").exists()


def test_an_input_is_never_written_over(tmp_path: Path) -> None:
    path = paper(tmp_path, "a.txt", "bản  gốc")
    assert cli.main(["ocr", path, "--out", str(tmp_path), "--format", "txt"]) == 2
    assert Path(path).read_text("utf-8") == "bản  gốc"


def test_a_protected_pdf_is_opened_and_its_copy_is_not_protected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheets.make(tmp_path / "a.pdf", sheets.body(("Điều 1. Giao Bộ",)), password="mở ra")
    out = ["--out", str(tmp_path / "out")]
    assert cli.main(["ocr", str(path), *out]) == 1
    keys = paper(tmp_path, "keys", "sai\nmở ra\n")
    assert cli.main(["ocr", str(path), *out, "--password-file", keys]) == 0
    assert "bản này không có mật khẩu" in capsys.readouterr().out
    assert (tmp_path / "out" / "a.txt").read_text("utf-8") == "Điều 1. Giao Bộ\n"
    assert b"/Encrypt" not in (tmp_path / "out" / "a.pdf").read_bytes()


def test_archives_in_archives_end_at_the_limit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = archive(a_b="chữ")
    for _ in range(8):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            file.writestr("inner.zip", data)
        data = out.getvalue()
    path = paper(tmp_path, "deep.zip", data)
    assert cli.main(["ocr", path, "--out", str(tmp_path / "out"), "--format", "txt"]) == 1
    assert "limit_exceeded:depth" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_text_file_has_no_pdf_and_that_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = paper(tmp_path, "a.txt", "chữ")
    assert cli.main(["ocr", path, "--out", str(tmp_path / "out")]) == 0
    assert written(tmp_path / "out") == {"a.txt": "chữ\n"}
    assert "Không có bản PDF" in capsys.readouterr().out
