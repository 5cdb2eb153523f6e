"""Bodies as the web names them: those with tasks here, and those of the authority file by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from extract.authority import Authority
from search_api.web.desk import Desk
from vanthu.records import IndexQuery, Unit
from vanthu.viet import canonical, fold

MOST_LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A body in a list. Counts are of tasks here that name it so, former names apart."""

    id: str
    name: str
    lead: int = 0
    coordinating: int = 0
    group: bool = False

    @property
    def tasks(self) -> int:
        """Tasks in either role (a body in both is counted twice)."""
        return self.lead + self.coordinating


def with_tasks(desk: Desk) -> list[Listed]:
    """The bodies that have tasks here, those with the most first. Raises IndexUnavailable."""
    query = IndexQuery(Unit.OBLIGATION, desk.permission(), facets=("lead_id", "body_id"), limit=0)
    facets = desk.archive.index.search(query).facets
    lead = {each.value: each.count for each in facets["lead_id"]}
    known = desk.archive.authority
    return [_listed(known, each.value, lead.get(each.value, 0), each.count) for each in facets["body_id"]]


def _listed(authority: Authority, key: str, lead: int, named: int) -> Listed:
    body = authority.by_id(key)
    name = body.name if body else _as_name(key)
    return Listed(key, name, lead, max(named - lead, 0), bool(body and body.group))


def _as_name(key: str) -> str:
    name = key.removeprefix("name:")
    return name[:1].upper() + name[1:]


def named(desk: Desk, words: str, *, limit: int = 20) -> list[Listed]:
    """Bodies with these words in any of their names: those with tasks here first, then others of the file."""
    wanted = fold(canonical(" ".join(words.split())))
    if not wanted:
        return with_tasks(desk)[:limit]
    here = [one for one in with_tasks(desk) if wanted in fold(one.name) or _has_name(desk, one.id, wanted)]
    listed = {one.id for one in here}
    found = list(here)
    for one in _of_the_file(desk.archive.authority, words, wanted):
        if one.id not in listed:
            listed.add(one.id)
            found.append(one)
        if len(found) >= limit:
            break
    return found[:limit]


def _has_name(desk: Desk, key: str, wanted: str) -> bool:
    return any(wanted in fold(name.text) for name in desk.archive.authority.names(key))


def _of_the_file(authority: Authority, words: str, wanted: str) -> Iterator[Listed]:
    exact = authority.by_name(words)
    if exact is not None:
        yield Listed(exact.id, exact.name, group=exact.group)
    for body in authority.bodies.values():
        if not body.units and any(wanted in fold(name.text) for name in body.names):
            yield Listed(body.id, body.name, group=body.group)
