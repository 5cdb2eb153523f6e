"""What is wrong with scanned pages, to be counted by batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select

from vanthu.records import Flaw, FlawKind, Permission
from vanthu.store.brought import brought_by
from vanthu.store.documents import IN_PLACE, allowed
from vanthu.store.engine import Database
from vanthu.store.receipts import MAX_PAGE, TOGETHER, clean
from vanthu.store.tables import documents, flaws


class FlawRows:
    """The Flaws part of the store."""

    db: Database

    def flaws(self, documents: Sequence[str], permission: Permission) -> Mapping[str, tuple[Flaw, ...]]:
        """As `ports.Flaws.flaws`."""
        found: dict[str, list[Flaw]] = {}
        with self.db.read() as connection:
            for start in range(0, len(documents), TOGETHER):
                some = [clean(each) for each in documents[start : start + TOGETHER]]
                for row in connection.execute(_rows(permission).where(flaws.c.document.in_(some))):
                    found.setdefault(row.document, []).append(Flaw(row.n, FlawKind(row.kind), row.value))
        return {document: tuple(each) for document, each in found.items()}

    def flawed(self, permission: Permission, *, batch: str, limit: int = 100) -> list[tuple[str, str, Flaw]]:
        """As `ports.Flaws.flawed`."""
        with self.db.read() as connection:
            mine = brought_by(connection, batch, flaws.c.document)
            wanted = _rows(permission).where(mine).limit(min(limit, MAX_PAGE))
            return [
                (row.document, row.name, Flaw(row.n, FlawKind(row.kind), row.value))
                for row in connection.execute(wanted)
            ]

    def flaw_totals(self, permission: Permission, *, batch: str | None = None) -> Mapping[FlawKind, int]:
        """As `ports.Flaws.flaw_totals`."""
        wanted = (
            select(flaws.c.kind, func.count().label("pages"))
            .join(documents, documents.c.id == flaws.c.document)
            .where(allowed(permission), IN_PLACE)
            .group_by(flaws.c.kind)
        )
        with self.db.read() as connection:
            if batch is not None:
                wanted = wanted.where(brought_by(connection, batch, flaws.c.document))
            found = {FlawKind(row.kind): row.pages for row in connection.execute(wanted)}
        return {kind: found[kind] for kind in FlawKind if kind in found}


def _rows(permission: Permission) -> Select[Any]:
    return (
        select(flaws, documents.c.name)
        .join(documents, documents.c.id == flaws.c.document)
        .where(allowed(permission), IN_PLACE)
        .order_by(flaws.c.document, flaws.c.n, flaws.c.kind)
    )


def replace_flaws(connection: Connection, document: str, found: Sequence[Flaw]) -> None:
    """The document's flaws become these."""
    connection.execute(flaws.delete().where(flaws.c.document == document))
    rows = {
        (flaw.page, flaw.kind): {"document": document, "n": flaw.page, "kind": flaw.kind.value, "value": flaw.value}
        for flaw in found
    }
    if rows:
        connection.execute(flaws.insert(), list(rows.values()))
