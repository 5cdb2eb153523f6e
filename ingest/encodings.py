"""Vietnamese before Unicode: TCVN3 (ABC) and VNI Windows, as tables; and bytes → text with the encoding told.

Both old encodings are 8-bit codes shown by special fonts: the same bytes read as Latin-1 are the gibberish that is met
in Word files ("Céng hoµ x· héi"). Text here means that: characters up to U+00FF stand for bytes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

# TCVN3: runs of letters from a first byte. Capitals with a tone have no code: a capital font (.VnTimeH) shows them.
# ư is AD, in Latin-1 the soft hyphen, which must not be dropped.
_TCVN3_RUNS: Final = (
    (0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
    (0xB5, "àảãáạ"),
    (0xBB, "ằẳẵắ"),
    (0xC6, "ặầẩẫấậè"),
    (0xCE, "ẻẽéẹềểễếệìỉ"),
    (0xDC, "ĩíịò"),
    (0xE1, "ỏõóọồổỗốộờởỡớợù"),
    (0xF1, "ủũúụừửữứựỳỷỹýỵ"),
)
TCVN3: Final = {first + i: letter for first, run in _TCVN3_RUNS for i, letter in enumerate(run)}

# VNI: a base letter and a byte for tone, hat or both. Capitals are the same, 0x20 lower.
_VNI_MARKS: Final = {
    "a": "E0ầ E1ấ E2â E3ẫ E4ậ E5ẩ E8ằ E9ắ EAă EBặ EFạ F5ã F8à F9á FAẳ FBả FCẵ",
    "e": "E0ề E1ế E2ê E3ễ E4ệ E5ể EFẹ F5ẽ F8è F9é FBẻ",
    "o": "E0ồ E1ố E2ô E3ỗ E4ộ E5ổ EFọ F5õ F8ò F9ó FBỏ",
    "u": "EFụ F5ũ F8ù F9ú FBủ",
    "y": "F5ỹ F8ỳ F9ý FBỷ",
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
_VNI_LETTER: Final = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))


def from_tcvn3(text: str, *, capitals: bool = False) -> str:
    """TCVN3 shown as Latin-1 → Unicode; `capitals` for text in a capital font (.VnTimeH)."""
    letters = text.translate(TCVN3)
    return letters.upper() if capitals else letters


def from_vni(text: str) -> str:
    """VNI Windows shown as Latin-1 → Unicode."""
    return _VNI_LETTER.sub(lambda found: VNI[found.group()], text)


def encoding_of(font: str) -> str | None:
    """The old encoding that a font shows (tcvn3, tcvn3-capitals, vni), None for a Unicode font."""
    name = font.lower()
    if name.startswith(".vn"):
        return "tcvn3-capitals" if name.rstrip("0123456789 ").endswith("h") else "tcvn3"
    return "vni" if name.startswith(("vni-", "vni ")) else None


def from_font(text: str, font: str) -> str:
    """Text as a font shows it: that of TCVN3 and VNI fonts is converted, all other stays."""
    encoding = encoding_of(font)
    if encoding == "vni":
        return from_vni(text)
    return text if encoding is None else from_tcvn3(text, capitals=encoding == "tcvn3-capitals")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding it was in; `sure` is False where the letters only look likely."""

    text: str
    encoding: str
    sure: bool = True


def decode(data: bytes) -> Decoded | None:
    """The text of a text file, None for what is no text. A byte order mark is taken off, nothing else is changed."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    wide = _wide(data)
    if wide:
        return _strictly(data, wide)
    if not _is_text(data):
        return None
    try:
        return _unicode_or_legacy(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _eight_bit(data)


_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SAMPLE: Final = 1 << 16
_LINE_CONTROLS: Final = frozenset(b"\t\n\r\f\x0b\x08\x1b\x1a\x1e\x1f")


def _strictly(data: bytes, encoding: str) -> Decoded | None:
    """As the byte order mark says; a few broken characters are replaced, a file of them is no text."""
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    if broken > max(2, len(text) // 100):
        return None
    return Decoded(text, encoding, sure=broken == 0)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    sample = data[: _SAMPLE & ~1]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2], sample[1::2]
    half = len(sample) // 2
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros.count(0) > half * 0.5 and others.count(0) < half * 0.02:
            return encoding
    return None


def _is_text(data: bytes) -> bool:
    """Whether control characters are as rare as in text: NUL and the like less than one in ten of a short file, one in
    a hundred of a long one."""
    sample = data[:_SAMPLE]
    controls = sum(1 for byte in sample if byte < 0x20 and byte not in _LINE_CONTROLS)
    return controls <= max(len(sample) / 100, min(len(sample) / 10, 4))


def _unicode_or_legacy(text: str) -> Decoded:
    """Unicode, unless it is TCVN3 or VNI that somebody saved as Unicode: then no letter is beyond Latin-1."""
    sample = text[:_SAMPLE]
    if not sample.isascii() and not any("\u0100" <= letter <= "\u1fff" for letter in sample):
        best, score, _ = _best(text, ("tcvn3", "vni"))
        if score >= _SURE and score - vietnamese_share(sample) >= 0.2:
            return Decoded(_as(text, best), f"{best} in utf-8")
    return Decoded(text, "utf-8")


def _eight_bit(data: bytes) -> Decoded | None:
    """8-bit text: whichever reading gives the most Vietnamese syllables, else Cyrillic or Western."""
    text = data.decode("latin-1")
    best, score, runner_up = _best(text, ("tcvn3", "vni", "cp1258"))
    if score >= _SURE and score - runner_up >= 0.1:
        return Decoded(_as(text, best), best)
    broken = data.decode("utf-8", "replace")
    if broken.count("\ufffd") * 50 < sum(1 for letter in broken if letter > "\x7f"):
        return Decoded(broken, "utf-8", sure=False)
    letters = [letter for letter in text[:_SAMPLE] if letter.isalpha()]
    if not letters:
        return None
    high = sum(letter > "\x7f" for letter in letters) / len(letters)
    if sum("\x80" <= letter < "\xa0" for letter in text[:_SAMPLE]) > len(text[:_SAMPLE]) * 0.05:
        return None
    if high > 0.6:
        return Decoded(data.decode("cp1251", "replace"), "cp1251", sure=False)
    return Decoded(data.decode("cp1252", "replace"), "cp1252", sure=high < 0.15) if high < 0.3 else None


_SURE: Final = 0.75


def _best(text: str, encodings: tuple[str, ...]) -> tuple[str, float, float]:
    """The reading with the most Vietnamese syllables among its accented words, its share, and the next best share."""
    sample = text[:_SAMPLE]
    shares = sorted(((vietnamese_share(_as(sample, one)), one) for one in encodings), reverse=True)
    return shares[0][1], shares[0][0], shares[1][0]


def _as(text: str, encoding: str) -> str:
    if encoding == "tcvn3":
        return from_tcvn3(text)
    if encoding == "vni":
        return from_vni(text)
    if encoding == "cp1258":
        return text.encode("latin-1", "replace").decode("cp1258", "replace")
    return text


def vietnamese_share(text: str) -> float:
    """The share of Vietnamese syllables among the words with letters outside ASCII; 0 where there are too few words to
    tell (three)."""
    words = [word for word in re.findall(r"[^\W\d_]+[^\W\d_\u0300-\u0323]*", _composed(text)) if not word.isascii()]
    if len(words) < 3:
        return 0.0
    return sum(map(is_syllable, words)) / len(words)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)  # for judging alone; the text itself is not normalised here


_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"


@cache
def _syllable() -> re.Pattern[str]:
    onset = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx]"
    nucleus = (
        "uyê|uya|oai|oay|oeo|uây|iêu|yêu|uôi|ươi|ươu|uyu|oao|"
        "ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|oo|ua|uâ|uê|ui|uô|uơ|uy|ưa|ươ|ưi|ưu|yê|ya|"
        "[aăâeêioôơuưy]"
    )
    return re.compile(f"(?:{onset})?(?:{nucleus})(?:ng|nh|ch|[cmnpt])?")


def is_syllable(word: str) -> bool:
    """Whether a word has the build of one Vietnamese syllable, with one tone at most."""
    apart = unicodedata.normalize("NFD", word.lower().replace("đ", "\ue000"))
    tones = [letter for letter in apart if letter in _TONES]
    bare = unicodedata.normalize("NFC", "".join(letter for letter in apart if letter not in _TONES))
    return len(tones) <= 1 and _syllable().fullmatch(bare.replace("\ue000", "đ")) is not None
