"""What people said about papers: the log, and the check that nobody speaks of what has changed meanwhile."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, func, select

from vanthu.errors import BadRequest, Conflict
from vanthu.ports import Clock
from vanthu.records import Entry, Permission, Seen, Undo, What, entry_id, touching
from vanthu.store import plain
from vanthu.store.documents import allowed, seen
from vanthu.store.engine import Database
from vanthu.store.jobs import EXTRACT, add_job
from vanthu.store.readings import mark_seen
from vanthu.store.receipts import clean
from vanthu.store.said import kind_of, what_of
from vanthu.store.tables import documents, entries, from_us, to_us


class EntryRows:
    """The Entries part of the store."""

    db: Database
    clock: Clock

    def add_entry(self, document: str, what: What, *, after: int, by: str, permission: Permission) -> Entry:
        """As `ports.Entries.add_entry`."""
        with self.db.write() as connection:
            seen(connection, document, permission)
            connection.execute(select(documents.c.id).where(documents.c.id == clean(document)).with_for_update())
            there = log(connection, document)
            ident = entry_id(document, what, after)
            if known := next((entry for entry in there if entry.id == ident), None):
                return known
            if isinstance(what, Undo) and not any(entry.id == what.entry for entry in there):
                raise BadRequest("Không có lần sửa này để hoàn tác.")
            if newer := touching(what, there, after):
                raise Conflict("Có người vừa sửa chỗ này. Xem lại như hiện nay rồi sửa tiếp.", newer)
            entry = self._insert(connection, document, what, ident, by)
            mark_seen(connection, document, (*there, entry))
            if not isinstance(what, Seen):
                add_job(connection, EXTRACT, document)
            return entry

    def _insert(self, connection: Connection, document: str, what: What, ident: str, by: str) -> Entry:
        now = self.clock.now()
        values = {
            "id": ident,
            "document": document,
            "kind": kind_of(what),
            "by": clean(by),
            "at": to_us(now),
            "data": plain.dump(what),
        }
        row = connection.execute(entries.insert().values(**values).returning(entries.c.sequence)).one()
        return Entry(ident, document, int(row.sequence), by, now, what)

    def entries(self, document: str, permission: Permission) -> tuple[Entry, ...]:
        """As `ports.Entries.entries`."""
        with self.db.read() as connection:
            seen(connection, document, permission)
            return log(connection, document)

    def documents_decided(self, permission: Permission, *, after: str = "", limit: int = 100) -> list[str]:
        """As `ports.Entries.documents_decided`."""
        wanted = (
            select(entries.c.document)
            .distinct()
            .join(documents, documents.c.id == entries.c.document)
            .where(entries.c.kind == "decision", entries.c.document > clean(after), allowed(permission))
            .order_by(entries.c.document)
            .limit(limit)
        )
        with self.db.read() as connection:
            return list(connection.scalars(wanted))


def log(connection: Connection, document: str) -> tuple[Entry, ...]:
    """Everything said about a document, in order, within a transaction."""
    wanted = select(entries).where(entries.c.document == clean(document)).order_by(entries.c.sequence)
    return tuple(record(row) for row in connection.execute(wanted))


def said_after(connection: Connection, document: str, sequence: int) -> bool:
    """Whether something that changes the text or the facts was said after this."""
    later = select(func.count()).where(
        entries.c.document == document, entries.c.sequence > sequence, entries.c.kind != "seen"
    )
    return bool(connection.scalar(later))


def record(row: Row[Any]) -> Entry:
    """A row as an Entry."""
    return Entry(row.id, row.document, row.sequence, row.by, from_us(row.at), what_of(row.kind, row.data))
