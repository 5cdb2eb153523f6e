"""The authority file: bodies with their names in time, who took over from whom, and the look-up by name.

The facts stand in `data/bodies.yaml` and `data/successions.yaml`, provinces in `data/provinces.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import regex

from extract.places import Place, place_named
from extract.words import load
from vanthu.viet import canonical

FOREIGN: Final = ("en", "id", "nb", "ru")
_KINDS: Final = ("former", "short", "abbreviation", *FOREIGN)


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a body. `kind`: official, former, short, abbreviation, or a language code. `since`/`until` are ISO
    days, None where open or not known."""

    text: str
    kind: str
    since: str | None = None
    until: str | None = None

    def held(self, day: str | None) -> bool:
        """Whether the body had this name on an ISO day; always true without a day."""
        return not day or ((self.since or "") <= day and (not self.until or day <= self.until))


@dataclass(frozen=True, slots=True)
class Body:
    """A body: `names` has the official one first. `level`: central, ministry, agency, local (one in each unit of
    `units`; `place` says which one this is), group (a collective), post-like bodies (Thủ tướng Chính phủ) included.
    `basis`: how the facts are known ("documents", an act, "unverified")."""

    id: str
    name: str
    names: tuple[Name, ...]
    side: str
    level: str
    parent: str | None = None
    posts: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    alone: bool = True
    place: Place | None = None
    basis: str = "unverified"

    @property
    def group(self) -> bool:
        """Whether this is a collective ("Các bộ, ngành, địa phương")."""
        return self.level == "group"


@dataclass(frozen=True, slots=True)
class Succession:
    """`successor` took over from `predecessor` on `date`, by the act in `basis`: the whole (or the body itself, while
    smaller parts went elsewhere) or a part."""

    predecessor: str
    successor: str
    date: str | None
    whole: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Authority:
    """All bodies. Ids of local bodies carry the place: `uy-ban-nhan-dan-tinh:lao-cai`."""

    bodies: Mapping[str, Body]
    successions: tuple[Succession, ...]
    _names: dict[str, list[tuple[str, Name]]] = field(repr=False, compare=False, default_factory=dict)
    _symbols: dict[str, list[str]] = field(repr=False, compare=False, default_factory=dict)

    def by_id(self, body: str) -> Body | None:
        """The body with this id; of a local body with a place, made from its pattern. None where there is none."""
        pattern, _, slug = body.partition(":")
        found = self.bodies.get(pattern)
        if found is None or not slug:
            return found
        place = place_named(slug)
        return localised(found, place) if place else None

    def by_name(self, name: str, on: str | None = None) -> Body | None:
        """The body with this name (any kind, any case and tone placement), on an ISO day if one is given."""
        listed = self._names.get(canonical(" ".join(name.split())))
        if listed is None:
            return self._local(name)
        return next((self.bodies[body] for body, known in listed if known.held(on)), None)

    def by_name_listed(self, name: str) -> str | None:
        """The id of the body that the file lists under exactly this name, None where it lists none."""
        known = self._names.get(canonical(name))
        return known[0][0] if known else None

    def _local(self, name: str) -> Body | None:
        from extract.bodies import find_bodies  # the finder knows units and places

        found = find_bodies(name.strip())
        if len(found) != 1 or not found[0].body or ":" not in found[0].body:
            return None
        (span,) = found[0].evidence
        return self.by_id(found[0].body) if span.end - span.start == len(name.strip()) else None

    def by_symbol(self, symbol: str) -> tuple[Body, ...]:
        """The bodies that document numbers write like this (BTC: Bộ Tài chính), the likelier first."""
        return tuple(self.bodies[body] for body in self._symbols.get(symbol, ()))

    def names(self, body: str) -> tuple[Name, ...]:
        """All names of a body, the official one first; () for an unknown id."""
        found = self.by_id(body)
        return found.names if found else ()

    def successors(self, body: str) -> tuple[Succession, ...]:
        """Who took over from it, by date."""
        return tuple(s for s in self.successions if s.predecessor == body)

    def predecessors(self, body: str) -> tuple[Succession, ...]:
        """Whom it took over from, by date."""
        return tuple(s for s in self.successions if s.successor == body)

    def phrases(self, kinds: Iterable[str]) -> Iterator[tuple[str, Name, Body]]:
        """Canonical phrase, name and body for all names of these kinds; a name is given once for each body."""
        wanted = set(kinds)
        for phrase, known in self._names.items():
            for body, name in known:
                if name.kind in wanted:
                    yield phrase, name, self.bodies[body]


def localised(body: Body, place: Place) -> Body:
    """The local body of one place: its name ends in the unit and the place."""
    name = local_name(body.name, place.kind, place.name, unit_in_name=not unitless(body))
    return Body(
        id=f"{body.id}:{place.slug}",
        name=name,
        names=(
            Name(name, "official", *_time(body)),
            *(Name(f"{n.text} {place.kind} {place.name}", n.kind) for n in body.names[1:]),
        ),
        side=body.side,
        level=body.level,
        parent=f"{body.parent}:{place.slug}" if body.parent and body.parent.endswith("-tinh") else body.parent,
        posts=body.posts,
        units=body.units,
        place=place,
        basis=body.basis,
    )


def _time(body: Body) -> tuple[str | None, str | None]:
    return body.names[0].since, body.names[0].until


def unitless(body: Body) -> bool:
    """Whether its name takes the place without a unit: Tỉnh ủy Lào Cai, Viễn thông Lào Cai."""
    return body.id in _UNITLESS


_UNITLESS: Final = frozenset(
    (
        "tinh-uy", "thanh-uy", "huyen-uy", "ban-to-chuc-tinh-uy", "ban-tuyen-giao-va-dan-van-tinh-uy",
        "ban-tuyen-giao-tinh-uy", "ban-dan-van-tinh-uy", "uy-ban-kiem-tra-tinh-uy", "ban-noi-chinh-tinh-uy",
        "van-phong-tinh-uy", "vien-thong-tinh", "cong-ty-dien-luc-tinh",
    )
)  # fmt: skip


def local_name(head: str, kind: str, place: str, *, unit_in_name: bool = True) -> str:
    """ "Ủy ban nhân dân" + tỉnh + Lào Cai."""
    return f"{head} {kind} {place}" if unit_in_name else f"{head} {place}"


@lru_cache(maxsize=1)
def authority() -> Authority:
    """The authority file, loaded once per process (a few hundredths of a second)."""
    bodies = {body.id: body for body in map(_body, load("bodies.yaml").items())}
    names: dict[str, list[tuple[str, Name]]] = {}
    symbols: dict[str, list[str]] = {}
    for body in bodies.values():
        for name in body.names:
            for form in expand(name.text):
                names.setdefault(canonical(form), []).append((body.id, Name(form, name.kind, name.since, name.until)))
        for symbol in body.symbols:
            symbols.setdefault(symbol, []).append(body.id)
    return Authority(bodies, tuple(map(_succession, load("successions.yaml"))), names, symbols)


def _body(item: tuple[str, dict[str, Any]]) -> Body:
    body, facts = item
    names = [Name(facts["name"], "official", facts.get("from"), facts.get("to"))]
    for kind in _KINDS:
        names.extend(_name(text, kind) for text in facts.get(kind, ()))
    return Body(
        id=body,
        name=facts["name"],
        names=tuple(names),
        side=facts["side"],
        level=facts["level"],
        parent=facts.get("parent"),
        posts=tuple(facts.get("posts", ())),
        symbols=tuple(facts.get("symbols", ())),
        units=tuple(facts.get("units", ())),
        alone=facts.get("alone", True),
        basis=facts["basis"],
    )


def _name(text: str, kind: str) -> Name:
    words, _, dates = text.partition(" @")
    since, _, until = dates.partition("/")
    return Name(words, kind, since or None, until or None)


def _succession(facts: dict[str, Any]) -> Succession:
    return Succession(facts["from"], facts["to"], facts["date"], facts["part"] in ("whole", "main"), facts["basis"])


_ROMAN: Final = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X",
    "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX",
)  # fmt: skip
_COUNTED: Final = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_CHOICE: Final = regex.compile(r"\{([^{}]*)\}")


def expand(pattern: str) -> tuple[str, ...]:
    """All forms of a name in the notation of the data: {a|b|} a choice, {n} the number of a term or congress."""
    match = _CHOICE.search(pattern)
    if match is None:
        return (pattern,)
    before, after = pattern[: match.start()], pattern[match.end() :]
    options = _numbers_after(before) if match[1] == "n" else match[1].split("|")
    forms = (form for option in options for form in expand(f"{before}{option}{after}"))
    return tuple(dict.fromkeys(" ".join(form.split()) for form in forms))


def _numbers_after(before: str) -> tuple[str, ...]:
    """The numbers of terms and congresses as they are written after these words."""
    if before.endswith("hóa "):
        return _ROMAN[5:]
    digits = tuple(map(str, range(1, 16)))
    if before.endswith("thứ "):
        return (*_ROMAN, *_COUNTED, *digits)
    return (*_ROMAN, *(f"thứ {word}" for word in _COUNTED), *digits)
