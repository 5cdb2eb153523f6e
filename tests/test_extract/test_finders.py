"""The finders, phrase by phrase: `tests/cases/*.yaml` hold what each must and must not find."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.bodies import find_bodies
from extract.citations import find_citations
from extract.dates import find_dates
from extract.deadlines import find_deadlines, read_cell
from extract.languages import language_of, read_news
from extract.numbers import canonical, find_numbers, key
from extract.quantities import find_quantities
from vanthu.records import Deadline, Quantity, Span

CASES = Path(__file__).parents[1] / "cases"


def table(name: str) -> list[Any]:
    rows = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return list(rows.items()) if isinstance(rows, dict) else rows


def words(text: str, span: Span) -> str:
    return " ".join(text[span.start : span.end].split())


@pytest.mark.parametrize(("text", "found"), table("dates.yaml"))
def test_dates_keep_the_precision_they_are_printed_in(text: str, found: list[str]) -> None:
    assert [f"{words(text, d.span)} = {d.value}" for d in find_dates(text)] == found


@pytest.mark.parametrize(("text", "found"), table("numbers.yaml"))
def test_a_document_number_has_one_spelling(text: str, found: list[str]) -> None:
    assert [n.number for n in find_numbers(text)] == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("03-NQ/CP", "3/NQ-CP"),
        ("109/QÐ-BTC", "109 /QĐ - BTC"),
        ("57–NQ/TW", "57-nq/tw"),
        ("05/2024/NĐ-CP", "5/2024/ND-CP"),
    ],
)
def test_spellings_of_one_number_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_different_numbers_have_different_keys() -> None:
    assert len({key(n) for n in ("57-NQ/TW", "57-KL/TW", "5-NQ/TW", "57/2024/NQ-CP", "57/NQ-CP")}) == 5


def test_the_canonical_form_is_its_own_canonical_form() -> None:
    for number in ("03/NQ-CP", "57-NQ/TW", "66.13/2026/NQ-CP", "364/TTr-BNG-NVVH"):
        assert canonical(number) == number


def limit(deadline: Deadline) -> str:
    day = f" day={deadline.day}" if deadline.day else ""
    month = f" month={deadline.month}" if deadline.month else ""
    return f"{deadline.rel} {deadline.value}{day}{month}"


@pytest.mark.parametrize(("text", "found"), table("deadlines.yaml"))
def test_deadlines_are_read_as_worded(text: str, found: list[str]) -> None:
    assert [f"{limit(d)} | {d.quote}" for d in find_deadlines(text)] == found


@pytest.mark.parametrize(("text", "found"), table("cells.yaml"))
def test_a_cell_states_one_deadline_or_none(text: str, found: str | None) -> None:
    cell = read_cell(text)
    assert (limit(cell) if cell else None) == found


def test_a_day_without_a_year_is_the_next_one_after_the_date_of_issue() -> None:
    text = "trước ngày 30/6"
    assert [find_deadlines(text, issued=day)[0].value for day in ("2025-01-09", "2025-06-30", "2025-07-01")] == [
        "2025-06-30",
        "2025-06-30",
        "2026-06-30",
    ]


@pytest.mark.parametrize(
    "text", ["xong trước ngày 30/6/2024", "trong quý IV năm 2024", "trong năm 2024", "trong tháng 3"]
)
def test_a_time_before_the_date_of_issue_is_no_deadline(text: str) -> None:
    assert find_deadlines(text)
    assert not find_deadlines(text, issued="2025-04-09")


def counted(quantity: Quantity) -> str:
    high = f"..{quantity.value_to:g}" if quantity.value_to is not None else ""
    return f"{quantity.quote} = {quantity.value:.10g}{high} {quantity.unit}"


@pytest.mark.parametrize(("text", "found"), table("quantities.yaml"))
def test_quantities_are_numbers_with_what_they_count(text: str, found: list[str]) -> None:
    assert [counted(q) for q in find_quantities(text)] == found


@pytest.mark.parametrize("case", table("citations.yaml"), ids=lambda case: case["text"][:50])
def test_citations_run_from_the_kind_to_the_issuer(case: dict[str, Any]) -> None:
    found = find_citations(case["text"], home=case.get("home"))
    assert [c.quote for c in found] == [wanted["quote"] for wanted in case["found"]]
    for citation, wanted in zip(found, case["found"], strict=True):
        facts = {
            "quote": citation.quote,
            "number": citation.number,
            "kind": citation.type,
            "issued": citation.issued,
            "issuer": list(citation.issuer),
            "pinpoint": citation.pinpoint,
            "relation": citation.relation,
        }
        assert {name: facts[name] for name in wanted} == wanted


@pytest.mark.parametrize("case", table("bodies.yaml"), ids=lambda case: case["text"][:50])
def test_bodies_have_their_canonical_names(case: dict[str, Any]) -> None:
    assert [b.name for b in find_bodies(case["text"], home=case.get("home"))] == case["found"]


def test_a_post_is_kept_beside_its_body() -> None:
    (mention,) = find_bodies("yêu cầu Bộ trưởng Bộ Tài chính báo cáo")
    assert (mention.name, mention.post, mention.body) == ("Bộ Tài chính", "Bộ trưởng Bộ Tài chính", "bo-tai-chinh")


@pytest.mark.parametrize("case", table("languages.yaml"), ids=lambda case: case["language"])
def test_news_in_other_languages_gives_vietnamese_bodies(case: dict[str, Any]) -> None:
    assert language_of(case["text"]) == case["language"]
    found = read_news(case["text"], case["language"])
    assert [f"{c.quote} | {c.number} | {c.issued or ''} | {', '.join(c.issuer)}" for c in found.citations] == case[
        "citations"
    ]
    assert [
        " | ".join(
            (
                ", ".join(b.name for b in o.lead),
                ", ".join(b.name for b in o.coordinating),
                f"{o.deadline.rel} {o.deadline.value}" if o.deadline else "",
            )
        )
        for o in found.obligations
    ] == case["tasks"]
    assert [f"{q.quote} = {q.value:g}" for q in found.quantities] == case["quantities"]


def test_vietnamese_is_told_from_the_others() -> None:
    assert language_of("Ủy ban nhân dân tỉnh giao Sở Công Thương chủ trì, phối hợp với các sở, ngành") == "vi"
    assert language_of("") == "vi"
    assert language_of("12345 ---") == "vi"
