"""Receipts: what came in, each with its state, and the job to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, func, or_, select

from vanthu.errors import NotFound
from vanthu.records import WORDS, Receipt, State
from vanthu.store.engine import Database, insert_all_new
from vanthu.store.jobs import READ, add_jobs
from vanthu.store.tables import batches, documents, from_us, receipts, sources, to_us

COLUMNS: Final = tuple(column.name for column in receipts.columns)
MAX_PAGE: Final = 10_000
TOGETHER: Final = 500
"""So many receipts are entered by one set of statements."""


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

    def batches(self, *, after: str = "", limit: int = 100) -> list[str]:
        """As `ports.Receipts.batches`."""
        table = batches
        wanted = select(table.c.id).order_by(table.c.created_at.desc(), table.c.id.desc())
        with self.db.read() as connection:
            if after:
                time = connection.scalar(select(table.c.created_at).where(table.c.id == clean(after)))
                if time is None:
                    raise NotFound(f"Không có lô {after!r}.")
                earlier = or_(table.c.created_at < time, table.c.id < clean(after))
                wanted = wanted.where(and_(table.c.created_at <= time, earlier))
            return list(connection.scalars(wanted.limit(min(limit, MAX_PAGE))))

    def missing(self, digests: Sequence[str], *, batch: str | None = None, by: str | None = None) -> list[str]:
        """As `ports.Receipts.missing`."""
        wanted = list(dict.fromkeys(clean(digest) for digest in digests))
        known: set[str] = set()
        with self.db.read() as connection:
            for start in range(0, len(wanted), TOGETHER):
                found = select(receipts.c.sha256).where(receipts.c.sha256.in_(wanted[start : start + TOGETHER]))
                for column, value in ((receipts.c.batch, batch), (receipts.c.received_by, by)):
                    if value is not None:
                        found = found.where(column == clean(value))
                known.update(connection.scalars(found))
        return [digest for digest in wanted if digest not in known]


def add(connection: Connection, new: Sequence[Receipt]) -> list[Receipt]:
    """Adds receipts within a transaction; answers them as they now stand."""
    out: list[Receipt] = []
    for start in range(0, len(new), TOGETHER):
        some = new[start : start + TOGETHER]
        ids = [receipt.id for receipt in some]
        known = _by_id(connection, ids)
        _enter(connection, {receipt.id: receipt for receipt in some if receipt.id not in known})
        known = _by_id(connection, ids)
        out += [known[receipt] for receipt in ids]
    return out


def _enter(connection: Connection, fresh: Mapping[str, Receipt]) -> None:
    """Inserts receipts that have just come in: queued, or named duplicates, or in the final state they came with."""
    new = {receipt.batch: receipt for receipt in reversed(list(fresh.values()))}
    times = [
        {"id": clean(batch), "created_at": to_us(one.received_at), "created_by": clean(one.received_by)}
        for batch, one in sorted(new.items())
    ]
    insert_all_new(connection, batches, times)
    first: dict[str, str] = {}
    for receipt in fresh.values():
        if receipt.state is State.RECEIVED:
            first.setdefault(receipt.sha256, receipt.id)
    # In order of digest: two adders that bring the same files in another order must not wait for each other for ever.
    insert_all_new(connection, sources, [{"sha256": sha256, "receipt": first[sha256]} for sha256 in sorted(first)])
    found = select(sources).where(sources.c.sha256.in_(first))
    owners = {row.sha256: row.receipt for row in connection.execute(found)}
    owning = {**_by_id(connection, sorted(set(owners.values()) - set(fresh))), **fresh}
    papers = select(documents.c.sha256, documents.c.id).where(documents.c.sha256.in_(first))
    read = {row.sha256: row.id for row in connection.execute(papers)}
    rows: list[dict[str, Any]] = []
    for receipt in fresh.values():
        values = _values(receipt)
        if receipt.state is State.RECEIVED:
            owner = owning[owners[receipt.sha256]]
            changes = _queued() if owner.id == receipt.id else _duplicate(owner)
            values = {**values, **changes, "document": read.get(receipt.sha256)}
        rows.append(values)
    insert_all_new(connection, receipts, rows)
    waiting = [(row["id"], row["batch"], row["path"]) for row in rows if row["state"] == State.QUEUED]
    add_jobs(connection, READ, waiting)


def _by_id(connection: Connection, ids: Sequence[str]) -> dict[str, Receipt]:
    rows = connection.execute(select(receipts).where(receipts.c.id.in_([clean(each) for each in ids])))
    return {row.id: record(row) for row in rows}


def _queued() -> dict[str, Any]:
    words = WORDS[State.QUEUED]["vi"]
    return {"state": State.QUEUED, "reason": words.meaning, "next": words.next}


def _duplicate(owner: Receipt) -> dict[str, Any]:
    words = WORDS[State.DUPLICATE_OF]["vi"]
    return {
        "state": State.DUPLICATE_OF,
        "detail": owner.id,
        "reason": clean(f"Tệp giống hệt “{owner.path}” đã có trong kho."),
        "next": words.next,
        "pages": owner.pages,
        "characters": owner.characters,
    }


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
