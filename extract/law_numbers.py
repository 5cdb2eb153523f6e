"""Which number a law cited by its name has: derived, never a fact of the paper that cites it.

In this order: the number that the paper itself gives the name elsewhere; the one law of that name and year ("Luật Đất
đai năm 2024"); the only law of that name known; of several, the last passed before the paper was issued (less sure: it
may not have been in force yet). The numbers: `data/law_numbers.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import regex

from extract.words import rows
from vanthu.records import Citation
from vanthu.viet import canonical

_KIND: Final = regex.compile(r"^(?:bộ luật|luật|pháp lệnh) ")
_YEAR: Final = regex.compile(r" (?:năm )?((?:19|20)\d\d)$")
_CHANGED: Final = regex.compile(r" ?\((?:sửa đổi|sửa đổi, bổ sung)\)| số \d.*$")
_PASSED: Final = regex.compile(r"/((?:19|20)\d\d)/")


@dataclass(frozen=True, slots=True)
class _Law:
    number: str
    year: str


@lru_cache(maxsize=1)
def _known() -> Mapping[tuple[str, str], tuple[_Law, ...]]:
    """(kind, name) → its laws, the earliest first."""
    found: dict[tuple[str, str], list[_Law]] = {}
    for name, kind, number, _ in rows("law_numbers.tsv"):
        year = _PASSED.search(number)
        found.setdefault((kind, canonical(name)), []).append(_Law(number, year[1] if year else ""))
    return {key: tuple(sorted(laws, key=lambda law: (law.year, law.number))) for key, laws in found.items()}


def named(name: str) -> tuple[str, str | None]:
    """A law's name without its kind, and the year that stands behind it."""
    words = _CHANGED.sub("", canonical(" ".join(name.split())))
    year = _YEAR.search(words)
    return _KIND.sub("", _YEAR.sub("", words)), year[1] if year else None


def with_numbers(citations: Iterable[Citation], issued: str | None) -> tuple[Citation, ...]:
    """The citations, those of a law by name with its number (`resolved`, `resolved_by`) where one can be told."""
    listed = tuple(citations)
    here: dict[tuple[str, str], set[str]] = {}
    for one in listed:
        if one.number and one.name and one.type:
            here.setdefault((one.type, named(one.name)[0]), set()).add(one.number)
    return tuple(_resolved(one, here, issued) for one in listed)


def _resolved(one: Citation, here: Mapping[tuple[str, str], set[str]], issued: str | None) -> Citation:
    if one.number or not one.name or not one.type or one.name.startswith("Luật sửa đổi"):
        return one
    name, year = named(one.name)
    stated = here.get((one.type, name), set())
    if len(stated) == 1 and (year is None or f"/{year}/" in next(iter(stated))):
        return replace(one, resolved=next(iter(stated)), resolved_by="same-paper")
    laws = _known().get((one.type, name), ())
    if year:
        laws = tuple(law for law in laws if law.year == year)
        return replace(one, resolved=laws[0].number, resolved_by="year") if len(laws) == 1 else one
    if issued:
        laws = tuple(law for law in laws if law.year <= issued[:4])
    if not laws:
        return one
    if len(laws) == 1:
        return replace(one, resolved=laws[0].number, resolved_by="only-one-known")
    return replace(one, resolved=laws[-1].number, resolved_by="last-before") if issued else one
