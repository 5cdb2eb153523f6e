"""Document numbers (số, ký hiệu): found in any spelling, written in one, compared by a key.

57-NQ/TW · 5973 /UBND-KT · 66.13/2026/NQ-CP · 03-NQ/CP · 43/2024/QH15 · 3374/ BKHCN- CNCNTT · 111-HĐBT
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import regex

from vanthu.records import Span
from vanthu.viet import fold


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A document number in a text: where it stands and its canonical form (`canonical`)."""

    span: Span
    number: str


# Codes that name a kind of paper. After one of these a dash with blanks on both sides still belongs to the number.
TYPE_CODES: Final = (
    "NQ", "QĐ", "QD", "NĐ", "ND", "TT", "CT", "KH", "TB", "BC", "TTr", "TTR", "KL", "CĐ", "CV", "HD", "ĐA", "DA", "CTr",
    "CTR", "CTHĐ", "NQLT", "TTLT", "L", "LCT", "SL", "QC", "QĐi", "TL", "PL", "BB", "GM", "GB", "PA",
)  # fmt: skip
# A number of the early forms is only its institution: 111-HĐBT, 24/CP, 15-SL.
OLD_CODES: Final = ("HĐBT", "CP", "TTg", "TTG", "SL", "CTN", "HĐNN7", "HĐNN8", "UBTVQH", "QHK", "CT")

_BLANK: Final = r"[\s\u00a0]"
_DASH: Final = r"[-‐-―−]"

# 66.13/2026/NQ-CP · 5973 /UBND-KT · 57-NQ/TW · 111-HĐBT; blanks may stand at the joints, a line may break there.
_NUMBER: Final = regex.compile(
    rf"""
    (?<![\w/.,-]|\d:) \d{{1,5}}(?:\.\d{{1,3}})?[a-zA-Z]?
    (?: {_BLANK}?/{_BLANK}?(?:19|20)\d\d (?:{_BLANK}?[/-]{_BLANK}?|(?=NĐ|NQ|QH\d|QĐ|TT)) (?&letters)
      | {_BLANK}{{0,3}}/{_BLANK}{{0,2}} (?&letters)
      | {_BLANK}{{0,2}}{_DASH}{_BLANK}{{0,2}} (?&code)(?:{_DASH}(?&code))? {_BLANK}?/{_BLANK}? (?&letters)
      | {_BLANK}?[-/]{_BLANK}? (?:{"|".join(OLD_CODES)})
    )
    (?![\w/])
    (?(DEFINE)
        (?P<letters>(?&code)(?:(?&joint)(?&code)){{0,5}})
        (?P<code>(?:\p{{Lu}}{{2,14}}|Tg|\p{{Lu}}\d{{0,2}}(?=[-/])|(?<=\d-)\p{{Lu}}(?=\d))
            (?:[&.]\p{{Lu}}{{1,12}}){{0,3}} (?:[a-zư]{{1,2}})? \d{{0,3}} (?!\p{{L}}))
        (?P<joint>[-‐-―−/_]{_BLANK}{{0,3}} | {_BLANK}[-‐-―−/]
            | (?<=(?:{"|".join(TYPE_CODES)})){_BLANK}[-‐-―−/]{_BLANK})
    )
    """,
    regex.VERBOSE,
)

_WHITE: Final = regex.compile(r"\s+")
_DASHES: Final = regex.compile(_DASH)
_NO_SLASH: Final = regex.compile(r"(?<=^[\d.]+/)((?:19|20)\d\d)(?=\p{Lu})")
_PRIME: Final = regex.compile(r"(?<=[/-])T[Tt]?[Gg]$")
_SEPARATORS: Final = regex.compile(r"[/_-]")
_NO_LETTER: Final = regex.compile(r"[^0-9A-Z]+")
_GLUED: Final = regex.compile(r"(?<=[/-])(NĐ|NQ|QĐ|CT|CĐ|TT)(CP|TTg|TTG|TW|UBND|HĐND|B[A-ZĐ]{2,})$")
_PARTY_FORM_OF_STATE: Final = regex.compile(r"^(\d+[a-z]?)-([A-ZĐ]{1,5})/(CP|TTg|UBND|HĐND)$")
_FOOTNOTE: Final = regex.compile(r"(?<=-(?:CP|TTg|UBND|HĐND|NHNN|B[A-ZĐ]{2,}))\d{1,2}$")


def find_numbers(text: str) -> tuple[NumberMention, ...]:
    """All document numbers of a text, in order, not overlapping. Dates, ratios and "km/h" are none."""
    return tuple(NumberMention(Span(*m.span()), canonical(m.group())) for m in _NUMBER.finditer(text))


@lru_cache(maxsize=4096)
def canonical(number: str) -> str:
    """The number in its one spelling: no blanks, plain dashes, Đ as Đ, a state number in the state's order
    (03-NQ/CP → 03/NQ-CP), a footnote's digit taken off, leading zeros kept as printed."""
    plain = _WHITE.sub("", number).replace("Ð", "Đ")
    plain = _DASHES.sub("-", plain)
    plain = _GLUED.sub(r"\1-\2", plain)
    plain = _FOOTNOTE.sub("", plain)
    plain = _PRIME.sub("TTg", plain)
    plain = _NO_SLASH.sub(r"\1/", plain)
    return str(_PARTY_FORM_OF_STATE.sub(r"\1/\2-\3", plain))


def key(number: str) -> str:
    """What two spellings of one number have in common: case, accents, blanks, separators and leading zeros aside."""
    folded = fold(canonical(number)).upper()
    parts = [part.lstrip("0") or "0" if part.isdigit() else part for part in _NO_LETTER.split(folded) if part]
    return "/".join(parts)


def codes(number: str) -> tuple[str, ...]:
    """The letters of a canonical number, in order: ("QĐ", "BTC") of 109/QĐ-BTC, ("QH15",) of 43/2024/QH15."""
    return tuple(part for part in _SEPARATORS.split(canonical(number))[1:] if part and not part.isdigit())
