"""Lines that the recogniser's page segmentation drops, and words it hardly reads, are read alone; drawings are not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from ingest import clean, cuttings, doubtful, ink, missed, ocr
from ingest.reading import Reading
from tests.test_ingest import sheets
from tests.test_ingest.sheets import body, make, picture

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "files"
DPI = 200.0
VIE = ("vie",)


@pytest.fixture(scope="module")
def gray(tmp_path_factory: pytest.TempPathFactory) -> clean.Gray:
    return clean.as_gray(picture(make(tmp_path_factory.mktemp("missed") / "a.pdf", body()), dpi=DPI))


@pytest.fixture(scope="module")
def words(gray: clean.Gray) -> list[Reading]:
    return ocr.recognise(gray, dpi=DPI)


def row(words: Sequence[Reading], text: str) -> list[Reading]:
    """The line of print in which this word stands."""
    return [word for word in words if word.line == next(w.line for w in words if w.text == text)]


@pytest.mark.parametrize("text", ["báo", "Văn", "Công"], ids=["middle", "near the end", "a part of a line"])
def test_a_lost_line_is_found_where_it_stands(gray: clean.Gray, words: list[Reading], text: str) -> None:
    lost = row(words, "Khoa")[-3:] if text == "Công" else row(words, {"Văn": "Chánh"}.get(text, text))
    left = [word for word in words if word not in lost]
    more, replaced = missed.found(ink.of(gray), left, dpi=DPI, languages=VIE)
    assert [word.text for word in sorted(more, key=lambda w: w.x0)] == [word.text for word in lost]
    assert replaced == []
    for new, old in zip(sorted(more, key=lambda w: w.x0), lost, strict=True):
        assert (new.x0, new.y0, new.x1, new.y1) == pytest.approx((old.x0, old.y0, old.x1, old.y1), abs=4)


def test_a_page_without_gaps_costs_no_recognition(
    gray: clean.Gray, words: list[Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> list[Reading]:
        raise AssertionError("recognised again")

    monkeypatch.setattr(cuttings, "read", refuse)
    page = ink.of(gray)
    assert missed.found(page, words, dpi=DPI, languages=VIE) == ([], [])
    assert doubtful.better(page, words, dpi=DPI, languages=VIE) == list(words)


def test_seals_signatures_photographs_and_specks_become_no_text(gray: clean.Gray, words: list[Reading]) -> None:
    drawn = gray.copy()
    random = np.random.default_rng(3)
    for radius in (130, 115, 60):
        cv2.circle(drawn, (1200, 1500), radius, 60, 5)
    curve = np.array([[300 + 4 * k, 1500 + int(40 * np.sin(k / 3) + 15 * np.sin(k))] for k in range(90)], np.int32)
    cv2.polylines(drawn, [curve], False, 40, 4)
    drawn[1750:2050, 300:800] = cv2.GaussianBlur(random.integers(0, 255, (300, 500), dtype=np.uint8), (0, 0), 6)
    for x, y in zip(random.integers(0, 1600, 300), random.integers(0, 2300, 300), strict=True):
        drawn[y : y + 3, x : x + 3] = 50
    cv2.line(drawn, (300, 1400), (900, 1400), 0, 4)
    for row in range(4):
        for k in range(14):  # the strokes of a hand, as large as letters
            strokes = np.add(random.integers(0, 26, (5, 2)), (850 + 30 * k, 1800 + 60 * row))
            cv2.polylines(drawn, [strokes.astype(np.int32)], False, 30, 2)
    more, _ = missed.found(ink.of(drawn), words, dpi=DPI, languages=VIE)
    assert [word.text for word in more] == []


def read(text: str, sure: float, x0: int = 0, x1: int = 100, y0: int = 0) -> Reading:
    return Reading(text, x0, y0, x1, y0 + 30, y0, y0 + 30, sure, (1, 1, 1))


@pytest.mark.parametrize(
    ("piece", "kept"),
    [
        ([("Hạnh", 0.95), ("phúc", 0.9)], ["Hạnh", "phúc"]),
        ([("Số:", 0.93), ("905/CT-TTg", 0.68)], ["Số:", "905/CT-TTg"]),
        ([("CỤC", 0.91), ("%jƒ", 0.1)], []),
        ([("CỤC", 0.95), ("#", 0.3)], ["CỤC"]),
        ([("GỤC", 0.66)], []),
        ([("2", 0.9)], []),
        ([("bị", 0.95)], []),
        ([("phương.", 0.96)], ["phương."]),
        ([('."', 0.0), ("Gi", 0.39)], []),
    ],
)
def test_only_sure_words_of_a_piece_are_kept(piece: list[tuple[str, float]], kept: list[str]) -> None:
    assert [word.text for word in missed.trusted([read(*one) for one in piece])] == kept


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ([("san", 0.9, 0), ("chiệt,", 0.29, 110)], [("san", 0.9, 0), ("chiết,", 0.96, 110)], "san chiết,"),
        (
            [("thông", 0.9, 0), ("tỉ", 0.2, 110), ("tin", 0.5, 130)],
            [("thông", 0.9, 0), ("tin", 0.96, 115)],
            "thông tin",
        ),
        ([("bổ", 0.9, 0), ("gi", 0.1, 110)], [("bô", 0.99, 0), ("gia", 0.9, 110)], "bổ gia"),
        ([("ĐÔNG", 0.14, 0)], [("ĐONG", 0.72, 0)], "ĐÔNG"),
        ([("Như", 0.3, 0), ("trên,", 0.5, 50)], [("Nhưtren,", 0.9, 0)], "Như trên,"),
        ([("0]", 0.1, 0)], [("01", 0.8, 0)], "01"),
        ([("tiết", 0.3, 0)], [("tiết", 0.35, 0)], "tiết"),
        ([("a", 0.1, 0)], [("b", 0.9, 300)], "a"),
        ([("Điều", 0.3, 0)], [], "Điều"),
    ],
    ids=[
        "surer",
        "cut up",
        "sure words stay",
        "marks lost",
        "run together",
        "figures",
        "no gain",
        "another place",
        "none",
    ],
)
def test_a_second_reading_replaces_only_what_it_reads_better(
    old: list[tuple[str, float, int]], new: list[tuple[str, float, int]], line: str
) -> None:
    def words(row: list[tuple[str, float, int]]) -> list[Reading]:
        narrow = len(row) == 3 or "Như" in row[0][0] if row else False
        return [read(text, sure, x, x + (40 if narrow and len(row) > 1 else 90)) for text, sure, x in row]

    assert " ".join(word.text for word in doubtful.merged(words(old), words(new))) == line


@pytest.mark.slow
def test_the_letterhead_of_a_clean_scan_is_whole() -> None:
    [page] = sheets.read(SAMPLES / "05-chi-thi.pdf")
    lines = sheets.texts(page)
    assert "Số: 905/CT-TTg" in lines
    assert "Độc lập - Tự do - Hạnh phúc" in lines
