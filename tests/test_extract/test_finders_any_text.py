"""Whatever text comes in: no exception, spans within it, in order, and no blow-up."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.bodies import find_bodies
from extract.citations import find_citations
from extract.dates import find_dates
from extract.deadlines import find_deadlines, read_cell
from extract.languages import LANGUAGES, language_of, read_news
from extract.numbers import find_numbers
from extract.pipe import flat, sentences
from extract.quantities import find_quantities
from vanthu.records import Span

# Words that the rules look for, so that random texts come near to matching.
WORDS = (
    "Bộ", "các bộ", "UBND", "tỉnh", "Lào Cai", "của", "số", "Luật", "Nghị định", "57-NQ/TW", "/QĐ-", "2025",
    "30/6/2025", "ngày", "tháng", "6", "năm", "trước", "đến hết", "hằng năm", "định kỳ", "trong", "quý II", "%", "12",
    "1.234,5",
    "doanh nghiệp", "khoản 2 Điều 5", "và", ",", ".", ";", "(", "\n", "  ", "-", "–", "Chính phủ", "Vụ Pháp chế",
    "thường xuyên", "Số:", "Sở Y tế", "các tỉnh", "sửa đổi, bổ sung một số điều của", "İ", "ﬁ", "\u00a0",
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))

FINDERS: dict[str, Callable[[str], list[Span]]] = {
    "dates": lambda text: [d.span for d in find_dates(text)],
    "numbers": lambda text: [n.span for n in find_numbers(text)],
    "deadlines": lambda text: [d.evidence[0] for d in find_deadlines(text, issued="2025-01-09")],
    "quantities": lambda text: [q.evidence[0] for q in find_quantities(text)],
    "bodies": lambda text: [b.evidence[0] for b in find_bodies(text, home="Lào Cai")],
    "sentences": lambda text: list(sentences(text)),
}


@pytest.mark.parametrize("name", FINDERS)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS)
def test_what_is_found_lies_in_the_text_in_order_without_overlap(name: str, text: str) -> None:
    spans = FINDERS[name](text)
    ends = [0, *(span.end for span in spans)]
    for span, before in zip(spans, ends, strict=False):
        assert before <= span.start < span.end <= len(text)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS)
def test_citations_and_cells_lie_in_the_text(text: str) -> None:
    cell = read_cell(text)
    spans = [c.evidence[0] for c in find_citations(text)] + ([cell.evidence[0]] if cell else [])
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, language=st.sampled_from(LANGUAGES))
def test_any_text_is_read_in_any_language(text: str, language: str) -> None:
    assert language_of(text) in ("vi", *LANGUAGES)
    found = read_news(text, language)
    for fact in (*found.bodies, *found.citations, *found.quantities, *found.deadlines):
        assert 0 <= fact.evidence[0].start < fact.evidence[0].end <= len(text)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(text=TEXTS)
def test_flat_text_leads_back_to_its_letters(text: str) -> None:
    words, at = flat(text)
    for place, letter in enumerate(words):
        there = text[at(place)]
        assert letter == " " or there not in " \n\r\t\f\v\u00a0"
        assert not there.isascii() or letter in (there.lower(), " ")


HARD = {
    "a list without end": "các bộ, ngành, " * 2000,
    "numbers": "1.234.567,89 / 12-" * 2000,
    "slashes": "5/6/7-8/NQ-CP/" * 2000,
    "law after law": "Luật sửa đổi, bổ sung một số điều của Luật Đất đai, " * 500,
    "points": "khoản 1, 2, 3 và 4 Điều 5, " * 1200,
    "capitals": "Trung tâm Hỗ trợ và Phát triển " * 1200,
    "one word": "a" * 60_000,
    "blanks": " \n" * 20_000,
    "each": "hằng năm trước ngày 5 " * 1500,
}


@pytest.mark.parametrize("name", HARD)
def test_time_grows_with_the_length_and_not_faster(name: str) -> None:
    text = HARD[name]
    find_bodies("Bộ Tài chính")  # the phrases are built once
    start = time.process_time()
    for finder in (*FINDERS.values(), find_citations):
        finder(text)
    assert time.process_time() - start < 4
