"""A body with those whose tasks are asked for with it: what became part of it, what took it over, its collectives.

The index keeps bodies as they were named; this is where a question is expanded, so that a fact is never rewritten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import regex

from extract.bodies import Authority, Body, Succession
from extract.places import place_named, provinces
from search_api.index.answers import FormerName
from search_api.index.project import name_key
from vanthu.viet import canonical

_DEEP: Final = 6
"""Successions followed back at most."""
_MERGED: Final = "Nghị quyết 202/2025/QH15"


@dataclass(frozen=True, slots=True)
class Family:
    """`key` is the body's own; `former` became wholly part of it, `possibly` in part; `now` took over from it."""

    key: str
    name: str
    known: bool
    body: Body | None
    former: tuple[FormerName, ...] = ()
    possibly: tuple[FormerName, ...] = ()
    now: tuple[FormerName, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Its own key and those of its former names."""
        return (self.key, *(former.id for former in self.former))


def family_of(authority: Authority, asked: str) -> Family:
    """The family of an id, a key or any name; of a body that the file does not know, only itself."""
    name = " ".join(asked.removeprefix("name:").split())
    body = authority.by_id(asked) or authority.by_name(name)
    if body is None:
        return Family(name_key(name), name, False, None)
    former, possibly = _before(authority, body.id)
    return Family(body.id, body.name, True, body, former, possibly, _after(authority, body.id))


def _after(authority: Authority, body: str) -> tuple[FormerName, ...]:
    """Who has today what the body had: each chain is followed to a body that still exists, whatever became of those in
    between. `whole` where every step was; date and basis are those of all its steps."""
    found: dict[str, FormerName] = {}
    edge = [(s, s.whole, s.date, s.basis) for s in _successions(authority, body, back=False)]
    seen = {body}
    for _ in range(_DEEP):
        following = []
        for s, whole, date, basis in edge:
            if s.successor in seen:
                continue
            seen.add(s.successor)
            further = tuple(_successions(authority, s.successor, back=False))
            if further and _is_over(authority, s.successor, further):
                following += [(f, whole and f.whole, f.date, _both(basis, f.basis)) for f in further]
            else:
                found[s.successor] = FormerName(s.successor, _name(authority, s.successor), date, basis, whole)
        edge = following
    return tuple(found.values())


def _is_over(authority: Authority, body: str, after: Iterable[Succession]) -> bool:
    """Whether a body is no more: it went over wholly, or the file knows its last day."""
    known = authority.by_id(body)
    return any(s.whole and s.successor != body for s in after) or bool(known and known.names[0].until)


def _both(one: str, other: str) -> str:
    return one if one == other else f"{one}; {other}"


def _before(authority: Authority, body: str) -> tuple[tuple[FormerName, ...], tuple[FormerName, ...]]:
    """Whole predecessors, theirs too; and those of a part, of the body or of a whole predecessor."""
    whole: dict[str, FormerName] = {}
    part: dict[str, FormerName] = {}
    edge = [body]
    for _ in range(_DEEP):
        following: list[str] = []
        for one in edge:
            for s in _successions(authority, one, back=True):
                known = whole if s.whole else part
                if s.predecessor != body and s.predecessor not in known:
                    name = _name(authority, s.predecessor)
                    known[s.predecessor] = FormerName(s.predecessor, name, s.date, s.basis, s.whole)
                    following.extend([s.predecessor] if s.whole else [])
        edge = following
    return tuple(whole.values()), tuple(former for key, former in part.items() if key not in whole)


def _successions(authority: Authority, body: str, *, back: bool) -> Iterable[Succession]:
    """Those of the file; a local body's are its pattern's in the same place, and that of its province."""
    pattern, _, slug = body.partition(":")
    listed = authority.predecessors(pattern) if back else authority.successors(pattern)
    tail = f":{slug}" if slug else ""
    for s in listed:
        yield Succession(s.predecessor + tail, s.successor + tail, s.date, s.whole, s.basis)
    place = place_named(slug) if slug else None
    if place is None or place.level != "province":
        return
    for other in provinces():
        if back and other.into == place.name:
            yield Succession(f"{pattern}:{other.slug}", body, "2025-07-01", True, _MERGED)
        elif not back and place.into and other.name == place.into and not other.into:
            yield Succession(body, f"{pattern}:{other.slug}", "2025-07-01", True, _MERGED)


def _name(authority: Authority, body: str) -> str:
    found = authority.by_id(body)
    return found.name if found else body


# What a collective's name says → which bodies it may mean. "Possibly": shown apart, never counted as the body's own.
_COLLECTIVES: Final[tuple[tuple[str, Callable[[Body], bool]], ...]] = (
    (r"cả hệ thống chính trị|các cơ quan, đơn vị|các cơ quan, tổ chức", lambda body: True),
    (r"(?:các|từng|mỗi) bộ\b(?! phận)|^bộ, |^bộ trưởng|các bộ trưởng", lambda body: body.level == "ministry"),
    (r"ngang bộ", lambda body: body.level == "ministry"),
    (r"cơ quan (?:trực )?thuộc chính phủ|các ban, bộ, ngành|\bngành\b", lambda body: body.level == "agency"),
    (r"cơ quan trung ương|ở trung ương", lambda body: body.level in ("central", "ministry", "agency")),
    (
        r"địa phương|uỷ ban nhân dân (?:các |cấp )?tỉnh|các tỉnh\b",
        lambda body: body.id.startswith(("uy-ban-nhan-dan-tinh:", "uy-ban-nhan-dan-thanh-pho:")),
    ),
    (r"các sở\b|\bsở, (?:ban, )?ngành", lambda body: body.id.startswith("so-")),
    (r"các xã|cấp xã|\bxã, phường", lambda body: body.id.startswith(("uy-ban-nhan-dan-xa:", "uy-ban-nhan-dan-cap-xa"))),
    (r"cấp uỷ|tỉnh uỷ, thành uỷ|các tỉnh uỷ|ban đảng|cơ quan đảng", lambda body: body.side == "party"),
)
_RULES: Final = tuple((regex.compile(pattern), holds) for pattern, holds in _COLLECTIVES)


def may_include(collective: str, body: Body) -> bool:
    """Whether a collective of this name may mean the body."""
    words = canonical(collective)
    return any(pattern.search(words) and holds(body) for pattern, holds in _RULES)
