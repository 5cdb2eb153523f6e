"""Kinds of papers: their words in text, and what the letters of a number say about kind and issuer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from extract.authority import authority, localised
from extract.numbers import codes
from extract.places import Place
from extract.words import load
from vanthu.viet import canonical


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper. `name` in lower case; `forms`: other words for it; `codes`: its letters in numbers. `law`: cited
    by its name; `loose`: no citation without a number."""

    name: str
    forms: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    law: bool = False
    loose: bool = False


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """All kinds, longer names before the shorter ones they begin with."""
    rows: list[dict[str, Any]] = load("kinds.yaml")
    found = (
        Kind(
            r["kind"], tuple(r.get("forms", ())), tuple(r.get("codes", ())), r.get("law", False), r.get("loose", False)
        )
        for r in rows
    )
    return tuple(sorted(found, key=lambda kind: -len(kind.name)))


@lru_cache(maxsize=1)
def by_word() -> dict[str, Kind]:
    """Canonical word or short form → kind."""
    return {canonical(word): kind for kind in reversed(kinds()) for word in (kind.name, *kind.forms)}


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Kind]:
    return {code: kind for kind in reversed(kinds()) for code in kind.codes}


def kind_of(number: str) -> str | None:
    """The kind that a number's letters name: 109/QĐ-BTC quyết định, 364/TTr-BNG tờ trình; None where they name none
    (7432/UBND-XD is a letter, 43/2024/QH15 a law or a resolution)."""
    letters = codes(number)
    if not letters or letters[0].startswith(("QH", "UBTVQH")):
        return None
    found = _by_code().get(letters[0])
    return found.name if found else None


# Letters of parliament with the term, and offices that no symbol list names.
_FIXED: Final = {"CP": "Chính phủ", "TTg": "Thủ tướng Chính phủ", "TTG": "Thủ tướng Chính phủ", "CTN": "Chủ tịch nước"}


def issuer_of(number: str, home: Place | None = None) -> tuple[str, ...]:
    """The issuers that a number's letters name, () where they leave it open (…/TW, …/UBND without a home)."""
    letters = codes(number)
    for letter in letters:
        if letter in _FIXED:
            return (_FIXED[letter],)
        if letter.startswith("QH"):
            return ("Quốc hội",)
        if letter.startswith("UBTVQH"):
            return ("Ủy ban Thường vụ Quốc hội",)
        if letter in _by_code() or letter == "TW":
            continue
        named = _named(letter, home)
        if named or letters.index(letter) > 0:
            return named
    return ()


_LOCAL: Final = {"UBND": "uy-ban-nhan-dan-tinh", "HĐND": "hoi-dong-nhan-dan-tinh", "TU": "tinh-uy"}


def _named(symbol: str, home: Place | None) -> tuple[str, ...]:
    bodies = authority().by_symbol(symbol)
    local = _LOCAL.get(symbol)
    if local:
        return (localised(authority().bodies[local], home).name,) if home and home.level == "province" else ()
    for body in bodies:
        if body.level == "local":
            if home and home.level == "province" and body.units:
                return (localised(body, home).name,)
            continue
        return (body.name,)
    return ()
