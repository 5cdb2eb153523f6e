"""A list of papers beside the papers: what it fills, what it must not touch, what is told."""

from __future__ import annotations

from typing import Any

import pytest

from extract.listed import ENVELOPE, RULE, day, with_list
from vanthu.records import DocumentText, Extraction, Field, Metadata, Span


def printed(value: str) -> Field:
    return Field(value, (Span(0, 1),), "printed")


def extraction(**about: Any) -> Extraction:
    return Extraction(DocumentText("t", "x", (), (), ()), Metadata(**about), warnings=("Một lưu ý.",))


@pytest.fixture
def paper() -> Extraction:
    return extraction(
        number=printed("12/KH-UBND"),
        issued=printed("2025-04-03"),
        title=printed("Triển khai công tác lưu trữ hồ sơ năm 2025"),
        issuer=(printed("Ủy ban nhân dân tỉnh Lào Cai"),),
    )


@pytest.fixture
def bare() -> Extraction:
    return extraction()


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("3/4/2025", "2025-04-03"),
        ("03.04.2025", "2025-04-03"),
        ("2025-04-03", "2025-04-03"),
        ("2025-04-03 00:00:00", "2025-04-03"),
        ("31/2/2025", None),
        ("tháng 4/2025", None),
        ("", None),
    ],
)
def test_days_of_a_list(written: str, iso: str | None) -> None:
    assert day(written) == iso


def test_what_was_not_found_comes_from_the_list_and_says_so(bare: Extraction) -> None:
    values = {"number": "12/KH- UBND", "issued": "3/4/2025", "title": "Về  lưu trữ", "issuer": "UBND tỉnh Lào Cai"}
    about = with_list(bare, values).metadata
    assert about.number is not None
    assert (about.number.value, about.number.evidence, about.number.rule) == ("12/KH-UBND", (), RULE)
    assert about.issued is not None
    assert about.issued.value == "2025-04-03"
    assert about.title is not None
    assert about.title.value == "Về lưu trữ"
    assert [field.value for field in about.issuer] == ["UBND tỉnh Lào Cai"]
    assert about.type is None


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"number": "12/KH-UBND", "issued": "03/04/2025"}, ""),
        ({"number": "13/KH-UBND"}, "số 13/KH-UBND, trên văn bản là 12/KH-UBND"),
        ({"issued": "4/4/2025"}, "ngày ban hành 2025-04-04, trên văn bản là 2025-04-03"),
        ({"title": "TRIỂN KHAI công tác lưu trữ hồ sơ"}, ""),
        ({"title": "Báo cáo phòng cháy"}, "trích yếu “Báo cáo phòng cháy”"),
        ({"issued": "không rõ"}, ""),
    ],
)
def test_what_the_paper_says_stands_and_a_difference_is_told(
    paper: Extraction, values: dict[str, str], told: str
) -> None:
    found = with_list(paper, values)
    assert found.metadata.number == paper.metadata.number
    assert found.metadata.issued == paper.metadata.issued
    new = found.warnings[len(paper.warnings) :]
    assert (told in new[0]) if told else new == ()


@pytest.mark.parametrize("values", [{"number": "9/QĐ", "title": "Khác hẳn"}, {}])
def test_a_list_laid_beside_twice_is_laid_once_and_a_new_one_replaces_it(
    paper: Extraction, bare: Extraction, values: dict[str, str]
) -> None:
    for extraction in (paper, bare):
        once = with_list(extraction, values)
        assert with_list(once, values) == once
        assert with_list(once, {}) == extraction


def test_an_envelope_is_laid_beside_as_a_list_is_under_its_own_name(paper: Extraction, bare: Extraction) -> None:
    values = {"number": "13/KH-UBND", "issued": "05/01/2026"}
    about = with_list(bare, values, ENVELOPE).metadata
    assert [(field.value, field.rule) for field in (about.number, about.issued) if field] == [
        ("13/KH-UBND", ENVELOPE),
        ("2026-01-05", ENVELOPE),
    ]
    once = with_list(paper, values, ENVELOPE)
    assert once.warnings[-1].startswith("Phong bì ghi ngày ban hành")
    assert once.metadata == paper.metadata
    assert with_list(once, {}) == paper
