"""Commas, full stops and capitals that no paper writes there: "đối. với", "một SỐ điều"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ingest.drafts import Draft
from ingest.language import UNKNOWN, Language
from vanthu import viet

_ODDS: Final = 5.0
_NEVER: Final = 0.004  # a share that is no habit
_HARDLY: Final = 0.1
_SELDOM: Final = 0.03
_MOSTLY: Final = 0.4
_SURE: Final = 0.9  # of a reading, which is then believed
_SAME_SHAPE: Final = frozenset("scvxouzpk")  # letters that are the same small, but for their size
_WORD: Final = re.compile(r"[(\"“]?([^\W\d_]{2,})([)\"”]?)([,.:;…]*)")


def mended(rows: Sequence[Draft], model: Language) -> list[Draft]:
    """The lines, signs and capitals within sentences put right by how papers write the two syllables."""
    out = list(rows)
    where = [(k, n) for k, row in enumerate(rows) for n in range(len(row.texts))]
    for (k, n), (k2, n2) in pairwise(where):
        if rows[k].line.cell != rows[k2].line.cell:
            continue
        one, other = _WORD.fullmatch(out[k].texts[n]), _WORD.fullmatch(out[k2].texts[n2])
        if not one:
            continue
        first = model.id(viet.canonical(one[1]))
        second = model.id(viet.canonical(other[1])) if other else UNKNOWN
        if one[3]:
            goes_on = bool(other and one[1][1:].islower() and other[1].islower() and UNKNOWN not in (first, second))
            commas = model.commas(first, second) if goes_on else None
            sign = _sign(one[3], commas, model.colons(first), goes_on)
            out[k] = out[k].with_texts({n: out[k].texts[n].removesuffix(one[3]) + sign}, _ODDS)
        elif other and k == k2 and UNKNOWN not in (first, second) and model.knows(first, second):
            now = _small(one[1], other[1], rows[k2], n2, model.capitals(first, second))
            out[k2] = out[k2].with_texts({n2: out[k2].texts[n2].replace(other[1], now)}, _ODDS)
    return out


def _sign(sign: str, commas: float | None, colons: float | None, goes_on: bool) -> str:
    """The sign between two words; `goes_on`: the second has no capital, and both are known."""
    if sign == ":" and colons is not None and colons <= (_SELDOM if goes_on else _NEVER):
        return ";"
    if not goes_on or sign in (";", ":", "…", "..."):
        return sign
    if commas is not None and commas <= _HARDLY and sign != ",":
        return ""
    return "," if sign == "." and commas is not None and commas >= _MOSTLY else sign


def _small(before: str, word: str, row: Draft, n: int, capitals: float | None) -> str:
    """The word in small letters where capitals have no place: in the middle of it, all of it among small ones, or at
    its beginning where it looks the same small, was not read surely, and no paper writes it so."""
    low = viet.lower(word)
    if word == low or not before[0].islower():
        return word
    if word[0].islower():
        return low
    if not word.isupper():
        sure = (row.line.words[n].confidence or 0.0) >= _SURE or capitals != 0
        return word if sure or viet.fold(word)[0] not in _SAME_SHAPE else low
    after = row.texts[n + 1] if n + 1 < len(row.texts) else ""
    return word if viet.fold(word) == low or (after.isalpha() and after.isupper()) else low
