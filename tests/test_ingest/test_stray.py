"""Marks that no printer made are no words; and where a lone mark above the letterhead belongs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ingest import stray
from ingest.reading import Reading
from tests.test_ingest import sheets
from tests.test_ingest.sheets import body, make

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "files"


def word(text: str, x0: int, *, wide: int = 60, high: int = 26, sure: float = 0.9, y: int = 300) -> Reading:
    return Reading(text, x0, y, x0 + wide, y + high, y, y + 28, sure, (1, 1, 1))


@pytest.mark.parametrize(
    ("mark", "stays"),
    [
        (word(":", 500, wide=3, high=3, sure=0.4), False),
        (word(":", 262, wide=2, high=2, sure=0.9), False),
        (word("ˆ", 270, wide=2, high=2, sure=0.9), False),
        (word("_-_.", 700, wide=27, high=5, sure=0.35), False),
        (word(".t3", 500, wide=30, sure=0.0), False),
        (word("{", 500, wide=8, sure=0.5), False),
        (word("|", 262, wide=3, sure=0.9), False),
        (word(":", 262, wide=5, high=16, sure=0.7), True),
        (word("-", 185, wide=9, high=4, sure=0.9), True),
        (word("-", 700, wide=9, high=5, sure=0.5), True),
        (word(".", 262, wide=4, high=4, sure=0.7), True),
        (word("”", 262, wide=10, high=9, sure=0.5), True),
        (word("2", 700, wide=14, sure=0.05), False),
        (word("2", 700, wide=14, sure=0.3), True),
        (word("năm", 700, sure=0.0), False),
        (word("2026", 700, sure=0.0), True),
        (word("x", 262, wide=14, sure=0.0), True),
    ],
    ids=lambda value: f"{value.text} {value.x0}" if isinstance(value, Reading) else None,
)
def test_a_speck_or_a_doubtful_mark_far_from_words_is_left_out(mark: Reading, stays: bool) -> None:
    row = [word("phục", 130), word("vụ", 200)]
    assert (mark in stray.without([*row, mark], 1654, 2339)) is stays
    assert [one for one in stray.without([*row, mark], 1654, 2339) if one is not mark] == row


def test_a_bar_that_lies_where_a_dash_does_is_a_dash() -> None:
    row = [word("Độc", 130), word("lập", 200)]
    for bar, text in (("~", "-"), ("=", "–"), ("_", "-")):
        mark = word(bar, 280, wide=10 if text == "-" else 16, high=3, y=313)
        lying = replace(mark, top=300, bottom=328)
        assert [one.text for one in stray.without([*row, lying], 1654, 2339)] == ["Độc", "lập", text]
    low = replace(word("~", 280, wide=10, high=3, y=326), top=300, bottom=328)
    assert "-" not in [one.text for one in stray.without([*row, low], 1654, 2339)]


@pytest.mark.parametrize(
    ("texts", "y", "stays"),
    [
        (("TƯỢC", "1N", "[JAIUIA"), 0, False),
        (("Jộc1", "lạJT", "1ự", "cl0"), 2318, False),
        (("Độc", "lập", "Tự", "do"), 0, True),
        (("TƯỢC", "1N", "[JAIUIA"), 40, True),
        (("15", "2"), 0, True),
    ],
    ids=["upper edge", "lower edge", "readable", "off the edge", "a page's number"],
)
def test_a_line_cut_through_by_the_sheets_edge_is_text_where_it_makes_sense(
    texts: tuple[str, ...], y: int, stays: bool
) -> None:
    line = [word(text, 100 + 80 * k, y=y) for k, text in enumerate(texts)]
    assert (stray.without(line, 1654, 2339) == line) is stays


HEAD = (
    (85, 760, "BỘ KHOA HỌC VÀ CÔNG NGHỆ"),
    (300, 760, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (340, 740, "Độc lập - Tự do - Hạnh phúc"),
    (120, 730, "Số: 15/BKHCN-CĐS"),
    (340, 715, "Hà Nội, ngày 02 tháng 7 năm 2025"),
)


@pytest.mark.parametrize(
    ("x", "y", "mark", "first"),
    [
        (440, 800, "Mẫu số 01/BC", True),
        (85, 800, "HỎA TỐC", True),
        (300, 776, "DỰ THẢO", False),
    ],
    ids=["right", "left", "part of the column"],
)
def test_a_mark_set_off_above_the_letterhead_is_no_part_of_its_columns(
    tmp_path: Path, x: float, y: float, mark: str, first: bool
) -> None:
    def draw(canvas: sheets.Canvas) -> None:
        canvas.setFont("Tinos", 11)
        for at_x, at_y, text in (*HEAD, (x, y, mark)):
            canvas.drawString(at_x, at_y, text)

    [page] = sheets.read(make(tmp_path / "a.pdf", sheets.together(draw, body(top=640))))
    lines = sheets.texts(page)
    assert (lines[0] == mark) is first
    head = [line for line in lines if line != mark][:5]
    assert head == ["BỘ KHOA HỌC VÀ CÔNG NGHỆ", "Số: 15/BKHCN-CĐS", *(text for at_x, _, text in HEAD if at_x >= 300)]


@pytest.mark.slow
def test_a_worn_scan_has_no_lines_of_dirt_and_its_letterhead_in_order() -> None:
    [page] = sheets.read(SAMPLES / "06-cong-van-don-doc.pdf")
    lines = sheets.texts(page)
    assert [line for line in lines if sum(c.isalpha() for c in line) < 3] == []
    assert lines[0].startswith("MẪU")
    at = lines.index("Kính gửi:")
    assert "Hà Nội" in lines[at - 1]
    assert lines[at + 1].startswith("- Ủy ban nhân dân")
