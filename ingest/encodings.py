"""Vietnamese before Unicode: TCVN3 (ABC), VNI Windows, VPS, VISCII, TCVN 5712 and CP1258, as tables; fonts that tell.

These encodings are 8-bit codes shown by special fonts: the same bytes read as Western letters are the gibberish that is
met in Word files ("Céng hoµ x· héi"). Text here means that: characters up to U+00FF, and those that CP1252 has for the
bytes 80 to 9F, stand for bytes. Which of them a text is in, `ingest.oldtext` tells.
"""

from __future__ import annotations

import re
from typing import Final

from ingest.syllables import is_syllable


def _runs(rows: str) -> dict[int, str]:
    """A table from runs of letters, each after the code of its first."""
    found = (re.match(r"([0-9A-F]{2})(.+)", row) for row in rows.split())
    return {int(run[1], 16) + i: letter for run in found if run for i, letter in enumerate(run[2])}


# Capitals with a tone have no code in TCVN3: a capital font (.VnTimeH) shows them. ư is AD, in Latin-1 the soft hyphen,
# which must not be dropped.
TCVN3: Final = _runs(
    "A1ĂÂÊÔƠƯĐăâêôơưđ B5àảãáạ BBằẳẵắ C6ặầẩẫấậè CEẻẽéẹềểễếệìỉ DCĩíịò E1ỏõóọồổỗốộờởỡớợù F1ủũúụừửữứựỳỷỹýỵ"
)
_TCVN5712: Final = TCVN3 | _runs(
    "01ÚỤ 04ỪỬỮ 11ỨỰỲỶỸÝỴ 80ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ AFẰ BAẲ BFẴẮẦẨẪẤỀ CDỂ D9ỄẾỒ E0Ổ F0Ỗ FFỐ"
)
_VISCII: Final = _runs(
    "02Ẳ 05ẴẪ 14Ỷ 19Ỹ 1EỴ 80ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ"
    "ĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VPS: Final = _runs(
    "80ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ 93ỀỂỄỐỒỔỖýỷỵỚỜỞ A1ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕựầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺ E0àáâãảạă"
    " E8èéêẽìí EFĩẴĐòóôõ F7Ơụùúủ FDỶẼỳ"
)

# VNI: a base letter and a byte for tone, hat or both. Capitals are the same, 0x20 lower. Most write í as one byte,
# some (converters among them) as i and a mark.
_VNI_MARKS: Final = {
    "a": "E0ầ E1ấ E2â E3ẫ E4ậ E5ẩ E8ằ E9ắ EAă EBặ EFạ F5ã F8à F9á FAẳ FBả FCẵ",
    "e": "E0ề E1ế E2ê E3ễ E4ệ E5ể EFẹ F5ẽ F8è F9é FBẻ",
    "o": "E0ồ E1ố E2ô E3ỗ E4ộ E5ổ EFọ F5õ F8ò F9ó FBỏ",
    "u": "EFụ F5ũ F8ù F9ú FBủ",
    "i": "EFị F5ĩ F8ì F9í FBỉ",
    "y": "EFỵ F5ỹ F8ỳ F9ý FBỷ",
    "\xf4": "EFợ F5ỡ F8ờ F9ớ FBở",
    "\xf6": "EFự F5ữ F8ừ F9ứ FBử",
}
_VNI_ALONE: Final = "E6ỉ ECì EDí EEỵ F1đ F2ị F3ĩ F4ơ F6ư"


def _vni_table() -> dict[str, str]:
    table = {}
    for base, marks in {**_VNI_MARKS, "": _VNI_ALONE}.items():
        for mark in marks.split():
            byte, letter = int(mark[:2], 16), mark[2:]
            table[base + chr(byte)] = letter
            table[base.upper() + chr(byte - 0x20)] = letter.upper()
            if base:  # a capital followed by a small mark is met too, where only the first letter was typed as capital
                table[base.upper() + chr(byte)] = letter.upper()
    return table


VNI: Final = _vni_table()
VNI_MARKS: Final = frozenset(code[1] for code in VNI if len(code) == 2)
_VNI_LETTER: Final = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))

# What Western readers make of the bytes 80 to 9F; and of some others by the name of the glyph that a PDF draws.
_CP1252: Final = {ord(sign): byte for byte in range(0x80, 0xA0) if (sign := bytes([byte]).decode("cp1252", "ignore"))}
_GLYPHS: Final = {0x2212: 0xAD, 0x2219: 0xB7, 0x03BC: 0xB5, 0x02C9: 0xAF, 0x2126: 0xEA}

TABLES: Final[dict[str, dict[int, str]]] = {
    "tcvn3": TCVN3 | {glyph: TCVN3[byte] for glyph, byte in _GLYPHS.items() if byte in TCVN3},
    **{
        name: table | {sign: table[byte] for sign, byte in (_CP1252 | _GLYPHS).items() if byte in table}
        for name, table in (("tcvn5712", _TCVN5712), ("viscii", _VISCII), ("vps", _VPS))
    },
}
"""Encodings with one code a letter."""

_CP1258: Final = {
    **{byte: bytes([byte]).decode("cp1258", "ignore") or None for byte in range(0x80, 0x100)},
    **{sign: bytes([byte]).decode("cp1258", "ignore") or chr(sign) for sign, byte in _CP1252.items()},
}
NAMES: Final = ("tcvn3", "vni", "vps", "viscii", "cp1258", "tcvn5712")
"""The encodings, the commonest first."""

TWICE: Final = "utf-8 twice"
"""No encoding but a damage: UTF-8 that a program took for CP1252 and saved again ("Cá»™ng hÃ²a")."""

_DOUBLE_AD: Final = re.compile("\xad{2,}")  # Word's own mark of a possible hyphen beside the letter; no word has ưư
_HYPHENED: Final = re.compile(r"(?:[^\W\d_]*-)?[^\W\d_]+-?(?![\w-])|[^\W\d_]+-(?![\w-])")


def converted(text: str, encoding: str) -> str:
    """Text in one of NAMES → Unicode, not normalised; "tcvn3-capitals" is TCVN3 in a capital font."""
    if encoding == "vni":
        return from_vni(text)
    if encoding == "cp1258":
        return text.translate(_CP1258)
    if encoding == TWICE:
        return _once(text)
    if encoding.startswith("tcvn3"):
        return from_tcvn3(text, capitals=encoding == "tcvn3-capitals")
    letters = text.translate(TABLES[encoding])
    return _u_again(text, letters) if encoding == "tcvn5712" else letters


def _once(text: str) -> str:
    """The text that was encoded twice; as it is where it was not."""
    try:
        return bytes(_CP1252.get(ord(sign), ord(sign)) for sign in text).decode("utf-8")
    except ValueError:  # a sign beyond a byte, or bytes that are no UTF-8
        return text


def from_tcvn3(text: str, *, capitals: bool = False) -> str:
    """TCVN3 shown as Latin-1 → Unicode; `capitals` for text in a capital font (.VnTimeH)."""
    letters = _DOUBLE_AD.sub("\xad", text).translate(TABLES["tcvn3"])
    letters = _u_again(text, letters)
    return letters.upper() if capitals else letters


def _u_again(text: str, letters: str) -> str:
    return _HYPHENED.sub(_with_u, letters) if "-" in text and "\xad" not in text else letters


def _with_u(found: re.Match[str]) -> str:
    """ư again, where a program took its code for a hyphen at a line's end and wrote a plain one: "tr-ởng", "t-"."""
    word = found.group()
    if word.endswith("-") and len(word) < 3 and word.lower() != "t-":
        return word  # "b-" begins an item of a list
    whole = word.replace("-", "ư")
    parts = [part for part in word.split("-") if part]
    if word == "-u" or ("-" in word and is_syllable(whole) and not all(map(is_syllable, parts))):
        return whole
    return word


def from_vni(text: str) -> str:
    """VNI Windows shown as Latin-1 → Unicode."""
    return _VNI_LETTER.sub(lambda found: VNI[found.group()], text)


# A font's name as Word and PDF write it: before it the mark of a subset, after it the style. `.VnTimeH` shows capitals.
_SUBSET: Final = re.compile(r"^[A-Z]{6}\+")
_STYLE: Final = re.compile(r"[\s,_-]*(?:Bold|Italic|Oblique|Regular|Normal|Roman|MT|PS|Narrow|[\d\s,_-])+$", re.I)
_FONTS: Final = (
    (re.compile(r"^(?:\.vn|Vn(?=[A-Z0-9]))", 0), "tcvn3"),
    (re.compile(r"^\.vn", re.I), "tcvn3"),
    (re.compile(r"^vni(?:[-_ ]|(?=[A-Z]))", re.I), "vni"),
    (re.compile(r"^vps(?:[-_ ]|(?=[A-Z]))", re.I), "vps"),
    (re.compile(r"^vi(?:scii)?[-_ ]", re.I), "viscii"),
)


def encoding_of(font: str) -> str | None:
    """The old encoding that a font shows (one of NAMES, or tcvn3-capitals), None for a Unicode font."""
    name = _SUBSET.sub("", font.strip())
    found = next((encoding for pattern, encoding in _FONTS if pattern.match(name)), None)
    if found != "tcvn3":
        return found
    return "tcvn3-capitals" if _STYLE.sub("", name).endswith("H") else "tcvn3"


def from_font(text: str, font: str) -> str:
    """Text as a font shows it: that in an old font is converted, all other stays."""
    encoding = encoding_of(font)
    return text if encoding is None else converted(text, encoding)
