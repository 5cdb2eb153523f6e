"""A document as index records: `search_api.index.project`, `passages`, `snippets`, `fields`, `plan`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_api.index.fields import FIELDS, MAIN, Kind, facets_of, fields_of
from search_api.index.passages import LONG, flat, passages
from search_api.index.plan import entry
from search_api.index.project import project
from search_api.index.snippets import snippet
from search_api.index.words import LONGEST, spellings, tokens
from vanthu.errors import BadRequest
from vanthu.records import (
    Citation,
    Deadline,
    Document,
    DocumentText,
    Extraction,
    Field,
    IndexQuery,
    IndexRecord,
    Metadata,
    Obligation,
    Permission,
    Provision,
    Span,
    State,
    Unit,
)

DOCUMENT = Document("d1", "0" * 64, "Tệp.pdf", "application/pdf", "local", State.DONE, 2, None, version=3)


def extraction(text: str, *spans: tuple[int, int], **facts: Any) -> Extraction:
    provisions = tuple(
        Provision(f"dieu-{n}", f"Điều {n}", "dieu", Span(*s), Span(*s), Span(*s)) for n, s in enumerate(spans, 1)
    )
    return Extraction(DocumentText("t", text, (), (), ()), Metadata(), provisions, **facts)


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.sampled_from("aữ. \n\f"), max_size=4000),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 4000)), max_size=6),
)
def test_every_letter_is_in_exactly_one_passage(text: str, spans: list[tuple[int, int]]) -> None:
    inside = [(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in spans]
    found = passages(extraction(text, *inside))
    covered = [i for piece in found for i in range(piece.span.start, piece.span.end)]
    assert len(covered) == len(set(covered))
    assert {i for i, char in enumerate(text) if not char.isspace()} <= set(covered)
    assert all(piece.span.end - piece.span.start <= LONG for piece in found)
    assert covered == sorted(covered)


def test_passages_follow_the_provisions() -> None:
    text = "Mở đầu\nĐiều 1. Một\nĐiều 2. Hai\nNơi nhận"
    found = passages(extraction(text, (7, 18), (19, 30)))
    assert [(text[p.span.start : p.span.end], p.provision and p.provision.label) for p in found] == [
        ("Mở đầu", None),
        ("Điều 1. Một", "Điều 1"),
        ("Điều 2. Hai", "Điều 2"),
        ("Nơi nhận", None),
    ]


def test_flat_text_keeps_every_offset() -> None:
    assert flat("a\nb\f\u00a0c") == "a b  c"


def _fields(records: list[IndexRecord], unit: Unit) -> dict[str, Any]:
    return dict(next(record.fields for record in records if record.unit is unit))


def test_a_document_is_projected_with_its_facts() -> None:
    text = "Nghị quyết số 57-NQ/TW\nGiao việc trước ngày 30/6/2025"
    act = (Span(23, 32),)
    deadline = Deadline((Span(33, 53),), "trước ngày 30/6/2025", "before", "2025-06-30")
    task = Obligation("o1", act, "Giao việc", "Giao việc", (), (), deadline, None, None, None, "test", 0.5)
    cited = Citation("c1", (Span(0, 22),), text[:22], "57-NQ/TW", None, None, (), None, "basis", "test")
    about = Metadata(number=Field("03/NQ-CP", (), "t"), issued=Field("2025-01-09", (), "t"))
    found = replace(extraction(text, obligations=(task, task), citations=(cited,)), metadata=about)
    records = project(DOCUMENT, found)
    assert [record.unit for record in records].count(Unit.OBLIGATION) == 2
    assert len({record.id for record in records}) == len(records)
    assert {(record.document, record.access, record.version) for record in records} == {("d1", "local", 3)}
    document, passage, obligation = (_fields(records, unit) for unit in (Unit.DOCUMENT, Unit.PASSAGE, Unit.OBLIGATION))
    assert (document["year"], document["number_key"], document["tasks"]) == ("2025", "3/NQ/CP", 2)
    assert set(document["numbers"]) == {"3/NQ/CP", "57/NQ/TW"}
    assert passage["relations"] == ("basis:57/NQ/TW",)
    assert json.loads(passage["citations"])[0]["evidence"] == [[0, 22]]
    assert (obligation["due_to"], obligation["due_kind"], obligation["due_in"]) == ("2025-06-29", "dated", "2025-06")
    assert json.loads(obligation["evidence"]) == {"act": [[23, 32]], "deadline": [[33, 53]]}
    assert project(DOCUMENT, found) == records


def test_an_empty_document_is_still_a_record() -> None:
    assert [record.unit for record in project(DOCUMENT, extraction(""))] == [Unit.DOCUMENT]


def test_every_projected_record_fits_the_table() -> None:
    for record in project(DOCUMENT, extraction("Lời dẫn")):
        assert entry(record).id == record.id


def test_the_table_of_fields_is_sound() -> None:
    assert len({field.name for field in FIELDS}) == len(FIELDS)
    for unit in Unit:
        assert MAIN[unit] in {field.name for field in fields_of(unit) if field.kind is Kind.TEXT and field.stored}
        assert all(field.kind in (Kind.KEYWORD, Kind.FLAG) for field in facets_of(unit))
    assert all(field.kind in (Kind.NUMBER, Kind.DATE) for field in FIELDS if field.sort)


def test_a_field_of_another_unit_is_refused() -> None:
    with pytest.raises(BadRequest):
        entry(IndexRecord("x", Unit.PASSAGE, "d", "a", 1, {"quote": "lời"}))


@given(st.text(max_size=300))
def test_words_have_their_places_in_both_spellings(text: str) -> None:
    for token in tokens(text):
        assert len(token.exact) == len(token.folded) == min(token.end - token.start, LONGEST)
        assert not any(char.isspace() for char in token.exact + token.folded)
    assert spellings(text) == ([t.exact for t in tokens(text)], [t.folded for t in tokens(text)])


@settings(deadline=None)
@given(st.text(st.sampled_from("hòa bình dữ-liệu,. "), max_size=900), st.integers(20, 300))
def test_a_snippet_is_a_piece_of_the_text(text: str, width: int) -> None:
    piece = snippet(text, IndexQuery(Unit.PASSAGE, Permission(), words="hòa liệu"), width=width)
    assert text[piece.offset : piece.offset + len(piece.text)] == piece.text
    assert len(piece.text) <= width
    assert all(piece.text[mark.start : mark.end].strip() for mark in piece.marks)


SNIPPETS = (
    ("the tone wherever it is put", "hoà và hóa", "hòa", ("hoà",)),
    ("other accents where nothing else can be", "hoá chất", "hòa", ("hoá",)),
    ("without accents any", "hoa và hòa", "hoa", ("hoa", "hòa")),
    ("no other accents beside the typed ones", "hóa bình", "hòa bình", ("bình",)),
    ("words without accents beside the typed ones", "hoa bình", "hòa bình", ("hoa", "bình")),
    ("whole words only", "hòađồng hòa", "hòa", ("hòa",)),
)


@pytest.mark.parametrize(("text", "words", "marked"), [row[1:] for row in SNIPPETS], ids=[row[0] for row in SNIPPETS])
def test_a_snippet_marks(text: str, words: str, marked: tuple[str, ...]) -> None:
    piece = snippet(text, IndexQuery(Unit.PASSAGE, Permission(), words=words))
    assert tuple(piece.text[mark.start : mark.end] for mark in piece.marks) == marked


def test_a_snippet_marks_a_number_in_any_spelling() -> None:
    query = IndexQuery(Unit.PASSAGE, Permission(), filters={"numbers": ("3/NQ/CP",)})
    piece = snippet("Căn cứ Nghị quyết số 03/NQ-CP ngày 03/4", query)
    assert [piece.text[mark.start : mark.end] for mark in piece.marks] == ["03", "NQ", "CP"]


def test_a_snippet_shows_the_place_with_the_most_words() -> None:
    text = "hòa " + "lời " * 200 + "hòa bình lâu dài " + "lời " * 200
    piece = snippet(text, IndexQuery(Unit.PASSAGE, Permission(), words="hòa bình lâu dài"))
    assert "hòa bình lâu dài" in piece.text
