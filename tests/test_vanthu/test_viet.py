"""Folding keeps offsets, knows đ, and settles tone placement."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vanthu import viet


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đồng chí Nguyễn Văn A", "dong chi nguyen van a"),
        ("ĐẢNG CỘNG SẢN VIỆT NAM", "dang cong san viet nam"),
        ("Số: 57-NQ/TW", "so: 57-nq/tw"),
        ("\u00d0iều 1", "dieu 1"),  # Đ written as the Icelandic letter
    ],
)
def test_folding_takes_every_accent_off(text: str, folded: str) -> None:
    assert viet.fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"), [("hòa", "hoà"), ("HÒA", "hoà"), ("thúy", "thuý"), ("khỏe", "khoẻ"), ("ủy", "uỷ")]
)
def test_both_tone_placements_are_one_word(one: str, other: str) -> None:
    assert viet.same(one, other)
    assert not viet.same(one, viet.fold(other))


@given(st.text())
def test_folding_keeps_the_length_of_any_text(text: str) -> None:
    for form in (text, unicodedata.normalize("NFC", text)):
        assert len(viet.fold(form)) == len(form)
        assert len(viet.canonical(form)) == len(form)
