"""Bodies whose head word is said once: "các Bộ: Quốc phòng, Công an, Tài chính", "các Sở: Công Thương, Xây dựng"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import regex

from extract.authority import Body, Name, authority
from extract.pipe import flat

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
