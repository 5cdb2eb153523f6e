"""Corrections laid over pages as read, and where they belong after another reading."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from extract.compose import compose, composed
from extract.corrections import SURE, corrected, correction, reading_of, standing_page
from tests.test_extract.sheets_of_words import page_of
from vanthu.records import Correction, Entry, Page, What

TEXT = "Giao Bộ Tài chinh?0.4 chủ trì\nhoàn thành trước quý?0.3 I1?0.2 năm 2025"
NOW = datetime(2025, 6, 30, tzinfo=UTC)


def entry(what: What, sequence: int = 1) -> Entry:
    return Entry(f"e{sequence}", "d1", sequence, "local", NOW, what)


def corrects(page: Page, first: int, count: int, new: str, *, over: tuple[Entry, ...] = ()) -> Correction:
    return correction(page, standing_page(page, over).slots, first, count, new)


def texts(page: Page, *entries: Entry) -> str:
    (made,), _ = corrected([page], entries)
    return "\n".join(line.text for line in made.lines)


@pytest.mark.parametrize(
    ("first", "count", "new", "line"),
    [
        (3, 1, "chính", "Giao Bộ Tài chính chủ trì"),
        (2, 2, "Tài chính", "Giao Bộ Tài chính chủ trì"),
        (3, 1, "chính và", "Giao Bộ Tài chính và chủ trì"),  # one becomes two
        (2, 2, "Tàichính", "Giao Bộ Tàichính chủ trì"),  # two become one
        (0, 1, "", "Bộ Tài chinh chủ trì"),  # taken out, with its blank
        (5, 1, "", "Giao Bộ Tài chinh chủ"),
    ],
)
def test_the_line_reads_as_corrected_and_each_word_is_where_its_letters_are(
    first: int, count: int, new: str, line: str
) -> None:
    page = page_of(TEXT)
    (made,), loose = corrected([page], [entry(corrects(page, first, count, new))])
    assert (made.lines[0].text.rstrip(), loose) == (line, ())
    assert [made.lines[0].text[word.start : word.end] for word in made.lines[0].words] == line.split()
    assert made.lines[1] == page.lines[1]


def test_a_corrected_word_is_sure_and_tells_what_was_read_in_the_old_box() -> None:
    page = page_of(TEXT)
    text, _ = composed([page], [entry(corrects(page, 3, 1, "chính"))])
    (word,) = [word for word in text.words if text.text[word.start : word.end] == "chính"]
    assert (word.confidence, word.raw, word.box) == (SURE, "chinh", page.lines[0].words[3].box)
    assert compose([page]).text.startswith("Giao Bộ Tài chinh")


def test_what_was_read_before_the_program_put_it_right_stays_the_raw_reading() -> None:
    page = page_of(TEXT)
    words = list(page.lines[0].words)
    words[3] = replace(words[3], raw="chlnh")
    page = replace(page, lines=(replace(page.lines[0], words=tuple(words)), page.lines[1]))
    (made,), _ = corrected([page], [entry(corrects(page, 3, 1, "chính"))])
    assert made.lines[0].words[3].raw == "chlnh"


def test_words_that_one_became_share_its_box_by_their_letters() -> None:
    page = page_of("haichữ x")
    (made,), _ = corrected([page], [entry(corrects(page, 0, 1, "hai chữ"))])
    old, (left, right) = page.lines[0].words[0].box, [word.box for word in made.lines[0].words[:2]]
    assert old is not None
    assert left is not None
    assert right is not None
    assert (left.x0, right.x1) == (pytest.approx(old.x0), pytest.approx(old.x1))
    assert left.x1 < right.x0
    assert [word.raw for word in made.lines[0].words[:2]] == ["haichữ", ""]


def test_a_later_correction_stands_in_place_of_the_one_it_covers() -> None:
    page = page_of(TEXT)
    one = entry(corrects(page, 3, 1, "chánh"), 1)
    two = entry(corrects(page, 2, 2, "Tài chính", over=(one,)), 2)
    assert texts(page, one, two).startswith("Giao Bộ Tài chính chủ trì")
    assert texts(page, one).startswith("Giao Bộ Tài chánh chủ trì")


@pytest.mark.parametrize(("first", "count"), [(2, 1), (3, 2), (5, 3), (9, 9)])
def test_words_that_are_no_whole_slots_of_one_line_are_refused(first: int, count: int) -> None:
    page = page_of(TEXT)
    over = (entry(corrects(page, 2, 2, "x")),)
    with pytest.raises(ValueError, match="words"):
        corrects(page, first, count, "y", over=over)


AGAIN = {
    "read the same": (TEXT, 0.0, "Tài chính", ()),
    "with a word more before it": ("Nay giao Bộ Tài chinh chủ trì\nx", 0.0, "Tài chính", ()),
    "a little aside": (TEXT, 0.002, "Tài chính", ()),
    "read right by now": (TEXT.replace("chinh?0.4", "chính"), 0.0, "Tài chính", ()),
    "read otherwise": (TEXT.replace("chinh?0.4", "chủnh"), 0.0, "Tài chủnh", ("e1",)),
    "elsewhere on the page": ("\n\n\n\n\n" + "x\n" * 9 + TEXT, 0.0, "Tài chinh", ("e1",)),
}


@pytest.mark.parametrize(("text", "shift", "reads", "loose"), AGAIN.values(), ids=AGAIN)
def test_after_another_reading_a_correction_is_where_its_words_are_or_is_told_of(
    text: str, shift: float, reads: str, loose: tuple[str, ...]
) -> None:
    page = page_of(TEXT)
    said = entry(corrects(page, 3, 1, "chính"))
    again = page_of(text, shift=shift)
    if "Nay" in text:  # the words stand further right by then: the boxes stay with the letters
        words = again.lines[0].words
        moved = [replace(word, box=old.box) for word, old in zip(words[1:], page.lines[0].words, strict=True)]
        again = replace(again, lines=(replace(again.lines[0], words=(words[0], *moved)), again.lines[1]))
    made, lost = corrected([again], [said])
    assert reads in "\n".join(line.text for line in made[0].lines)
    assert lost == loose


def test_of_two_places_with_the_same_words_the_one_with_the_box_is_meant() -> None:
    page = page_of("a sai b\nc sai d")
    what = corrects(page, 4, 1, "đúng")
    assert texts(page, entry(what)) == "a sai b\nc đúng d"
    assert texts(page, entry(replace(what, first=1))) == "a sai b\nc đúng d"


def test_without_boxes_the_words_beside_it_tell_which_is_meant() -> None:
    def bare(text: str) -> Page:
        page = page_of(text)
        return replace(
            page, lines=tuple(replace(one, words=tuple(replace(w, box=None) for w in one.words)) for one in page.lines)
        )

    page = bare("a sai b\nc sai d")
    said = entry(corrects(page, 4, 1, "đúng"))
    assert texts(bare("mới mới mới\na sai b\nc sai d"), said) == "mới mới mới\na sai b\nc đúng d"


def test_a_correction_of_a_page_that_is_gone_is_told_of() -> None:
    said = entry(corrects(page_of(TEXT, 2), 3, 1, "chính"))
    assert corrected([page_of(TEXT, 1)], [said])[1] == ("e1",)


def test_the_digest_of_a_reading_changes_with_its_words_alone() -> None:
    page = page_of(TEXT)
    assert reading_of(page) == reading_of(page_of(TEXT, shift=0.1)) != reading_of(page_of(TEXT + "x"))
    text, _ = composed([page], [entry(corrects(page, 3, 1, "chính"))])
    assert text.pages[0].reading == reading_of(page)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.text("abđế-,", min_size=1, max_size=4), min_size=1, max_size=4), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 11), st.integers(1, 3), st.text("xỹ z", max_size=6)), max_size=5),
)
def test_whatever_is_corrected_words_stay_in_their_lines_in_order_and_the_page_as_read_is_kept(
    lines: list[list[str]], fixes: list[tuple[int, int, str]]
) -> None:
    page = page_of("\n".join(" ".join(line) for line in lines))
    before, log = page, ()
    for i, (first, count, new) in enumerate(fixes, start=1):
        with suppress(ValueError):  # not whole slots of one line
            log = (*log, entry(corrects(page, first, count, new, over=log), i))
    (made,), loose = corrected([page], log)
    assert loose == ()
    assert page == before
    for line in made.lines:
        at = 0
        for word in line.words:
            assert at <= word.start < word.end <= len(line.text)
            assert not line.text[word.start : word.end].isspace()
            at = word.end
    standing = standing_page(page, log).slots
    assert [slot.first for slot in standing] == sorted({slot.first for slot in standing})
    assert sum(slot.count for slot in standing) == sum(len(line.words) for line in page.lines)
    letters = "".join("".join(slot.text.split()) for slot in standing)
    assert "".join("".join(line.text.split()) for line in made.lines) == letters
