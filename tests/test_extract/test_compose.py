"""The one text: what is in it, and the way back to the words."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from extract.compose import compose
from vanthu.records import Box, Line, LineKind, Page, PageSource, Word
from vanthu.viet import fold


def line(text: str, *, kind: LineKind = LineKind.BODY, n: int = 1, y: float = 0.1) -> Line:
    words, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        words.append(Word(start, at, Box(n, start / 200, y, at / 200, y + 0.01)))
    return Line(text, tuple(words), kind)


def page(n: int, *lines: Line, source: PageSource = PageSource.TEXT) -> Page:
    return Page(n, 595.0, 842.0, source, lines)


def plain(text: str) -> list[Page]:
    return [
        Page(n, None, None, PageSource.FILE, tuple(Line(row) for row in sheet.split("\n")))
        for n, sheet in enumerate(text.split("\f"), 1)
    ]


def test_running_heads_page_numbers_and_stamps_are_left_out() -> None:
    kinds = (LineKind.RUNNING_HEAD, LineKind.PAGE_NUMBER, LineKind.STAMP)
    text = compose([page(1, *(line("bỏ", kind=kind) for kind in kinds), line("giữ lại"))])
    assert text.text == "giữ lại"


def test_a_sentence_over_a_page_break_is_one_stretch_and_footnotes_come_last() -> None:
    first = page(1, line("Bộ Tài chính chủ trì,"), line("1 Chú thích.", kind=LineKind.FOOTNOTE))
    text = compose([first, page(2, line("phối hợp.", n=2))])
    assert text.text == "Bộ Tài chính chủ trì,\fphối hợp.\n1 Chú thích."
    assert [made.page for made in text.lines] == [1, 2, 1]
    assert text.pages[1].end == text.text.index("\n")


def test_the_text_of_a_plain_text_file_is_the_file_composed() -> None:
    raw = "  Số:  57-NQ/TW \n\nho\u0300a\f\ntrang hai\n"
    assert compose(plain(raw)).text == unicodedata.normalize("NFC", raw)


def test_the_id_changes_with_the_text_and_with_the_lines() -> None:
    one = compose(plain("a\nb"))
    assert one.id == compose(plain("a\nb")).id
    assert one.id != compose(plain("a\nc")).id
    assert one.id != compose([page(1, line("a"), line("b", kind=LineKind.HANDWRITING))]).id


LETTERS = st.text(st.sampled_from("ho\u0300a\u0301ê\u0323đu\u031bo\u031bÐ x1-,\u200b\ud7a4\u1100\u1161"), max_size=30)


@given(st.lists(st.lists(LETTERS, max_size=4), max_size=3))
def test_composed_words_stand_where_the_way_back_says(sheets: list[list[str]]) -> None:
    pages = [page(n, *(line(row, n=n) for row in rows)) for n, rows in enumerate(sheets, 1)]
    text = compose(pages)
    printed = [w for p in pages for made in p.lines for w in made.text.split()]
    found = [text.text[word.start : word.end] for word in text.words]
    assert found == [unicodedata.normalize("NFC", word) for word in printed]
    assert unicodedata.is_normalized("NFC", text.text)
    assert len(fold(text.text)) == len(text.text)
    assert all(a.end <= b.start for a, b in zip(text.words, text.words[1:], strict=False))
