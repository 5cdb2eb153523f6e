"""The year a quantity is said for, and whether it is a target or a change (`extract.targets`)."""

from __future__ import annotations

import pytest

from extract.quantities import find_quantities
from extract.targets import with_years


@pytest.mark.parametrize(
    ("text", "year", "role"),
    [
        ("Đến năm 2030, tỷ lệ đạt 95%", "2030", "target"),
        ("phấn đấu có ít nhất 500 doanh nghiệp vào năm 2030", "2030", "target"),
        ("Năm 2024, tỉnh đã đạt 95%", "2024", None),
        ("tốc độ tăng trưởng 8,5% trong năm 2026", "2026", "growth"),
        ("thu ngân sách giảm 3% so với năm 2024", None, "growth"),
        ("phấn đấu bằng 10 dự án vào năm 2026, đạt 2% GDP vào năm 2030", "2030", "target"),
        ("Năm 2025 kết thúc. Toàn tỉnh có 858 doanh nghiệp", None, None),
        ("mục tiêu đến năm 2020 đạt 60%", "2020", None),
        ("có 858 doanh nghiệp; năm 2030 sẽ tổng kết", None, None),
    ],
)
def test_a_quantity_has_the_year_and_role_of_its_sentence(text: str, year: str | None, role: str | None) -> None:
    *_, found = with_years(text, find_quantities(text), "2026-01-05")
    assert (found.year, found.role) == (year, role)
