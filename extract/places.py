"""Provinces and communes: which place a name means, and where a place's name ends in running text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import regex

from extract.words import load, rows
from vanthu.viet import canonical, fold

PROVINCE_KINDS: Final = ("tỉnh", "thành phố")
DISTRICT_KINDS: Final = ("huyện", "quận", "thị xã", "thành phố")
COMMUNE_KINDS: Final = ("xã", "phường", "thị trấn", "đặc khu")


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative unit: `name` without its kind, `kind` in lower case (tỉnh, thành phố, xã …). `into` is the
    province that a former one became part of, `until` its last day."""

    name: str
    kind: str
    level: str  # province, district, commune
    code: str = ""
    into: str | None = None
    until: str | None = None

    @property
    def slug(self) -> str:
        """The name in ids: lao-cai; below the province the kind before it: xa-yen-binh."""
        own = self.name if self.level == "province" else f"{self.kind} {self.name}"
        return "-".join(regex.findall(r"[a-z0-9]+", fold(own)))


@lru_cache(maxsize=1)
def provinces() -> tuple[Place, ...]:
    """The provinces of today, then the former ones."""
    facts: list[dict[str, str]] = load("provinces.yaml")
    return tuple(Place(f["name"], f["kind"], "province", f["code"], f.get("into"), f.get("to")) for f in facts)


def _rows(name: str, level: str) -> Iterator[Place]:
    for own, kind, _, code in rows(name):
        yield Place(own, kind, level, code)


@lru_cache(maxsize=1)
def _known() -> dict[str, dict[str, Place]]:
    """level → canonical name → place (of communes with one name in several provinces, the first)."""
    out: dict[str, dict[str, Place]] = {"province": {}, "district": {}, "commune": {}}
    for place in (*provinces(), *_rows("districts.tsv", "district"), *_rows("communes.tsv", "commune")):
        out[place.level].setdefault(canonical(place.name), place)
    for other, name in OTHER_NAMES.items():
        out["province"].setdefault(canonical(other), out["province"][canonical(name)])
    return out


OTHER_NAMES: Final = {
    "HCM": "Hồ Chí Minh",
    "TP.HCM": "Hồ Chí Minh",
    "Thừa Thiên Huế": "Huế",
    "Thừa Thiên - Huế": "Huế",
    "Bà Rịa Vũng Tàu": "Bà Rịa - Vũng Tàu",
    "Đăk Lăk": "Đắk Lắk",
    "Đắc Lắc": "Đắk Lắk",
    "Đăk Nông": "Đắk Nông",
    "Kontum": "Kon Tum",
    "Hà Nội": "Hà Nội",
}


@lru_cache(maxsize=1)
def _slugs() -> dict[str, Place]:
    return {place.slug: place for level in ("commune", "district", "province") for place in _known()[level].values()}


def place_named(slug: str) -> Place | None:
    """The place with this slug, None where the lists do not have it."""
    return _slugs().get(slug)


def province(name: str) -> Place | None:
    """The province with this name (with or without its kind), today's or a former one."""
    words = canonical(" ".join(name.split()))
    for kind in PROVINCE_KINDS:
        words = words.removeprefix(f"{kind} ")
    return _known()["province"].get(words)


_WORD: Final = r"(?:\p{Lu}[\p{L}'’]*|\d{1,2})"
_RUN: Final = regex.compile(rf"{_WORD}(?:(?:\s+|\s*-\s*|['’]){_WORD}){{0,5}}")
_PIECES: Final = regex.compile(r"\s*-\s*|\s+")


def place_at(text: str, start: int, level: str, *, known: bool = False) -> tuple[int, str] | None:
    """Where the place's name that begins at `start` ends, and the name as the lists (else the page) write it.

    The longest name that the lists of this level have; below the province else, unless only `known` ones are wanted,
    up to three words that begin in capitals. None where no name begins there."""
    run = _RUN.match(text, start)
    if run is None:
        return None
    ends = [run.start() + m.start() for m in _PIECES.finditer(run.group())] + [run.end()]
    for end in reversed(ends):
        words = canonical(" ".join(text[start:end].split()))
        place = _known()[level].get(words)
        if place:
            return end, place.name
    if known or level == "province" or text[start : ends[-1]].isupper():
        return None
    others = load("groups.yaml")["not_places"]
    if _first_word(text, start) in others:
        return None
    stop = next((i for i, end in enumerate(ends) if i and _first_word(text, ends[i - 1]) in others), len(ends))
    end = ends[min(stop, 3) - 1]
    return end, " ".join(text[start:end].split())


_LETTERS: Final = regex.compile(r"[\s-]*(\p{L}+)")


def _first_word(text: str, start: int) -> str:
    match = _LETTERS.match(text, start)
    return canonical(match[1]) if match else ""
