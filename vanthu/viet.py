"""Vietnamese letters for comparing: one canonical form, two foldings that keep every offset, numerals.

`canonical` keeps the accents and settles case and tone placement (hòa, hoà, HOÀ are one word).
`fold` takes the accents off as well (đ too). Both keep the length of any text, so an offset in the folded text is
an offset in the text. Text comes in as NFC; `nfc` is called once, in `extract.compose`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

TONES: Final = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng


def nfc(text: str) -> str:
    """The text in Unicode's composed form (NFC)."""
    return unicodedata.normalize("NFC", text)


def lower(text: str) -> str:
    """The text in lower case, of the same length (İ, whose lower case is two characters, stays)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


def _bare_letters() -> dict[int, str]:
    """Every precomposed Latin letter to its base letter; đ, which has no decomposition, to d. ASCII stands in it too:
    a character that the table has not costs several times as much."""
    table = {code: chr(code) for code in range(0x80)}
    table |= {ord("đ"): "d", ord("Đ"): "D", ord("Ð"): "D", ord("ð"): "d"}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code) and base.isascii():
            table[code] = base
    return table


def _new_placement() -> dict[str, str]:
    """òa → oà and so on for oa, oe, uy with each tone: the two letters keep their number."""
    pairs = {}
    for first, second in ("oa", "oe", "uy"):
        for tone in TONES:
            pairs[nfc(first + tone) + second] = first + nfc(second + tone)
    return pairs


_BARE: Final = _bare_letters()
_PLACEMENT: Final = _new_placement()
_OLD_PLACEMENT: Final = re.compile("|".join(_PLACEMENT))


def canonical(text: str) -> str:
    """Case and tone placement settled, accents kept, length kept."""
    return _OLD_PLACEMENT.sub(lambda m: _PLACEMENT[m.group()], lower(text).replace("ð", "đ"))


def fold(text: str) -> str:
    """Lower case without any accent (đ becomes d), length kept: what someone types without accents."""
    return lower(text.translate(_BARE))


def same(one: str, other: str) -> bool:
    """Whether two texts are the same words, case, tone placement and white space aside."""
    return canonical(" ".join(one.split())) == canonical(" ".join(other.split()))
