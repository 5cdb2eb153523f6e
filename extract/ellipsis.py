"""Bodies whose head word is said once: "các Bộ: Quốc phòng, Công an, Tài chính", "các Sở: Công Thương, Xây dựng",
"Ủy ban nhân dân các xã: A, B"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import regex

from extract.authority import Body, Name, authority
from extract.pipe import flat
from extract.places import COMMUNE_KINDS, place_at

KINDS: Final = ("official", "former", "short")
_HEAD: Final = regex.compile(r"(?<!\w)(?:các|hai|ba) (?P<head>bộ|sở)(?P<colon>:)? ")
_NEXT: Final = regex.compile(r"(?:, (?:và )?|; | và )")


@dataclass(frozen=True, slots=True)
class Part:
    """One body of such a list: `text[start:end]` (the first with the words that stand for all), its name and body."""

    start: int
    end: int
    name: Name
    body: Body


@lru_cache(maxsize=2)
def _names(head: str) -> tuple[Any, dict[str, tuple[Name, Body]]]:
    """The names after a head word, as a pattern and as a table."""
    names: dict[str, tuple[Name, Body]] = {}
    for phrase, name, body in authority().phrases(KINDS):
        if phrase.startswith(f"{head} ") and not body.group and body.level in ("ministry", "local"):
            names.setdefault(phrase.removeprefix(f"{head} "), (name, body))
    return regex.compile(r"\L<names>(?!\w)", names=list(names)), names


def find_parts(text: str) -> Iterator[Part]:
    """The bodies of all such lists, in order. A single name counts after a colon only ("các Sở Tư pháp" are many)."""
    words, at = flat(text)
    for match in _HEAD.finditer(words):
        pattern, names = _names(match["head"])
        start, place, found = match.start(), match.end(), []
        while (name := pattern.match(words, place)) and text[at(place)].isupper():
            found.append(Part(at(start), at(name.end() - 1) + 1, *names[name.group()]))
            after = _NEXT.match(words, name.end())
            if after is None:
                break
            start = place = after.end()
        if len(found) > 1 or (found and match["colon"]):
            yield from found


_KIND: Final = r"(?P<kind>xã|phường|thị\s+trấn|đặc\s+khu|huyện|quận|thị\s+xã)"
# "Ủy ban nhân dân các xã: A, B; phường C" · "UBND các phường A, B"        not: Ủy ban nhân dân các xã, phường
_COMMITTEES: Final = regex.compile(
    rf"(?<!\p{{L}})(?:(?:Ủy|Uỷ|ủy|uỷ)\s+ban\s+nhân\s+dân|UBND)\s+các\s+{_KIND}(?:\s*:)?\s+(?=\p{{Lu}})"
)
_NEXT_UNIT: Final = regex.compile(
    rf"(?P<sep>\s*,\s*(?:và\s+)?|\s*;\s*|\s+và\s+)(?:(?:các\s+)?{_KIND}\s+)?(?:UBND\s+)?(?=\p{{Lu}})"
)
_MOST: Final = 120


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of such a list: `text[start:end]` (the first with the words for all), its kind, name and level."""

    start: int
    end: int
    kind: str
    place: str
    level: str


def find_committees(text: str) -> Iterator[Unit]:
    """The units of all lists of people's committees, in order."""
    for match in _COMMITTEES.finditer(text):
        kind = " ".join(match["kind"].split())
        start, at = match.start(), match.end()
        for _ in range(_MOST):
            level = "commune" if kind in COMMUNE_KINDS else "district"
            found = place_at(text, at, level)
            if found is None:
                break
            yield Unit(start, found[0], kind, found[1], level)
            after = _NEXT_UNIT.match(text, found[0])
            if after is None:
                break
            kind = " ".join((after["kind"] or kind).split())
            start, at = after.end("sep"), after.end()
