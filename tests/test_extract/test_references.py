"""Words that mean something named elsewhere (`extract.references`): `tests/cases/references.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.document import extract
from vanthu.records import Line, Page, PageSource, Reference

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/references.yaml").read_text(encoding="utf-8"))


def page(text: str) -> Page:
    return Page(1, None, None, PageSource.TEXT, tuple(Line(line, ()) for line in text.splitlines()))


def shown(one: Reference) -> str:
    return f"{one.quote} | {one.means or '?'} | {one.path or ', '.join(one.names)}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["kind"])
def test_what_is_meant_is_found_before_or_said_to_be_open(case: dict[str, Any]) -> None:
    facts = extract([page(case["text"])])
    assert facts.metadata.type
    assert facts.metadata.type.value == case["kind"]
    assert [shown(one) for one in facts.references] == case["found"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["kind"])
def test_the_antecedent_stands_before_and_an_open_one_says_why(case: dict[str, Any]) -> None:
    facts = extract([page(case["text"])])
    for one in facts.references:
        if one.means in ("paper", "body"):
            assert one.antecedent
            assert all(span.end <= one.evidence[0].start for span in one.antecedent)
        assert bool(one.why) == (one.means == "")


def test_in_a_quotation_this_decree_is_the_one_that_is_amended() -> None:
    text = """CHÍNH PHỦ
NGHỊ ĐỊNH
Sửa đổi, bổ sung một số điều của các nghị định về dữ liệu
Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 10/2020/NĐ-CP như sau:
“Điều 5. Hồ sơ
1. Hồ sơ nộp theo quy định tại Điều 4 Nghị định này.”
Điều 2. Nghị định này có hiệu lực từ ngày ký."""
    first, second = extract([page(text)]).references
    assert (first.means, first.names) == ("paper", ("10/2020/NĐ-CP",))
    assert second.means == "self"
