"""What is understood of a question: `search_api.index.query`."""

from __future__ import annotations

import pytest

from extract.bodies import authority
from search_api.index.query import key_of, number_keys, understand
from vanthu.errors import BadRequest

# question → chips (kind:what), words left, phrases
READ: tuple[tuple[str, set[str], str, tuple[str, ...]], ...] = (
    (
        "văn bản giao Bộ KH&CN trước 30/6/2025",
        {"body:bo-khoa-hoc-va-cong-nghe", "role:lead", "due:/2025-06-29"},
        "",
        (),
    ),
    ("Bộ Công an phải làm gì trước 31/12/2025", {"body:bo-cong-an", "due:/2025-12-30"}, "", ()),
    ("bo cong an phai lam gi", {"body:bo-cong-an"}, "", ()),
    (
        "nhiệm vụ Bộ Tài chính chủ trì trong quý III/2025",
        {"body:bo-tai-chinh", "role:lead", "due:2025-07-01/2025-09-30"},
        "",
        (),
    ),
    ("phối hợp với Bộ Công an về dữ liệu", {"body:bo-cong-an", "role:coordinating"}, "dữ liệu", ()),
    ("57-NQ/TW", {"number:57/NQ/TW"}, "", ()),
    ("57 nq tw", {"number:57/NQ/TW"}, "", ()),
    ("Nghị quyết số 57-NQ/TW", {"number:57/NQ/TW"}, "", ()),
    ("quyết định 982/QĐ-TTg ngày 12/5/2025", {"number:982/QD/TTG"}, "", ()),
    ("các nhiệm vụ quá hạn của Bộ Tài chính", {"state:late", "body:bo-tai-chinh"}, "", ()),
    ("nhiệm vụ của Bộ Nội vụ", {"body:bo-noi-vu"}, "", ()),
    ("03-NQ/CP", {"number:3/NQ/CP"}, "", ()),
    ("5973 /UBND-KT", {"number:5973/UBND/KT"}, "", ()),
    ("66.13/2026/NQ-CP", {"number:66/13/2026/NQ/CP"}, "", ()),
    (
        "kế hoạch của Bộ Công an năm 2025",
        {"type:kế hoạch", "issuer:bo-cong-an", "year:2025"},
        "",
        (),
    ),
    ("văn bản ban hành trước 1/1/2025", {"issued:/2024-12-31"}, "", ()),
    ('"dữ liệu dùng chung" Lào Cai', set(), "Lào Cai", ("dữ liệu dùng chung",)),
    # Nothing to understand: words as they stand.
    ("Bộ Công an và dữ liệu", set(), "Bộ Công an và dữ liệu", ()),
    ("chuyển đổi số", set(), "chuyển đổi số", ()),
    ("giao thông đường bộ", set(), "giao thông đường bộ", ()),
    ("kế hoạch hành động", set(), "kế hoạch hành động", ()),
    ("km/h", set(), "km/h", ()),
    ("2 triệu người", set(), "2 triệu người", ()),
    ("", set(), "", ()),
)


@pytest.mark.parametrize(("text", "chips", "words", "phrases"), READ, ids=[row[0] for row in READ])
def test_a_question_is_understood(text: str, chips: set[str], words: str, phrases: tuple[str, ...]) -> None:
    read = understand(text, authority())
    assert {chip.key for chip in read.chips} == chips
    assert (read.words, read.phrases) == (words, phrases)


def test_a_chip_that_is_switched_off_gives_its_words_back() -> None:
    read = understand("giao Bộ Công an dữ liệu trước 30/6/2025", authority(), without=["due:/2025-06-29"])
    assert "trước 30/6/2025" in read.words
    assert [chip.kind for chip in read.switched_off] == ["due"]
    assert read.due == (None, None)


def test_every_chip_names_the_words_it_was_read_from() -> None:
    text = "Nghị quyết số 57-NQ/TW giao Bộ Công an trước 30/6/2025"
    for chip in understand(text, authority()).chips:
        assert chip.words in text
        assert chip.words


def test_exact_understands_nothing_but_numbers_and_phrases() -> None:
    assert understand("văn bản giao Bộ Công an", authority(), exact=True).words == "văn bản giao Bộ Công an"


def test_a_question_without_end_is_refused() -> None:
    with pytest.raises(BadRequest):
        understand("a" * 1001, authority())


@pytest.mark.parametrize("spelling", ["03/NQ-CP", "3/nq-cp", "03-NQ/CP", "03 NQ CP", "03 / NQ - CP", "3–NQ/CP"])
def test_every_spelling_of_a_number_has_one_key(spelling: str) -> None:
    assert key_of(spelling) == "3/NQ/CP"
    assert [key for _, _, key in number_keys(f"theo {spelling}")] == ["3/NQ/CP"]
