"""Whom a collective means on a day (`extract.members`)."""

from __future__ import annotations

import pytest

from extract.members import members_of


@pytest.mark.parametrize(
    ("name", "on", "count", "whole"),
    [
        ("Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương", "2025-06-30", 63, True),
        ("Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương", "2025-07-01", 34, True),
        ("Các bộ", "2025-03-01", 14, True),
        ("Các bộ, cơ quan ngang bộ", "2025-03-01", 17, True),
        ("Các bộ", "2025-02-28", 18, True),
        ("Các bộ, ngành, địa phương", "2026-01-01", 48, False),
        ("Các tỉnh ủy, thành ủy", "2026-01-01", 34, True),
        ("Các cơ quan có liên quan", "2026-01-01", 0, False),
        ("Bộ phận một cửa", "2026-01-01", 0, False),
        ("Bộ Tài chính", "2026-01-01", 0, False),
    ],
)
def test_a_collective_means_those_who_exist_on_the_day(name: str, on: str, count: int, whole: bool) -> None:
    found = members_of(name, on)
    assert (len(found.bodies), found.whole) == (count, whole)


def test_a_ministry_is_meant_only_while_it_exists() -> None:
    before, after = ({body.id for body in members_of("Các bộ", day).bodies} for day in ("2025-02-28", "2025-03-01"))
    assert before - after >= {"bo-ke-hoach-va-dau-tu", "bo-giao-thong-van-tai"}
    assert "bo-dan-toc-va-ton-giao" in after - before
