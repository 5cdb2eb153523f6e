"""Receipts: what came in, each with its state, and the job to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, func, or_, select

from vanthu.errors import NotFound
from vanthu.records import WORDS, Receipt, State
from vanthu.store.engine import Database, insert_new
from vanthu.store.jobs import READ, add_job
from vanthu.store.tables import documents, from_us, receipts, sources, to_us

COLUMNS: Final = tuple(column.name for column in receipts.columns)
MAX_PAGE: Final = 10_000


class ReceiptRows:
    """The Receipts part of the store."""

    db: Database

    def add_receipts(self, receipts: Sequence[Receipt]) -> list[Receipt]:
        """As `ports.Receipts.add_receipts`."""
        with self.db.write() as connection:
            return add(connection, receipts)

    def receipt(self, receipt: str) -> Receipt:
        """As `ports.Receipts.receipt`."""
        with self.db.read() as connection:
            return one(connection, receipt)

    def receipts(
        self,
        *,
        state: State | None = None,
        batch: str | None = None,
        document: str | None = None,
        after: str = "",
        limit: int = 1000,
    ) -> list[Receipt]:
        """As `ports.Receipts.receipts`."""
        table = receipts
        wanted = select(table).order_by(table.c.path, table.c.id).limit(min(limit, MAX_PAGE))
        for column, value in ((table.c.state, state), (table.c.batch, batch), (table.c.document, document)):
            if value is not None:
                wanted = wanted.where(column == clean(str(value)))
        with self.db.read() as connection:
            if after:
                path = connection.scalar(select(table.c.path).where(table.c.id == clean(after)))
                if path is None:
                    raise NotFound(f"Không có biên nhận {after!r}.")
                wanted = wanted.where(and_(table.c.path >= path, or_(table.c.path > path, table.c.id > clean(after))))
            return [record(row) for row in connection.execute(wanted)]

    def totals(self, *, batch: str | None = None) -> Mapping[str, int]:
        """As `ports.Receipts.totals`."""
        wanted = select(receipts.c.state, func.count()).group_by(receipts.c.state)
        if batch is not None:
            wanted = wanted.where(receipts.c.batch == clean(batch))
        with self.db.read() as connection:
            return {row[0]: row[1] for row in connection.execute(wanted)}

    def batches(self, *, limit: int = 100) -> list[str]:
        """As `ports.Receipts.batches`."""
        newest = func.max(receipts.c.received_at)
        wanted = select(receipts.c.batch).group_by(receipts.c.batch).order_by(newest.desc(), receipts.c.batch)
        with self.db.read() as connection:
            return list(connection.scalars(wanted.limit(min(limit, MAX_PAGE))))


def add(connection: Connection, new: Sequence[Receipt]) -> list[Receipt]:
    """Adds receipts within a transaction; answers them as they now stand."""
    first: dict[str, str] = {}
    for receipt in new:
        if insert_new(connection, receipts, _values(receipt)) and receipt.state is State.RECEIVED:
            first.setdefault(receipt.sha256, receipt.id)
    # In order of digest: two adders that bring the same files in another order must not wait for each other for ever.
    for sha256 in sorted(first):
        insert_new(connection, sources, {"sha256": sha256, "receipt": first[sha256]})
    return [_enter(connection, receipt) for receipt in new]


def _enter(connection: Connection, receipt: Receipt) -> Receipt:
    """Queues a receipt that has just come in, or names it a duplicate."""
    stands = one(connection, receipt.id)
    if stands.state is not State.RECEIVED:
        return stands
    owner = connection.scalar(select(sources.c.receipt).where(sources.c.sha256 == stands.sha256))
    changes: dict[str, Any] = {"state": State.QUEUED, **_words(State.QUEUED)}
    if owner != stands.id:
        changes = _duplicate(one(connection, str(owner)))
    else:
        add_job(connection, READ, stands.id)
    document = connection.scalar(select(documents.c.id).where(documents.c.sha256 == stands.sha256))
    connection.execute(receipts.update().where(receipts.c.id == stands.id).values(**changes, document=document))
    return one(connection, stands.id)


def _duplicate(owner: Receipt) -> dict[str, Any]:
    words = WORDS[State.DUPLICATE_OF]["vi"]
    return {
        "state": State.DUPLICATE_OF,
        "detail": owner.id,
        "reason": f"Tệp giống hệt “{owner.path}” đã có trong kho.",
        "next": words.next,
        "pages": owner.pages,
        "characters": owner.characters,
    }


def _words(state: State) -> dict[str, str]:
    words = WORDS[state]["vi"]
    return {"reason": words.meaning, "next": words.next}


def one(connection: Connection, receipt: str) -> Receipt:
    """A receipt within a transaction. Raises NotFound."""
    row = connection.execute(select(receipts).where(receipts.c.id == clean(receipt))).one_or_none()
    if row is None:
        raise NotFound(f"Không có biên nhận {receipt!r}.")
    return record(row)


def clean(text: str) -> str:
    """Text that any database keeps: without NUL and lone surrogates."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _values(receipt: Receipt) -> dict[str, Any]:
    values = {name: getattr(receipt, name) for name in COLUMNS}
    values["received_at"] = to_us(receipt.received_at)
    return {name: clean(value) if type(value) is str else value for name, value in values.items()}


def record(row: Row[Any]) -> Receipt:
    """A row as a Receipt."""
    values = {name: getattr(row, name) for name in COLUMNS}
    return Receipt(**{**values, "received_at": from_us(row.received_at), "state": State(row.state)})
