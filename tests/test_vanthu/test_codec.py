"""Pages and extractions come back from their bytes exactly, and small."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from vanthu.errors import Defect
from vanthu.records import (
    BodyMention,
    Box,
    Cell,
    Citation,
    Deadline,
    DocumentText,
    Extraction,
    Field,
    Line,
    LineKind,
    Metadata,
    Obligation,
    Page,
    PageInfo,
    PageSource,
    Provision,
    Quantity,
    Span,
    TextLine,
    TextWord,
    Word,
)
from vanthu.store import codec

letters = st.text(max_size=12)  # lone surrogates and NUL too
label = st.text(min_size=1, max_size=6)
fraction = st.one_of(
    st.floats(allow_nan=False, allow_infinity=True), st.integers(-9, 100_009).map(lambda i: i / 100_000)
)
small = st.integers(0, 1 << 40)
boxes = st.builds(Box, st.integers(1, 4000), fraction, fraction, fraction, fraction)
words = st.builds(Word, small, small, st.none() | boxes, st.none() | fraction, st.none() | letters)
cells = st.builds(Cell, small, small, small, small, small)
lines = st.builds(Line, letters, st.lists(words, max_size=4).map(tuple), st.sampled_from(LineKind), st.none() | cells)
sizes = st.none() | fraction
warnings = st.lists(letters, max_size=2).map(tuple)
pages = st.builds(
    Page, st.integers(1, 4000), sizes, sizes, st.sampled_from(PageSource), st.lists(lines, max_size=4).map(tuple),
    letters, sizes, letters, warnings,
)  # fmt: skip
spans = st.builds(Span, small, small)
evidence = st.lists(spans, max_size=3).map(tuple)
fields = st.builds(Field, letters, evidence, label, fraction)
named = st.lists(fields, max_size=2).map(tuple)
mentions = st.builds(BodyMention, letters, evidence, st.none() | letters, st.booleans(), st.none() | letters, label)
deadlines = st.builds(Deadline, evidence, letters, label, st.none() | letters, st.none() | small, st.none(), label)
tasks = st.builds(
    Obligation, label, evidence, letters, letters, st.lists(mentions, max_size=2).map(tuple), st.just(()),
    st.none() | deadlines, st.none() | fields, st.none() | letters, st.none() | letters, label, fraction, evidence,
)  # fmt: skip
texts = st.builds(
    DocumentText,
    label,
    letters,
    st.lists(
        st.builds(TextLine, small, small, st.none() | st.integers(1, 99), st.sampled_from(LineKind), st.none() | cells),
        max_size=3,
    ).map(tuple),
    st.lists(st.builds(TextWord, small, small, st.none() | boxes, st.none() | fraction), max_size=4).map(tuple),
    st.lists(
        st.builds(PageInfo, small, sizes, sizes, st.sampled_from(PageSource), small, small, letters, sizes, warnings),
        max_size=2,
    ).map(tuple),
)
extractions = st.builds(
    Extraction,
    texts,
    st.builds(Metadata, st.none() | fields, st.none() | fields, named, st.none() | fields),
    st.lists(st.builds(Provision, label, letters, label, spans, spans, spans), max_size=2).map(tuple),
    st.lists(mentions, max_size=2).map(tuple),
    st.lists(
        st.builds(Citation, label, evidence, letters, st.none() | letters, st.none(), st.none(), warnings, st.none(),
                  label, label), max_size=2,
    ).map(tuple),
    st.lists(tasks, max_size=2).map(tuple),
    st.lists(st.builds(Quantity, label, evidence, letters, fraction, letters, label), max_size=2).map(tuple),
    letters,
    warnings,
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(pages, max_size=3))
def test_pages_come_back_exactly(read: list[Page]) -> None:
    blob = codec.pages_to_bytes(read)
    assert codec.pages_from_bytes(blob) == tuple(read)
    assert codec.pages_to_bytes(codec.pages_from_bytes(blob)) == blob


@settings(max_examples=60, deadline=None)
@given(extractions)
def test_an_extraction_comes_back_exactly(found: Extraction) -> None:
    assert codec.extraction_from_bytes(codec.extraction_to_bytes(found)) == found


def page_of_words(n: int, decimals: int = 5) -> Page:
    """Forty lines of twelve words, as a full page has them."""
    out = []
    for row in range(40):
        words = tuple(
            Word(
                7 * i, 7 * i + 6,
                Box(n, round(0.1 + 0.0651234 * i, decimals), round(0.05 + 0.0221 * row, decimals),
                    round(0.15 + 0.0651987 * i, decimals), round(0.065 + 0.0221 * row, decimals)),
                round(0.9 + 0.001 * i, 2),
            )
            for i in range(12)
        )  # fmt: skip
        out.append(Line(" ".join(f"chữ{row * 12 + i:03}" for i in range(12)), words))
    return Page(n, 595.0, 842.0, PageSource.OCR, tuple(out))


def test_a_page_of_words_with_boxes_takes_a_few_kilobytes() -> None:
    assert len(codec.page_to_bytes(page_of_words(1))) < 4000


def test_one_page_of_many_is_read_without_the_others() -> None:
    read = [page_of_words(n) for n in (1, 2, 5)]
    blob = codec.pages_to_bytes(read)
    assert [codec.page_of_bytes(blob, n) for n in (0, 1, 2, 3, 4, 5, 6, 10**12)] == [
        None, read[0], read[1], None, None, read[2], None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("blob", [b"", b"VTP0", b"VTX1junk", b"\x80\x04pickle"])
def test_other_bytes_are_refused(blob: bytes) -> None:
    for read in (codec.pages_from_bytes, codec.extraction_from_bytes):
        with pytest.raises(Defect):
            read(blob)
