"""Figures read as letters and letters as figures, where what stands around leaves no doubt: "ngày l2", "khoản I",
"UBTVQHI5", "Quý 1⁄2027"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ingest.drafts import Draft
from vanthu import viet

_ODDS: Final = 6.0
_LIKE_ONE: Final = "lI|!\\]ÌÏÍ"
_NUMERAL: Final = re.compile(
    rf"(?P<open>[(\"“]*)(?P<core>[\d{_LIKE_ONE}§ŠOo][\d{_LIKE_ONE}§ŠOo.,/]*?)(?P<close>[).,;:\"”%]*)"
)
_TO_FIGURE: Final = str.maketrans({**dict.fromkeys("lI|!]ÌÏÍ", "1"), **dict.fromkeys("Oo", "0"), "Š": "5", "§": "8"})
_ROMAN: Final = re.compile(r"(?:I{1,3}|IV)/\d{4}|[IVX]+(?:\.\d+)+")
_COUNTED: Final = frozenset({"ngày", "tháng", "khoản", "điều"})  # a number follows
_AFTER: Final = frozenset({"tháng", "năm"})  # … or went before
_QUARTER: Final = re.compile(r"([1-4])/(\d{4}\W*)")
_MISREAD_QUARTER: Final = re.compile(r"[TIilÌÏÍ|!1]{2,3}|[TIilÌÏÍ|!1]V")  # "quý TI năm": no quarter has another form
_ROMANS: Final = ("I", "II", "III", "IV")
_SYMBOLS: Final = (
    (re.compile(r"(?<=H)[IlÌ|](?=[0-9]\b)"), "1"),  # QHI5, BC-UBXHI5
    (re.compile(r"(?<=H)[IlÌ|]1(?=[0-9]\b)"), "1"),
    (re.compile(r"(?<=H)I(?:S|5S)\b"), "15"),
    (re.compile(r"(?<=/)[0O]H(?=1\d\b)"), "QH"),
    (re.compile(r"(?<=/)UBT[VL][O0Q]H(?=1\d\b)"), "UBTVQH"),
    (re.compile(r"(?<=/)NO(?=-(?:CP|TW|HĐND|UBTVQH))"), "NQ"),
    (re.compile(r"(?<=\d-)N[O0](?=/T[WU]\b)"), "NQ"),
    (re.compile(r"(?<=\d-)KI(?=/T[WU]\b)"), "KL"),
    (re.compile(r"(?<=/NĐ-)C(?!P)"), "CP"),
    (re.compile(r"(?<=/)QD(?=-)"), "QĐ"),
    (re.compile(r"(?<=/)ND(?=-CP\b)"), "NĐ"),
)
"""What the symbols of papers look like when they are misread; none of these forms is a symbol itself."""

_SMALL_ROMAN: Final = re.compile(r"\(?[i¡]*¡[i¡]*\)?[,;.:]?")


def mended(rows: Sequence[Draft]) -> list[Draft]:
    """The lines, such figures and letters put right."""
    out, before = [], ""
    romans = any(re.fullmatch(r"(?:II|III|IV)/\d{4}\W*", text) for row in rows for text in row.texts)
    for row in rows:
        changes = {}
        for n, text in enumerate(row.texts):
            after = row.texts[n + 1] if n + 1 < len(row.texts) else ""
            now = _mended(text, viet.lower(before), viet.lower(after))
            if viet.lower(before) == "quý" and (romans or "⁄" in (row.line.words[n].raw or "")):
                now = _QUARTER.sub(lambda m: f"{_ROMANS[int(m[1]) - 1]}/{m[2]}", now)
            if viet.lower(before) == "quý" and viet.lower(after) == "năm" and _MISREAD_QUARTER.fullmatch(text):
                now = "IV" if text.endswith("V") else "I" * len(text)
            if now != text:
                changes[n] = now
            before = now
        out.append(row.with_texts(changes, _ODDS) if changes else row)
    return out


def _mended(text: str, before: str, after: str) -> str:
    if _SMALL_ROMAN.fullmatch(text):
        return text.replace("¡", "i")
    if "/" in text:
        for pattern, instead in _SYMBOLS:
            text = pattern.sub(instead, text)
    found = _NUMERAL.fullmatch(text)
    if not found or found["core"].replace(".", "").replace(",", "").replace("/", "").isdecimal():
        return text
    if _ROMAN.fullmatch(found["core"]):
        return text
    ones = not set(found["core"]) - {"I"}
    expected = before in _COUNTED or (after in _AFTER and not ones)
    parts = re.split(r"([.,/])", found["core"])
    core = "".join(
        part if len(part) == 1 and part in ".,/" else _figure(part, expected, len(parts) > 1) for part in parts
    )
    return found["open"] + core + found["close"]


def _figure(part: str, expected: bool, compound: bool) -> str:
    """A part of a number in figures, where it can be nothing else."""
    sure = bool(re.search(r"[02-9]", part)) and len(part) > 1
    bar = compound and re.fullmatch(r"[l|]", part)
    return part.translate(_TO_FIGURE) if part and (expected or sure or bar) else part
