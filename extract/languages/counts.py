"""Quantities in the other languages: "858 perusahaan", «40 центров …», "8 %"."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import regex

from extract.languages.grammar import Grammar, grammar
from extract.pipe import flat
from vanthu.records import Quantity, Span

_NUMBER: Final = r"\d{1,3}(?:[. \u00a0]\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_NUMBER_EN: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


@lru_cache(maxsize=4)
def _pattern(code: str) -> Any:
    rules = grammar(code)
    kinds = "|".join(sorted(map(regex.escape, rules.kinds), key=len, reverse=True))
    number = _NUMBER_EN if code == "en" else _NUMBER
    return regex.compile(
        rf"(?<![\w/.,-])(?<!{rules.number} ?)(?<!(?:{kinds})\p{{Ll}}{{0,4}} )"
        rf"(?P<value>{number})(?: ?[-–] ?(?P<to>{number}))?"
        r"(?:(?P<percent> ?%|(?: persen| prosent| процентов| percent)(?!\w))"
        rf"|(?P<noun> {rules.counted}(?!\w))|(?= {rules.of_them}(?!\w)))"
    )


def find_counts(text: str, rules: Grammar) -> tuple[Quantity, ...]:
    """The quantities of a text in order; a number that counts "of them" has the unit of the one before it."""
    words, at = flat(text)
    out: list[Quantity] = []
    for match in _pattern(rules.code).finditer(words):
        start, end = at(match.start()), at(match.end() - 1) + 1
        if match["percent"]:
            unit = "%"
        elif match["noun"]:
            unit = " ".join(text[at(match.start("noun") + 1) : end].split())
        elif out and start - out[-1].evidence[0].end < 120:
            unit = out[-1].unit
        else:
            continue
        quote = " ".join(text[start:end].split())
        value = number_of(match["value"], rules.code)
        high = number_of(match["to"], rules.code) if match["to"] else None
        out.append(Quantity("", (Span(start, end),), quote, value, unit, f"{rules.code}-count", value_to=high))
    return tuple(out)


def number_of(words: str, code: str) -> float:
    """The value of a number: 2.307 and 2 307 are 2307, in English 2,307 is."""
    if code == "en":
        return float(words.replace(",", ""))
    return float(regex.sub(r"[.\s]", "", words).replace(",", "."))
