"""The rows of facts that can be looked up without opening a document: numbers, bodies, obligations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection

from extract.numbers import key
from vanthu.records import Extraction, Field
from vanthu.store import plain
from vanthu.store.receipts import clean
from vanthu.store.tables import fact_bodies, facts
from vanthu.viet import canonical

Row = dict[str, Any]


def replace_facts(connection: Connection, document: str, extraction: Extraction) -> None:
    """The document's rows become those of this extraction."""
    for table in (fact_bodies, facts):
        connection.execute(table.delete().where(table.c.document == document))
    for table, rows in (
        (facts, list(_facts(document, extraction))),
        (fact_bodies, list(_bodies(document, extraction))),
    ):
        if rows:
            connection.execute(table.insert(), rows)


def _facts(document: str, extraction: Extraction) -> Iterator[Row]:
    head = extraction.metadata
    yield _fact(document, "metadata", 0, head, key=_number(head.number))
    for i, citation in enumerate(extraction.citations):
        number = key(citation.number) if citation.number else None
        yield _fact(document, "citation", i, citation, id=citation.id, path=citation.provision, key=number)
    for i, task in enumerate(extraction.obligations):
        yield _fact(document, "obligation", i, task, id=task.id, path=task.path)
    for i, quantity in enumerate(extraction.quantities):
        yield _fact(document, "quantity", i, quantity, id=quantity.id, path=quantity.provision)


def _bodies(document: str, extraction: Extraction) -> Iterator[Row]:
    yield from _named(document, "metadata", 0, "issuer", ((None, field.value) for field in extraction.metadata.issuer))
    for i, task in enumerate(extraction.obligations):
        for role, bodies in (("lead", task.lead), ("coordinating", task.coordinating)):
            yield from _named(document, "obligation", i, role, ((body.body, body.name) for body in bodies))


def _fact(document: str, kind: str, ordinal: int, record: object, **columns: str | None) -> Row:
    row = {"document": document, "kind": kind, "ordinal": ordinal, "data": plain.dump(record)}
    values = {"id": "", "path": None, "key": None, **columns}
    return {**row, **{name: value if value is None else clean(value) for name, value in values.items()}}


def _named(
    document: str, kind: str, ordinal: int, role: str, bodies: Iterable[tuple[str | None, str]]
) -> Iterator[Row]:
    for position, (body, name) in enumerate(bodies):
        row = {"document": document, "kind": kind, "ordinal": ordinal, "role": role, "position": position}
        yield {**row, "body": body, "name": clean(canonical(name))}


def _number(field: Field | None) -> str | None:
    return key(field.value) if field else None
