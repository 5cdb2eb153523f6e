"""Laws cited by name get their number where one can be told (`extract.law_numbers`)."""

from __future__ import annotations

import pytest

from extract.citations import find_citations
from extract.law_numbers import named, with_numbers
from extract.words import rows


@pytest.mark.parametrize(
    ("text", "issued", "resolved", "by"),
    [
        ("Luật Đất đai năm 2024", None, "31/2024/QH15", "year"),
        ("Luật Đất đai năm 2013", "2026-01-01", "45/2013/QH13", "year"),
        ("Luật Đất đai", "2015-06-01", "45/2013/QH13", "last-before"),
        ("Luật Đất đai", "2026-06-01", "31/2024/QH15", "last-before"),
        ("Bộ luật Tố tụng hình sự", None, "101/2015/QH13", "only-one-known"),
        # open: several and no date, a year that no law has, none known, passed later than the paper
        ("Luật Đất đai", None, None, None),
        ("Luật Đất đai năm 1999", None, None, None),
        ("Luật Thủ đô", "2026-01-01", None, None),
        ("Luật Dữ liệu", "2020-01-01", None, None),
    ],
)
def test_a_law_by_name_has_a_number_only_where_one_can_be_told(
    text: str, issued: str | None, resolved: str | None, by: str | None
) -> None:
    (found,) = with_numbers(find_citations(text), issued)
    assert found.number is None
    assert (found.resolved, found.resolved_by) == (resolved, by)


def test_the_papers_own_words_come_first() -> None:
    said = "Căn cứ Luật Đầu tư số 61/2020/QH14;\nthực hiện Luật Đầu tư"
    _, later = with_numbers(find_citations(said), "2026-06-01")
    assert (later.resolved, later.resolved_by) == ("61/2020/QH14", "same-paper")


def test_the_table_holds_each_number_once_with_its_year_in_its_term() -> None:
    known = rows("law_numbers.tsv")
    assert len({number for _, _, number, _ in known}) == len(known)
    for _, kind, number, _ in known:
        year, term = int(number.split("/")[1]), int(number.rsplit("QH", 1)[1])
        assert kind in ("luật", "bộ luật", "pháp lệnh")
        assert 5 * term + 1946 - 2 <= year <= 5 * term + 1946 + 6, number


def test_the_name_is_read_without_kind_year_and_marks() -> None:
    assert named("Luật Thủ đô (sửa đổi) năm 2024") == ("thủ đô", "2024")
