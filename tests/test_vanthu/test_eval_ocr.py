"""`vanthu eval ocr`: what it counts, what it shows, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.evaluate.errors import score, score_beginning
from ingest.evaluate.papers import pairs
from ingest.evaluate.table import kept, ratio, rows
from ingest.evaluate.ways import Read
from vanthu import cli
from vanthu.commands import eval_ocr

TRUTH = ["Căn cứ Luật Tổ chức Chính phủ;", "Số: ⟦15⟧/NĐ-CP"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two scans with transcripts, one without, one transcript without scan."""
    for name in ("b/two.pdf", "one.jpg", "alone.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "one.txt").write_text("\n".join(TRUTH), "utf-8")
    (tmp_path / "b/two.txt").write_text("Điều 1\fĐiều 2", "utf-8")
    (tmp_path / "notes.txt").write_text("x", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("found", "letters", "words", "bare", "lost", "exact"),
    [
        (["Căn cứ Luật Tổ chức Chính phủ;", "Số: /NĐ-CP"], 0, 0, 0, 0, 2),
        (["Căn cứ Luật Tô chức Chính phủ;", "Số: /NĐ-CP"], 1, 1, 0, 1, 1),
        (["Căn cứ Luật Tổ chức", "Chính phủ; Số: /NĐ-CP"], 0, 0, 0, 0, 0),
        (["Số: /NĐ-CP", "Căn cứ Luật Tổ chức Chính phủ;"], 0, 0, 0, 0, 2),
        (["Căn cứ Luật Tổ chức Chính phủ;"], 11, 2, 11, 2, 1),
    ],
    ids=["right", "a mark", "broken elsewhere", "another order", "a line lost"],
)
def test_errors_are_counted_without_regard_to_the_order_of_lines(
    found: list[str], letters: int, words: int, bare: int, lost: int, exact: int
) -> None:
    got = score(TRUTH, found)
    assert (got.char_errors, got.word_errors, got.bare_errors, got.lost_words, got.exact_lines) == (
        letters,
        words,
        bare,
        lost,
        exact,
    )


def test_a_line_with_a_wrong_mark_keeps_its_own_place() -> None:
    truth = ["hóa chất cần kiểm soát đặc biệt", "Khoản 6 Điều 21", "4. Về thẩm quyền", "soát đặc biệt", "Khoản 4"]
    got = score(truth, ["hóa chất cần kiêm soát đặc biệt", *truth[1:4][::-1], truth[4]])
    assert (got.char_errors, got.word_errors) == (1, 1)


def test_a_longer_truth_counts_as_far_as_was_read() -> None:
    got = score_beginning(["Điều 1. Phạm vi", "Điều 2. Đối tượng"], ["Điều 1.", "Phạm vì"])
    assert (got.char_errors, got.bare_errors, got.exact) == (1, 0, None)


def test_scans_are_paired_with_transcripts_of_their_name(folder: Path) -> None:
    assert [(paper.name, paper.truth.name) for paper in pairs(folder)] == [
        ("b/two.pdf", "two.txt"),
        ("one.jpg", "one.txt"),
    ]


def test_a_page_that_a_way_dropped_is_a_page_all_the_same(folder: Path) -> None:
    [row] = rows([pairs(folder)[0]], {"way": lambda _: Read((("Điều 1",),), 3.0, 4.0)})
    assert (row.pages, row.score.lost_words) == (2, 2)


def test_each_scan_and_way_has_a_row_and_all_together(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr(eval_ocr, "ours", lambda path: Read((tuple(TRUTH),) * (1 + (path.suffix == ".pdf")), 1.5, 3.0))
    assert cli.main(["eval", "ocr", str(folder), "--json"]) == 0
    shown = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["set"], one["pages"]) for one in shown] == [("b/two.pdf", 2), ("one.jpg", 1), ("**all**", 3)]
    assert (shown[1]["cer"], shown[1]["cpu_s_per_page"], shown[1]["pages_per_minute"]) == (0.0, 1.5, 20.0)


@pytest.mark.parametrize("place", ["nowhere", "empty"])
def test_without_scans_and_transcripts_there_is_nothing_to_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    (tmp_path / "empty").mkdir()
    assert cli.main(["eval", "ocr", str(tmp_path / place)]) == 2


def test_what_others_read_is_kept_by_the_bytes_of_the_file(folder: Path, tmp_path: Path) -> None:
    calls: list[Path] = []

    def way(path: Path) -> Read:
        calls.append(path)
        return Read((("a",),), 1.0, 2.0)

    remembered = kept(way, "way", tmp_path / "kept")
    scan = folder / "one.jpg"
    assert remembered(scan) == remembered(scan)
    scan.write_bytes(b"another")
    remembered(scan)
    assert len(calls) == 2


def test_the_ratio_is_of_pages_to_a_second(folder: Path) -> None:
    ways = {"one": lambda _: Read((("a",),), 1.0, 1.0), "other": lambda _: Read((("a",),), 3.0, 3.0)}
    found = list(rows([pairs(folder)[1]], ways))
    assert ratio(found, "one", "other") == pytest.approx(3.0)
    assert ratio(found, "one", "none") is None
