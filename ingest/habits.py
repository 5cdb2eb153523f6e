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
_MOSTLY: Final = 0.6
_SYLLABLE: Final = re.compile(r"[(\"“]?([^\W\d_]{2,})([,.:;…]*)")


def mended(rows: Sequence[Draft], model: Language) -> list[Draft]:
    """The lines, signs and capitals within sentences put right by how papers write the two syllables."""
    out = list(rows)
    where = [(k, n) for k, row in enumerate(rows) for n in range(len(row.texts))]
    for (k, n), (k2, n2) in pairwise(where):
        if rows[k].line.cell != rows[k2].line.cell:
            continue
        one, other = _SYLLABLE.fullmatch(out[k].texts[n]), _SYLLABLE.fullmatch(out[k2].texts[n2])
        if not one or not other:
            continue
        pair = (model.id(viet.canonical(one[1])), model.id(viet.canonical(other[1])))
        if UNKNOWN in pair or not model.knows(*pair):
            continue
        if one[2] and other[1][0].islower():
            text = out[k].texts[n]
            sign = _sign(one[2], model.commas(*pair))
            out[k] = out[k].with_texts({n: text[: len(text) - len(one[2])] + sign}, _ODDS)
        if not one[2] and one[1][0].islower() and any(letter.isupper() for letter in other[1]):
            now = _small(other[1], rows[k2], n2)
            out[k2] = out[k2].with_texts({n2: out[k2].texts[n2].replace(other[1], now)}, _ODDS)
    return out


def _sign(sign: str, commas: float | None) -> str:
    """The sign between two syllables of which the second has no capital."""
    if commas is None or sign in (";", ":", "…", "..."):
        return sign
    if commas <= _NEVER and sign != ",":
        return ""
    return "," if commas >= _MOSTLY and sign == "." else sign


def _small(word: str, row: Draft, n: int) -> str:
    """The word in small letters where capitals have no place: in the middle of it, or all of it among small ones."""
    low = viet.lower(word)
    if word[0].islower():
        return low
    if not word.isupper() or viet.fold(word) == low:
        return word  # a capital at the beginning, or an abbreviation
    after = row.texts[n + 1] if n + 1 < len(row.texts) else ""
    return word if any(letter.isupper() for letter in after) else low
