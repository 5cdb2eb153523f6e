"""Copies of papers: each document's keys in a table, under which its copies are found when it comes in.

A document is compared with few others, however many there are: those that share keys with it (a crowded key gives no
more than its first ones) and those with its number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, and_, or_, select, text, union_all, update

from extract.likeness import apart, keys, not_of, related
from vanthu.records import Kin, KinKind, Likeness, Permission
from vanthu.store import plain
from vanthu.store.documents import IN_PLACE, allowed
from vanthu.store.engine import Database
from vanthu.store.receipts import TOGETHER, clean
from vanthu.store.tables import documents, kin, print_keys, prints

CROWD: Final = 40
"""So many documents are looked at under one key or number, …"""
COMPARED: Final = 48
"""… so many of all these are compared, the ones with most keys in common, …"""
ALIKE: Final = 8
"""… and so many that are only alike are kept."""
_ROUNDS: Final = 3  # copies of copies


class KinRows:
    """The Kinship part of the store."""

    db: Database

    def kin(self, documents: Sequence[str], permission: Permission) -> Mapping[str, tuple[Kin, ...]]:
        """As `ports.Kinship.kin`."""
        with self.db.read() as connection:
            known = _known(connection, documents, permission)
            edges: dict[str, dict[str, tuple[KinKind, float]]] = {}
            todo = set(known)
            for _ in range(_ROUNDS):
                _add_edges(connection, todo, permission, edges, known)
                found = {other for one in edges.values() for other, (kind, _) in one.items() if kind is KinKind.SAME}
                todo = found - set(edges)
                if not todo:
                    break
        return {one: told for one in documents if one in known and (told := _told(one, edges, known))}


def replace_kin(connection: Connection, document: str, found: Likeness | None) -> None:
    """The document's keys and its relations to others become those of this likeness."""
    if connection.dialect.name == "postgresql":  # of two copies that come in at once, the second sees the first
        connection.execute(text("LOCK TABLE prints IN SHARE ROW EXCLUSIVE MODE"))
    connection.execute(kin.delete().where(or_(kin.c.document == document, kin.c.other == document)))
    connection.execute(print_keys.delete().where(print_keys.c.document == document))
    connection.execute(prints.delete().where(prints.c.document == document))
    if found is None:
        return
    number = clean(found.number) if found.number else None
    connection.execute(prints.insert().values(document=document, number=number, data=plain.dump(found)))
    own = keys(found)
    if own:
        connection.execute(print_keys.insert(), [{"key": key, "document": document} for key in own])
    rows = [
        {"document": a, "other": b, "kind": kind.value, "score": score}
        for other, kind, score in _related(connection, document, found, own, number)
        for a, b in ((document, other), (other, document))
    ]
    if rows:
        connection.execute(kin.insert(), rows)
    _settle(connection, document)


def _settle(connection: Connection, document: str) -> None:
    """A badly read copy may seem one of two papers: what it cannot be a copy of is only alike."""
    for pivot in (document, *_copies(connection, document)):
        copies = _copies(connection, pivot)
        known = _likenesses(connection, [pivot, *copies])
        for wrong in sorted(not_of(known[pivot], {one: known[one] for one in copies})):
            pair = or_(
                and_(kin.c.document == pivot, kin.c.other == wrong), and_(kin.c.document == wrong, kin.c.other == pivot)
            )
            connection.execute(update(kin).where(pair).values(kind=KinKind.LIKE.value))


def _copies(connection: Connection, document: str) -> list[str]:
    wanted = select(kin.c.other).where(kin.c.document == document, kin.c.kind == KinKind.SAME.value)
    return sorted(connection.execute(wanted.limit(COMPARED)).scalars())


def _likenesses(connection: Connection, wanted: Sequence[str]) -> dict[str, Likeness]:
    rows = connection.execute(select(prints.c.document, prints.c.data).where(prints.c.document.in_(wanted)))
    return {row.document: plain.load(Likeness, row.data) for row in rows}


def _related(
    connection: Connection, document: str, found: Likeness, own: Sequence[int], number: str | None
) -> list[tuple[str, KinKind, float]]:
    near = _near(connection, document, own, number)
    told = [
        (other, *answer)
        for other, likeness in _likenesses(connection, near).items()
        if (answer := related(found, likeness)) is not None
    ]
    told.sort(key=lambda one: (-one[2], one[0]))
    alike = [one for one in told if one[1] is KinKind.LIKE][:ALIKE]
    return [*(one for one in told if one[1] is KinKind.SAME), *alike]


def _near(connection: Connection, document: str, own: Sequence[int], number: str | None) -> list[str]:
    counts: Counter[str] = Counter()
    if own:
        shelves = [
            select(select(print_keys.c.document).where(print_keys.c.key == key).limit(CROWD).subquery()) for key in own
        ]
        counts.update(connection.execute(union_all(*shelves)).scalars())
    if number:
        same = select(prints.c.document).where(prints.c.number == number).limit(CROWD)
        counts.update(dict.fromkeys(connection.execute(same).scalars(), len(own) or 1))
    del counts[document]
    return [other for other, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:COMPARED]]


def _known(connection: Connection, wanted: Iterable[str], permission: Permission) -> dict[str, Any]:
    """The rows of those of the documents that may be seen and have a likeness."""
    known: dict[str, Any] = {}
    some = [clean(each) for each in wanted]
    for start in range(0, len(some), TOGETHER):
        rows = (
            select(documents.c.id, documents.c.name, documents.c.pages, prints.c.data)
            .join(prints, prints.c.document == documents.c.id)
            .where(documents.c.id.in_(some[start : start + TOGETHER]), allowed(permission), IN_PLACE)
        )
        known.update({row.id: row for row in connection.execute(rows)})
    return known


def _add_edges(
    connection: Connection,
    todo: set[str],
    permission: Permission,
    edges: dict[str, dict[str, tuple[KinKind, float]]],
    known: dict[str, Any],
) -> None:
    """The relations of these documents to others that may be seen."""
    ordered = sorted(todo)
    for start in range(0, len(ordered), TOGETHER):
        some = ordered[start : start + TOGETHER]
        edges.update({each: {} for each in some})
        for row in connection.execute(select(kin).where(kin.c.document.in_(some))):
            edges[row.document][row.other] = (KinKind(row.kind), row.score)
    others = {other for each in todo for other in edges[each]} - set(known)
    known.update(_known(connection, sorted(others), permission))
    for each in todo:
        edges[each] = {other: how for other, how in edges[each].items() if other in known}


def _told(
    one: str, edges: Mapping[str, Mapping[str, tuple[KinKind, float]]], known: Mapping[str, Any]
) -> tuple[Kin, ...]:
    """The others, copies first, the best copy before the others."""
    mine = _likeness(known[one])
    group = {one}
    todo = [one]
    while todo:
        for other, (kind, _) in edges.get(todo.pop(), {}).items():
            if kind is KinKind.SAME and other not in group and not apart(mine, _likeness(known[other])):
                group.add(other)
                todo.append(other)
    direct = edges.get(one, {})
    out = []
    for other in {*group, *direct} - {one}:
        row, theirs = known[other], _likeness(known[other])
        kind = KinKind.SAME if other in group else KinKind.LIKE
        score = direct[other][1] if other in direct else 0.0
        better = kind is KinKind.SAME and theirs.rank > mine.rank
        told = Kin(other, row.name, kind, score, better, theirs.confidence is not None, row.pages)
        out.append((kind is KinKind.LIKE, tuple(-float(part) for part in theirs.rank), -score, other, told))
    return tuple(told for *_, told in sorted(out, key=lambda item: item[:4]))


def _likeness(row: Any) -> Likeness:
    return plain.load(Likeness, row.data)
