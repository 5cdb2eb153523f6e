"""Changes on their way to the index, and the one lease to carry them there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, and_, or_, select

from vanthu.errors import LeaseLost
from vanthu.ports import Clock
from vanthu.records import IndexChange
from vanthu.store.engine import Database, insert_new
from vanthu.store.pace import count_pace
from vanthu.store.receipts import clean
from vanthu.store.tables import documents, leases, outbox, to_us

INDEX: Final = "index"


class OutboxRows:
    """The Outbox part of the store."""

    db: Database
    clock: Clock

    def hold_index(self, owner: str, *, seconds: float) -> int | None:
        """As `ports.Outbox.hold_index`."""
        now = to_us(self.clock.now())
        free = or_(leases.c.owner.is_(None), leases.c.until <= now)
        with self.db.write() as connection:
            insert_new(connection, leases, {"name": INDEX})
            row = connection.execute(
                select(leases)
                .where(leases.c.name == INDEX, or_(free, leases.c.owner == owner))
                .with_for_update(skip_locked=True)
            ).one_or_none()
            if row is None:
                return None
            # Who keeps the lease keeps the token; who takes it gets a higher one.
            kept = row.owner == owner and row.until is not None and row.until > now
            token = row.token if kept else max(row.token + 1, now)
            connection.execute(
                leases.update()
                .where(leases.c.name == INDEX)
                .values(owner=owner, token=token, until=now + int(seconds * 1e6))
            )
            return int(token)

    def drop_index(self, owner: str) -> None:
        """As `ports.Outbox.drop_index`."""
        with self.db.write() as connection:
            drop(connection, owner)

    def changes(self, *, limit: int = 100) -> list[IndexChange]:
        """As `ports.Outbox.changes`."""
        with self.db.read() as connection:
            rows = connection.execute(select(outbox).order_by(outbox.c.sequence).limit(limit))
            return [IndexChange(row.sequence, row.document, row.version, row.gone) for row in rows]

    def changes_applied(self, token: int, changes: Sequence[IndexChange]) -> None:
        """As `ports.Outbox.changes_applied`."""
        with self.db.write() as connection:
            stands = select(leases.c.token).where(leases.c.name == INDEX, leases.c.owner.is_not(None))
            if connection.scalar(stands.with_for_update()) != token:
                raise LeaseLost("The index lease has passed to somebody else.")
            sequences = [change.sequence for change in changes]
            connection.execute(outbox.delete().where(outbox.c.sequence.in_(sequences)))
            count_pace(connection, INDEX, to_us(self.clock.now()), len({change.document for change in changes}))

    def index_again(self, documents: Sequence[str] | None = None) -> int:
        """As `ports.Outbox.index_again`."""
        with self.db.write() as connection:
            versions = _versions(connection)
            wanted = sorted(versions) if documents is None else sorted({clean(each) for each in documents})
            rows = [{"document": d, "version": versions.get(d, 0), "gone": d not in versions} for d in wanted]
            if rows:
                connection.execute(outbox.insert(), rows)
            return len(rows)


def announce(connection: Connection, document: str, version: int) -> None:
    """A document's index records are to be put, in the transaction that changed its facts."""
    connection.execute(outbox.insert().values(document=document, version=version, gone=False))


def withdraw(connection: Connection, document: str, version: int) -> None:
    """A document's index records are to be deleted, in the transaction that took it out of its place."""
    connection.execute(outbox.insert().values(document=document, version=version, gone=True))


def drop(connection: Connection, owner: str) -> None:
    """Gives the index lease back within a transaction."""
    mine = and_(leases.c.name == INDEX, leases.c.owner == owner)
    connection.execute(leases.update().where(mine).values(owner=None, until=None))


def _versions(connection: Connection) -> dict[str, int]:
    wanted = select(documents.c.id, documents.c.version).where(documents.c.version > 0, documents.c.moved_to == "[]")
    return {row.id: row.version for row in connection.execute(wanted)}
