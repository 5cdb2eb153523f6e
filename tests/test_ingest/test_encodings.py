"""Old encodings come out as the letters people saw; text is told from what is none."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

import pytest

from ingest.encodings import NAMES, TABLES, TCVN3, VNI, encoding_of, from_font, from_tcvn3, from_vni
from ingest.oldtext import decode, told, writing
from ingest.syllables import is_syllable

TEXT = "Cộng hoà xã hội chủ nghĩa Việt Nam. Thủ tướng giao Bộ Tài chính chủ trì, được thực hiện trước ngày 30 tháng 6."
TO_TCVN3 = {letter: chr(code) for code, letter in TCVN3.items()}
TO_VNI = {letter: code for code, letter in VNI.items()}


def old(text: str, table: dict[str, str]) -> bytes:
    return "".join(table.get(letter, letter) for letter in text).encode("latin-1")


def written(text: str, encoding: str) -> bytes:
    """A text as a program of before Unicode kept it."""
    if encoding == "vni":
        return old(text, TO_VNI)
    if encoding != "cp1258":
        return old(text, {letter: chr(code) for code, letter in TABLES[encoding].items() if code < 256})
    apart = ((unicodedata.normalize("NFD", letter), letter) for letter in text)
    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = ""
    for letters, whole in apart:
        tone = "".join(mark for mark in letters if mark in tones)
        out += unicodedata.normalize("NFC", letters.translate(dict.fromkeys(map(ord, tones)))) + tone if tone else whole
    return out.encode("cp1258")


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
        ("n\u2212\xedc x\u2219 h\xe9i", "FBHPFN+VnTimeBold", "nước xã hội"),  # signs that a PDF draws the codes with
        (
            "Tr-ëng ban, th«ng t-, nh- sau, b- môc 12/N§-CP",
            ".VnArial",
            "Trưởng ban, thông tư, như sau, b- mục 12/NĐ-CP",
        ),
        ("th\xad\xad¬ng", ".VnTime", "thương"),
        ("chiù thò chính", "VNI-Times", "chí thị chính"),  # í as one code, and as a letter with its mark
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


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", "tcvn3"),
        (".VnTimeH", "tcvn3-capitals"),
        (".VnTimeH,Bold", "tcvn3-capitals"),
        ("FBHPFN+VnTimeHBold", "tcvn3-capitals"),
        (".VnArial Narrow", "tcvn3"),
        ("VNI-Helve-Condense", "vni"),
        ("VPS Times", "vps"),
        ("VI Arial", "viscii"),
        ("VNtimes new roman", None),  # of yet another maker
        ("Verdana", None),
        ("Vivaldi", None),
        ("Times New Roman", None),
        ("", None),
    ],
)
def test_a_font_tells_its_encoding(font: str, encoding: str | None) -> None:
    assert encoding_of(font) == encoding


@pytest.mark.parametrize("encoding", NAMES)
def test_a_text_file_in_any_old_encoding_is_read(encoding: str) -> None:
    found = decode(written(TEXT + "\nTHỦ TƯỚNG CHÍNH PHỦ" * (encoding == "tcvn5712"), encoding))
    assert found is not None
    assert (unicodedata.normalize("NFC", found.text)[: len(TEXT)], found.encoding) == (TEXT, encoding)


def test_text_that_was_encoded_twice_is_read_once() -> None:
    twice = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in TEXT.encode())
    assert twice.startswith("Cá»™ng hoÃ")
    assert told(twice) == "utf-8 twice"
    found = decode(twice.encode())
    assert found is not None
    assert (found.text, found.encoding) == (TEXT, "utf-8 twice in utf-8")


def test_lines_in_different_encodings_are_each_read_in_their_own() -> None:
    lines = [written(TEXT, encoding) for encoding in ("tcvn3", "vni", "viscii")]
    found = decode(b"\n".join([TEXT.encode(), *lines, written("Hòa bình", "tcvn3")]))
    assert found is not None
    assert found.text.split("\n") == [TEXT] * 4 + ["Hòa bình"]


FOREIGN = [
    "Le Conseil d'État a décidé que la société mère était responsable à l'égard des créanciers étrangers.",
    "Høyesterett på Østlandet sa at også små fylker må få være med; så går året, og båten når øya på tå.",
    "Der Ausschuss für Öffentlichkeitsarbeit hält die Änderungen für überflüssig, weil größere Städte fehlen.",
    "Pemerintah daerah wajib melaporkan hasilnya kepada menteri sebelum 30 Juni 2025 – “segera”.",
    "La Comisión aprobó el día 5 un crédito adicional: así será más fácil; mañana seguirá la sesión.",
]


@pytest.mark.parametrize("text", [*FOREIGN, TEXT, unicodedata.normalize("NFD", TEXT), "Hoà, môn, à, và các xã"])
def test_text_that_is_good_already_stays(text: str) -> None:
    assert told(text) is None
    found = decode(text.encode())
    assert found is not None
    assert (found.text, found.encoding) == (text, "utf-8")


@pytest.mark.parametrize("text", FOREIGN)
def test_western_8_bit_text_is_no_vietnamese(text: str) -> None:
    found = decode(text.encode("cp1252"))
    assert found is not None
    assert (found.text, found.encoding) == (text, "cp1252")


def test_paragraphs_of_one_document_are_each_read_as_they_are_written() -> None:
    tcvn3, vni = written(TEXT, "tcvn3").decode("latin-1"), written(TEXT, "vni").decode("latin-1")
    paragraphs = [
        ((tcvn3, ".VnTime"),),
        ((TEXT, ".VnTime"),),  # Unicode under an old name
        ((TEXT, "Times New Roman"),),
        ((tcvn3, "Arial"),),  # an old encoding under a new name
        (("Hoø", "Times New Roman"), ("a b\xecnh", "Times New Roman")),
        (("coä", "VNI-Times"), ("ng hoo", "VNI-Times"), ("ø", "VNI-Times")),
        ((vni, "VNI-Times"), (" và ", "Times New Roman"), ("bé tµi chÝnh", ".VnTimeH")),
    ]
    how = writing(paragraphs)
    assert ["".join(how.read(one)) for one in paragraphs] == [
        TEXT, TEXT, TEXT, TEXT, "Hoø" + "a bình", "cộng hoò", TEXT + " và BỘ TÀI CHÍNH",
    ]  # fmt: skip


def test_a_unicode_document_in_a_font_with_an_old_name_stays() -> None:
    paragraphs = [((TEXT, ".VnTime"),), (("Hà", ".VnTime"),)]
    how = writing(paragraphs)
    assert ["".join(how.read(one)) for one in paragraphs] == [TEXT, "Hà"]


@pytest.mark.shared
def test_no_paper_in_unicode_is_changed(shared_data: Path) -> None:
    papers = sorted((shared_data / "docs" / "txt").glob("*.txt"))
    assert len(papers) > 200
    for path in (*papers, *sorted((shared_data / "news").rglob("*.txt"))):
        found = decode(path.read_bytes())
        assert found is not None
        assert found.text == path.read_bytes().decode("utf-8-sig"), path.name
