"""The number or mark a provision begins with: its form, its place in a series, and how it is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import regex

ALPHABET: Final = "abcdđefghijklmnopqrstuvwxyz"
_ORDINALS: Final = {
    "nhất": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
    "mười": 10,
}  # fmt: skip

RANKS: Final = {
    "phan": 10, "chuong": 20, "muc": 30, "tieu-muc": 40, "dieu": 50, "roman": 60, "capital": 60, "num": 70,
    "num.num": 72, "num.num.num": 74, "num.num.num.num": 76, "paren": 80, "letter": 80, "bracket": 82, "star": 90,
    "dash": 90, "plus": 92,
}  # fmt: skip
"""Which form stands above which; forms of one rank nest either way, as the paper begins with them."""
DASHES: Final = ("star", "dash", "plus")
"""The forms without an order of their own."""

_OPEN: Final = r"\s*(?:[#>]+\s*)*(?:\*\*|__)?\s*"
_STOP: Final = r"(?=[\s*_]|$)"
_ENDS: Final = r"(?![\p{L}\d])\s*[.:–-]?"
_FORMS: Final[tuple[tuple[str, str], ...]] = (
    # Phần thứ nhất · PHẦN I · Phần A        not: Phần mềm, phần việc
    ("phan", r"(?:Phần|PHẦN)\s+(?:(?i:thứ)\s+(?P<word>\p{L}+)|(?P<value>[IVXLC]+|\d{1,2}|[A-ZĐ]))" + _ENDS),
    # Chương II · CHƯƠNG 3.        not: Chương trình
    ("chuong", r"(?:Chương|CHƯƠNG)\s+(?P<value>[IVXLC]+|[Il]{1,3}|\d{1,2})" + _ENDS),
    ("tieu-muc", r"(?:Tiểu mục|TIỂU MỤC)\s+(?P<value>\d{1,2}|[IVX]+)" + _ENDS),
    # Mục 1. · MỤC II        not: Mục tiêu, Mục 1 Chương II (a citation: no stop, goes on with a word of place)
    ("muc", r"(?:Mục|MỤC)\s+(?P<value>\d{1,2}|[IVXLC]+)(?!\s*(?:Chương|Phần|Phụ lục|Điều|của|và|,))" + _ENDS),
    # Điều 5. Tên điều · Điều 5a: · ĐIỀU 1        not: Điều 5 Luật Đầu tư, Điều 5, Điều 6
    ("dieu", r"(?:Điều|ĐIỀU|Ðiều|Điêu)\s+(?P<value>\d{1,3}[a-zđ]?)\s*(?:[.:](?!\d)|(?=\s*(?:\*\*|__)?\s*$))"),
    # II. · IV- · I/        not: I. Newton is left to the series
    ("roman", r"(?P<value>[IVXLC]{1,6}|Il|Ill|ll|lll)\s*(?:[.)/]|\s[–-]|-)" + _STOP),
    ("capital", r"(?P<value>[A-ZĐ])\s*(?:[.)/]|\s[–-]|-)" + _STOP),
    # 1.2. · 3.5 Nội dung · 2.1.1)        not: 1.500 tỷ, 30.6.2025
    ("num.num", r"(?P<value>\d{1,2}(?:\.\s?[1-9]\d?){1,3})(?:\s*[.)/:-]" + _STOP + r"|(?=[\s*_]+[\p{Lu}“\"]))"),
    ("paren", r"(?P<value>\d{1,2})\s*\)" + _STOP),
    # 1. · 1/ · 1- · 1:        not: 1 - 3, 2.000
    ("num", r"(?P<value>\d{1,3})\s*(?:[.](?!\d)|[/:-]" + _STOP + r")(?=[\s*_\p{L}]|$)"),
    ("letter", r"(?P<value>[a-zđ]\d?|aa|bb)\s*(?:\)|[./-]" + _STOP + r")(?=[\s*_\p{L}“\"]|$)"),
    # (1) · (ii). · (a)
    ("bracket", r"\((?P<value>\d{1,2}|[ivx]{1,4}|[a-zđ])\)\.?" + _STOP),
    ("plus", r"(?P<value>[+○◦])(?=\s|\p{L})"),
    ("star", r"(?P<value>\*(?!\*))(?=\s|\p{L})"),
    ("dash", r"(?P<value>[-–—−•●▪])(?=\s|\p{L})"),
)  # fmt: skip


# What all forms have in common: most lines begin with a word, and one look tells.
_MAY_BEGIN: Final = re.compile(
    r"\s*(?:[#>*_]|[(+–—−•●▪○◦-]|\d|(?:Phần|PHẦN|Chương|CHƯƠNG|Tiểu mục|TIỂU MỤC|Mục|MỤC|[ĐÐ]iều|ĐIỀU|Điêu)\s"
    r"|(?:[IVXLCl]{1,6}|[A-ZĐa-zđ]\d?|aa|bb)\s*[.)/–-])"
)


@dataclass(frozen=True, slots=True)
class Label:
    """`form` is a key of RANKS; `value` as said ("II", "3", "a", "1.2"); `order` its place in its series (0 for
    dashes); `end` where the words after the label begin."""

    form: str
    value: str
    order: int
    end: int


@lru_cache(maxsize=256)
def read_label(text: str) -> Label | None:
    """The label a line or paragraph begins with; whether it is one in its place is for the reader of the series."""
    if not _MAY_BEGIN.match(text):
        return None
    for form, pattern in _patterns():
        found = pattern.match(text)
        if found:
            return _label(form, found, text)
    return None


_COMPILED: list[tuple[str, Any]] = []


def _patterns() -> list[tuple[str, Any]]:
    if not _COMPILED:
        _COMPILED.extend((form, regex.compile(_OPEN + pattern)) for form, pattern in _FORMS)
    return _COMPILED


def _label(form: str, found: Any, text: str) -> Label:
    groups = found.groupdict()
    value = groups.get("value") or groups.get("word") or ""
    value = value.replace(" ", "")
    end = found.end()
    while end < len(text) and text[end] in " \t\u00a0*_":
        end += 1
    if form == "num.num":
        form = "num" + ".num" * value.count(".")
    if form in ("roman", "chuong") and not value.isdigit():
        value = value.replace("l", "I")
    return Label(form, value, _order(form, value), end)


def _order(form: str, value: str) -> int:
    if form in DASHES:
        return 0
    if form.startswith("num."):
        return int(value.rsplit(".", 1)[1])
    digits = value.rstrip("abcdđefgh") if form == "dieu" else value
    if digits.isdecimal():
        return int(digits)
    if form == "letter" or (form == "bracket" and len(value) == 1 and value not in "ivx"):
        return ALPHABET.index(value[0]) + 1
    if value.lower() in _ORDINALS:
        return _ORDINALS[value.lower()]
    if form == "capital" or (form == "phan" and value not in ("I", "V", "X")):
        return ALPHABET.index(value[0].lower()) + 1 if len(value) == 1 and value.lower() in ALPHABET else roman(value)
    return roman(value)


def roman(value: str) -> int:
    """A Roman number's value (0 where it is none)."""
    worth = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    total = last = 0
    for letter in reversed(value.lower()):
        one = worth.get(letter, 0)
        total += one if one >= last else -one
        last = max(last, one)
    return max(total, 0)


def follows(label: Label, last: int | None) -> bool:
    """Whether a label may come after the one with the order `last` of its series (None: the series begins)."""
    if label.form in (*DASHES, "phan", "chuong"):
        return True
    if label.form == "dieu":
        return last is None or label.order > last or label.order == 1 or label.value[-1].isalpha()
    if label.order == 1:
        return True
    if label.form == "capital":
        return last is not None and 0 < label.order - last <= 2
    if last is None:
        return False
    return 0 < label.order - last <= (4 if label.form in ("letter", "bracket") else 6)
