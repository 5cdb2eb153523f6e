"""Which documents a batch brought, asked in the way that is quick for its size."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, select

from vanthu.store.receipts import clean
from vanthu.store.tables import receipts

SMALL: Final = 2_000
"""Of a batch with fewer files they are looked up one by one; of a larger one it is asked whether each row that comes
is one of them, so that the first rows of a list are there at once."""


def brought_by(connection: Connection, batch: str, document: ColumnElement[Any]) -> ColumnElement[bool]:
    """That the document (a column) is one of the batch's, whoever brought it first."""
    mine = receipts.c.batch == clean(batch)
    some = select(receipts.c.id).where(mine).limit(SMALL).subquery()
    if (connection.scalar(select(func.count()).select_from(some)) or 0) < SMALL:
        return document.in_(select(receipts.c.document).where(mine, receipts.c.document.is_not(None)))
    return select(receipts.c.id).where(receipts.c.document == document, mine).exists()
