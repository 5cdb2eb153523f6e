"""A paper that is cited twice: where its dates differ by one figure, the reading that is surer holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from ingest.drafts import Draft

_ODDS: Final = 4.0
_DOUBTFUL: Final = 0.8  # a reading less sure than this may give way
_SURE: Final = 0.9  # … to one as sure as this
_NUMBER: Final = re.compile(r"(\d+/\d{4}/[A-ZĐ][\w-]+)\W*")  # with its year: such a number is one paper's
_ALIKE: Final = ("35", "38", "58", "68", "56", "17", "89", "39", "08", "06", "27", "69")
"""Figures that are taken for each other."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """A number with the day, month and year behind it, where these stand, and how surely the least of them was read."""

    number: str
    date: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    sure: float


def mended(rows: Sequence[Draft]) -> list[Draft]:
    """The lines, dates settled between two mentions of one number. A number itself is never changed: papers of one
    day have numbers that differ by one ("78/2025/NĐ-CP", "79/2025/NĐ-CP")."""
    out = list(rows)
    for one, other in combinations(_mentions(rows), 2):
        if one.number == other.number and _one_off("".join(one.date), "".join(other.date)):
            worse, better = sorted((one, other), key=lambda mention: mention.sure)
            if worse.sure < _DOUBTFUL and better.sure >= _SURE:
                for (k, n), was, now in zip(worse.places, worse.date, better.date, strict=True):
                    out[k] = out[k].with_texts({n: rows[k].texts[n].replace(was, now, 1)}, _ODDS)
    return out


def _mentions(rows: Sequence[Draft]) -> list[_Mention]:
    where = [(k, n) for k, row in enumerate(rows) for n in range(len(row.texts))]
    out = []
    for at, (k, n) in enumerate(where):
        found = _NUMBER.fullmatch(rows[k].texts[n])
        date, places = _date(rows, where[at + 1 : at + 7]) if found else ((), ())
        if found and date:
            sure = min(rows[i].line.words[j].confidence or 0.0 for i, j in places)
            out.append(_Mention(found[1], date, places, sure))
    return out


def _date(
    rows: Sequence[Draft], where: Sequence[tuple[int, int]]
) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """ "ngày 30 tháng 11 năm 2024": its figures and where they stand; nothing without it."""
    words = [rows[k].texts[n] for k, n in where]
    if len(words) < 6 or [word.lower() for word in words[:5:2]] != ["ngày", "tháng", "năm"]:
        return (), ()
    figures = [re.match(r"\d+", word) for word in words[1:6:2]]
    if not all(figures):
        return (), ()
    return tuple(found.group() for found in figures if found), tuple(where[1:6:2])


def _one_off(one: str, other: str) -> bool:
    """Whether they differ in one figure that is taken for the other."""
    if len(one) != len(other):
        return False
    odd = [a + b for a, b in zip(one, other, strict=True) if a != b]
    return len(odd) == 1 and (odd[0] in _ALIKE or odd[0][::-1] in _ALIKE)
