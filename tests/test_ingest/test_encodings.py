"""Old encodings come out as the letters people saw; text is told from what is none."""

from __future__ import annotations

import random

import pytest

from ingest.encodings import TCVN3, VNI, decode, from_font, from_tcvn3, from_vni, is_syllable

TEXT = "Cộng hoà xã hội chủ nghĩa Việt Nam. Thủ tướng giao Bộ Tài chính chủ trì, được thực hiện trước ngày 30 tháng 6."
TO_TCVN3 = {letter: chr(code) for code, letter in TCVN3.items()}
TO_VNI = {letter: code for code, letter in VNI.items()}


def old(text: str, table: dict[str, str]) -> bytes:
    return "".join(table.get(letter, letter) for letter in text).encode("latin-1")


@pytest.mark.parametrize(
    ("old_text", "font", "seen"),
    [
        ("Céng hoµ x· héi", ".VnTime", "Cộng hoà xã hội"),
        ("th\xad tÝn", ".VnTime", "thư tín"),
        ("Uû ban nh©n d©n", ".VnTimeH", "UỶ BAN NHÂN DÂN"),
        ("Coäng hoøa xaõ hoäi", "VNI-Times", "Cộng hòa xã hội"),
        ("ÑOÄC LAÄP", "VNI-Helve", "ĐỘC LẬP"),
        ("Cộng hoà", "Times New Roman", "Cộng hoà"),
        ("Céng", "Times New Roman", "Céng"),
    ],
)
def test_text_is_what_its_font_showed(old_text: str, font: str, seen: str) -> None:
    assert from_font(old_text, font) == seen


@pytest.mark.parametrize("letter", list(TCVN3.values()))
def test_each_tcvn3_letter_comes_back(letter: str) -> None:
    assert from_tcvn3(TO_TCVN3[letter]) == letter


def test_each_vni_letter_comes_back_alone_and_in_a_row() -> None:
    assert all(from_vni(code) == letter for code, letter in VNI.items())
    letters = [letter for letter in VNI.values() if letter.islower()]
    random.Random(7).shuffle(letters)
    assert from_vni(" ".join(TO_VNI[letter] for letter in letters)) == " ".join(letters)


@pytest.mark.parametrize(
    ("content", "text", "encoding", "sure"),
    [
        (TEXT.encode(), TEXT, "utf-8", True),
        (b"\xef\xbb\xbf" + TEXT.encode(), TEXT, "utf-8", True),
        (TEXT.encode("utf-16"), TEXT, "utf-16-le", True),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT, "utf-16-be", True),
        ("Quyet dinh so 1".encode("utf-16-be"), "Quyet dinh so 1", "utf-16-be", True),
        (old(TEXT, TO_TCVN3), TEXT, "tcvn3", True),
        (old(TEXT, TO_VNI), TEXT, "vni", True),
        (old(TEXT, TO_TCVN3).decode("latin-1").encode(), TEXT, "tcvn3 in utf-8", True),
        ("Høyesterett på Østlandet".encode("latin-1"), "Høyesterett på Østlandet", "cp1252", True),
        ("Правительство Российской".encode("cp1251"), "Правительство Российской", "cp1251", False),
        ("hòa bình".encode(), "hòa bình", "utf-8", True),
        (b"plain ascii", "plain ascii", "utf-8", True),
        ("Høyesterett på Østlandet, år".encode(), "Høyesterett på Østlandet, år", "utf-8", True),
        (b"", "", "utf-8", True),
    ],
)
def test_the_encoding_is_told_from_the_bytes(content: bytes, text: str, encoding: str, sure: bool) -> None:
    found = decode(content)
    assert found is not None
    assert (found.text, found.encoding, found.sure) == (text, encoding, sure)


@pytest.mark.parametrize("content", [bytes(100), bytes(range(256)) * 8, random.Random(1).randbytes(4000)])
def test_binary_is_no_text(content: bytes) -> None:
    assert decode(content) is None


@pytest.mark.parametrize(
    ("word", "is_one"),
    [
        ("nghiêng", True),
        ("được", True),
        ("thuyền", True),
        ("quyết", True),
        ("Héi", False),
        ("tçnh", False),
        ("Østland", False),
    ],
)
def test_syllables_are_told_by_their_build(word: str, is_one: bool) -> None:
    assert is_syllable(word) is is_one
