"""Capitals of old fonts: what could only be stored small is read as the capital it showed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.capitals import restored

CASES = (
    ("ủY BAN NHÂN DÂN", "ỦY BAN NHÂN DÂN"),
    ("TM. ủY BAN NHÂN DÂN", "TM. ỦY BAN NHÂN DÂN"),
    ("CộNG HòA Xã HộI CHủ NGHĨA VIệT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("CHủ TịCH", "CHỦ TỊCH"),
    ("Theo QUYếT ĐịNH này", "Theo QUYẾT ĐỊNH này"),
)
LEFT = (
    "Số: 913/2006/QĐ-UBND",
    "Bộ Y tế",
    "Hà Nội",
    "ủy ban nhân dân tỉnh",
    "Đỗ Thị Á, GĐ Sở",
    "BỘ Y TẾ",
    "Lưu: VT, TH (2b).",
)


@pytest.mark.parametrize(("stored", "shown"), CASES)
def test_capitals_that_could_not_be_stored_are_restored(stored: str, shown: str) -> None:
    assert restored(stored) == shown


@pytest.mark.parametrize("line", LEFT)
def test_lines_of_other_fonts_are_left_as_printed(line: str) -> None:
    assert restored(line) == line


@given(st.text())
def test_a_line_keeps_its_length(line: str) -> None:
    assert len(restored(line)) == len(line)
