"""What a paper says of itself: number, kind, issuer, date, title, signers; `tests/cases/headers.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.compose import compose
from extract.document import extract
from extract.header import header
from extract.structure import structure
from vanthu.records import Box, DocumentText, Field, Line, Metadata, Page, PageSource, Word

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "headers.yaml").read_text("utf-8"))


def plain(text: str) -> tuple[Page, ...]:
    return (Page(1, None, None, PageSource.FILE, tuple(Line(row) for row in text.split("\n"))),)


def read(text: str) -> tuple[DocumentText, Metadata]:
    composed = compose(plain(text))
    return composed, header(composed, structure(composed))


def value(found: Field | tuple[Field, ...] | None) -> Any:
    if isinstance(found, tuple):
        return [field.value for field in found]
    return found.value if found else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_header_says_what_is_printed(case: dict[str, Any]) -> None:
    _, found = read(case["text"])
    expected = {name: said for name, said in case.items() if name not in ("name", "text")}
    assert {name: value(getattr(found, name)) for name in expected} == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_signers_places_and_numbers_stand_at_their_evidence(case: dict[str, Any]) -> None:
    text, found = read(case["text"])
    fields = [*found.signers, *(field for field in (found.place, found.number) if field)]
    assert all("".join(text.quote(field.evidence).split()) == "".join(field.value.split()) for field in fields)


def test_an_attached_paper_does_not_speak_for_the_main_one() -> None:
    text = CASES[0]["text"] + "KẾ HOẠCH\nViệc khác\n(Kèm theo Quyết định số 098/QĐ-TTg)\nSố: 7/KH-BTC\nI. VIỆC\n"
    _, found = read(text)
    assert value(found.number) == "098/QĐ-TTg"
    assert value(found.type) == "quyết định"


def test_a_number_stamped_into_the_gap_of_a_printed_line_is_read() -> None:
    def words(*placed: tuple[str, float, float]) -> Line:
        text = " ".join(word for word, _, _ in placed)
        at, made = 0, []
        for word, x, y in placed:
            made.append(Word(at, at + len(word), Box(1, x, y, x + 0.01 * len(word), y + 0.015)))
            at += len(word) + 1
        return Line(text, tuple(made))

    lines = (
        words(("ỦY", 0.1, 0.05), ("BAN", 0.14, 0.05), ("NHÂN", 0.18, 0.05), ("DÂN", 0.23, 0.05)),
        words(("TỈNH", 0.12, 0.07), ("LÀO", 0.18, 0.07), ("CAI", 0.22, 0.07)),
        words(("Số:", 0.12, 0.1), ("/UBND-XD", 0.24, 0.1)),
        words(("Lào", 0.55, 0.1), ("Cai,", 0.59, 0.1), ("ngày", 0.64, 0.1), ("tháng", 0.74, 0.1), ("7", 0.8, 0.1),
              ("năm", 0.82, 0.1), ("2026", 0.87, 0.1)),
        words(("V/v", 0.1, 0.12), ("việc", 0.14, 0.12), ("mẫu", 0.2, 0.12)),
        words(("Kính", 0.3, 0.2), ("gửi:", 0.35, 0.2), ("Các", 0.4, 0.2), ("Sở.", 0.45, 0.2)),
        words(("7432", 0.17, 0.102), ("21", 0.7, 0.102)),
    )  # fmt: skip
    composed = compose([Page(1, 595.0, 842.0, PageSource.TEXT, lines)])
    found = header(composed, structure(composed))
    assert value(found.number) == "7432/UBND-XD"
    assert value(found.issued) == "2026-07-21"


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.sampled_from([row for case in CASES for row in case["text"].split("\n")]) | st.text(max_size=20), max_size=20
    )
)
def test_any_lines_have_a_header(rows: list[str]) -> None:
    text, found = read("\n".join(rows))
    fields = [found.number, found.type, found.issued, found.place, found.title, *found.issuer, *found.signers]
    spans = [span for field in fields if field for span in field.evidence]
    assert all(0 <= span.start <= span.end <= len(text.text) for span in spans)


def test_the_whole_document_is_read_through_the_one_entry() -> None:
    made = extract(plain(CASES[1]["text"]))
    assert value(made.metadata.issuer) == ["Sở Công Thương tỉnh Lào Cai"]
    assert made.made_by.startswith("extract-")
    assert made == extract(plain(CASES[1]["text"]))


@pytest.mark.parametrize("pages", [(), plain(""), plain("\n \n")])
def test_an_empty_document_has_no_facts(pages: tuple[Page, ...]) -> None:
    made = extract(pages)
    assert (made.metadata, made.provisions, made.citations, made.obligations) == (Metadata(), (), (), ())
