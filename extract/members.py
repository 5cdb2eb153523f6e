"""Who a collective means on a day: "Các bộ, cơ quan ngang bộ" on 2025-06-01. Derived, never a fact of a paper: what is
indexed is the collective as it was named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import regex

from extract.authority import Body, authority, localised
from extract.places import provinces
from vanthu.viet import canonical

MERGED: Final = "2025-07-01"
"""The day from which there are 34 provinces instead of 63 (Nghị quyết 202/2025/QH15)."""


@dataclass(frozen=True, slots=True)
class Members:
    """Those a collective means. `whole`: all its words could be listed; else it means others too ("các cơ quan liên
    quan") whom no list has."""

    bodies: tuple[Body, ...]
    whole: bool


# For a name in canonical form; each takes its words off, what is left over has no list.
_RULES: Final[tuple[tuple[str, Callable[[str], Iterator[Body]]], ...]] = (
    (r"(?:các |những )?(?:thủ trưởng )?(?:các )?cơ quan ngang bộ", lambda on: _ministerial(on, ministries=False)),
    (r"(?:các )?(?:thủ trưởng )?(?:các )?cơ quan (?:trực )?thuộc chính phủ", lambda on: _agencies(on)),
    (
        r"(?:chủ tịch )?uỷ ban nhân dân (?:các )?(?:cấp tỉnh|tỉnh(?:, | và )thành phố(?: trực thuộc trung ương)?|tỉnh)"
        r"|(?:các )?địa phương",
        lambda on: _provincial("uy-ban-nhan-dan-tinh", on),
    ),
    (
        r"(?:các )?hội đồng nhân dân (?:các )?(?:cấp tỉnh|tỉnh(?:, | và )thành phố(?: trực thuộc trung ương)?)",
        lambda on: _provincial("hoi-dong-nhan-dan-tinh", on),
    ),
    (r"(?:các )?tỉnh uỷ(?:, thành uỷ)?(?: trực thuộc trung ương)?", lambda on: _party(on)),
    (
        r"(?:các |từng |mỗi )?(?:bộ trưởng|bộ)(?= ?(?:,|và\b|trung ương|$))",
        lambda on: _ministerial(on, ministries=True),
    ),
)
_LEFT: Final = regex.compile(r"[\p{L}\d]+")
_JOINS: Final = frozenset(("các", "và", "những"))


def members_of(collective: str, on: str) -> Members:
    """The bodies that a collective of this name means on an ISO day, by its words; () where no list has them."""
    words = canonical(" ".join(collective.split()))
    found: dict[str, Body] = {}
    for pattern, members in _RULES:
        said = regex.compile(rf"(?<!\w)(?:{pattern})(?!\w)")
        if said.search(words):
            found.update((body.id, body) for body in members(on))
            words = said.sub(" ", words)
    left = [word for word in _LEFT.findall(words) if word not in _JOINS]
    return Members(tuple(found.values()), bool(found) and not left)


def _ministerial(on: str, *, ministries: bool) -> Iterator[Body]:
    known = (body for body in authority().bodies.values() if body.level == "ministry" and body.names[0].held(on))
    yield from (body for body in known if body.name.startswith("Bộ ") == ministries)


def _agencies(on: str) -> Iterator[Body]:
    for body in authority().bodies.values():
        if body.level == "agency" and body.parent == "chinh-phu" and body.names[0].held(on):
            yield body


def _provincial(pattern: str, on: str) -> Iterator[Body]:
    body = authority().bodies[pattern]
    yield from (localised(body, place) for place in provinces() if place.into is None or on < MERGED)


def _party(on: str) -> Iterator[Body]:
    for place in provinces():
        if place.into is None or on < MERGED:
            kind = "thanh-uy" if place.kind == "thành phố" else "tinh-uy"
            yield localised(authority().bodies[kind], place)
