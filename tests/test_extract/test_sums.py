"""Sums that do not add up: in sentences (`tests/cases/sums.yaml`) and in tables."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from extract.compose import compose
from extract.document import extract
from extract.structure import structure
from extract.sums import find_sums
from extract.sums_tables import find_table_sums
from vanthu.records import Cell, Line, Page, PageSource

CASES = Path(__file__).parents[1] / "cases"


def numbers(words: list[str]) -> str:
    total, *parts = (word.replace(".", "").replace(" ", "") for word in words)
    return f"{total} = {' + '.join(parts)}"


@pytest.mark.parametrize(("case", "found"), yaml.safe_load((CASES / "sums.yaml").read_text(encoding="utf-8")).items())
def test_a_sum_in_a_sentence_is_told_only_where_the_parts_are_the_whole(case: str, found: list[str]) -> None:
    code, _, text = case.rpartition("|")
    doubts = list(find_sums(text, code or "vi"))
    assert [numbers([text[s.start : s.end].replace(",", "") for s in one.evidence]) for one in doubts] == found


def sheet(*rows: tuple[str, ...]) -> Page:
    cells = [
        Line(word, (), cell=Cell(1, n, column, 1, 1)) for n, row in enumerate(rows) for column, word in enumerate(row)
    ]
    return Page(1, None, None, PageSource.TEXT, tuple(cells))


HEAD = ("STT", "Tên dự án", "Diện tích (ha)", "Tỷ lệ (%)")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ((("1", "Cụm A", "35,5", "40"), ("2", "Cụm B", "40", "50"), ("", "Tổng cộng", "75,5", "80")), []),
        ((("1", "Cụm A", "35,5", "40"), ("2", "Cụm B", "40", "50"), ("", "Tổng cộng", "76,5", "80")), ["76,5 35,5 40"]),
        ((("", "Tổng số", "76,5", ""), ("1", "Cụm A", "35,5", "40"), ("2", "Cụm B", "40", "50")), ["76,5 35,5 40"]),
        # levels: the parts of a part are not counted twice
        (
            (
                ("I", "Cụm A", "70", ""),
                ("1", "Khu a", "30", ""),
                ("2", "Khu b", "40", ""),
                ("II", "Cụm B", "5", ""),
                ("", "Cộng", "75", ""),
            ),
            [],
        ),
        # a column that holds words, a total of something else, no total
        ((("1", "Cụm A", "chưa có", ""), ("2", "Cụm B", "40", ""), ("", "Tổng cộng", "75", "")), []),
        ((("1", "Cụm A", "3", ""), ("2", "Cụm B", "4", ""), ("", "Tổng cộng", "1.000", "")), []),
        ((("1", "Cụm A", "3", ""), ("2", "Cụm B", "4", ""), ("3", "Tổng hợp báo cáo", "9", "")), []),
    ],
)
def test_a_total_of_a_table_is_held_against_its_column(rows: tuple[tuple[str, ...], ...], found: list[str]) -> None:
    text = compose([sheet(HEAD, *rows)])
    (table,) = structure(text).tables
    assert [text.quote(one.evidence) for one in find_table_sums(text, table)] == found


def test_totals_moved_by_merged_cells_are_not_compared() -> None:
    rows = (
        ("1", "Cụm A", "35", "40"),
        ("2", "Cụm B", "40", "50"),
        ("3", "Cụm C", "1", "5"),
        ("Tổng cộng", "90", "", ""),
    )
    text = compose([sheet(HEAD, *rows)])
    assert not list(find_table_sums(text, structure(text).tables[0]))


def test_a_finding_of_a_document_has_its_places_and_both_sentences() -> None:
    said = "Cả tỉnh công bố 2.307 thủ tục, trong đó 1.856 thủ tục cấp tỉnh và 436 thủ tục cấp xã."
    (found,) = extract([Page(1, None, None, PageSource.TEXT, (Line(said, ()),))]).findings
    assert found.quote == "2.307 1.856 436"
    assert found.says == "Tổng ghi 2.307, nhưng 1.856 + 436 = 2.292 (chênh 15)."
    assert found.says_en == "The total reads 2,307, but 1,856 + 436 = 2,292 (off by 15)."
    assert found.id.startswith("f")
