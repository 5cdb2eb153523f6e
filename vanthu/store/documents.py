"""Papers as they may be seen: every question passes the permission in its own statement."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, true

from extract.numbers import key
from vanthu.errors import NotFound
from vanthu.ports import BlobStore
from vanthu.records import Document, Extraction, Obligation, Outcome, Page, Permission, Reader, Sheets, State
from vanthu.store import codec, plain, tables
from vanthu.store.engine import Database
from vanthu.store.receipts import MAX_PAGE, TOGETHER, clean
from vanthu.store.tables import documents, fact_bodies, facts
from vanthu.viet import canonical

LOCAL: Final = "local"
ACCESS: Final = "local"
"""The label that documents have while there is only one local reader."""

IN_PLACE: Final = documents.c.moved_to == "[]"
"""Papers as they stand now: the pages of the others stand in other papers."""
_PLAIN: Final = ("id", "sha256", "name", "media_type", "access", "pages", "view", "text_id", "made_by", "version")


class DocumentRows:
    """The Documents part of the store."""

    db: Database
    blobs: BlobStore

    def permission(self, reader: Reader) -> Permission:
        """As `ports.Documents.permission`: the local reader sees everything, nobody else anything."""
        return Permission(everything=reader.id == LOCAL)

    def document(self, document: str, permission: Permission) -> Document:
        """As `ports.Documents.document`."""
        return record(self._seen(document, permission))

    def documents(self, permission: Permission, *, after: str = "", limit: int = 100) -> list[Document]:
        """As `ports.Documents.documents`."""
        wanted = select(documents).where(allowed(permission), IN_PLACE, documents.c.id > clean(after))
        with self.db.read() as connection:
            rows = connection.execute(wanted.order_by(documents.c.id).limit(min(limit, MAX_PAGE)))
            return [record(row) for row in rows]

    def extraction(self, document: str, permission: Permission) -> Extraction:
        """As `ports.Documents.extraction`."""
        blob = self._seen(document, permission).extraction_blob
        if blob is None:
            raise NotFound(f"Không có văn bản {document!r}, hoặc văn bản chưa được đọc xong.")
        return codec.extraction_from_bytes(self.blobs.get(blob))

    def pages(self, document: str, permission: Permission) -> tuple[Page, ...]:
        """As `ports.Documents.pages`."""
        return codec.pages_from_bytes(self.blobs.get(self._seen(document, permission).pages_blob))

    def pages_blob(self, document: str) -> str:
        """As `ports.Documents.pages_blob`."""
        return str(self._seen(document, Permission(everything=True)).pages_blob)

    def page(self, document: str, n: int, permission: Permission) -> Page:
        """As `ports.Documents.page`."""
        blob = self.blobs.get(self._seen(document, permission).pages_blob)
        page = codec.page_of_bytes(blob, n)
        if page is None:
            raise NotFound(f"Văn bản {document!r} không có trang {n}.")
        return page

    def documents_by_number(self, numbers: Sequence[str], permission: Permission) -> Mapping[str, tuple[str, ...]]:
        """As `ports.Documents.documents_by_number`."""
        keys = {number: clean(key(number)) for number in numbers}
        wanted = (
            select(facts.c.key, facts.c.document)
            .join(documents, documents.c.id == facts.c.document)
            .where(facts.c.kind == "metadata", facts.c.key.in_(set(keys.values())), allowed(permission))
            .order_by(facts.c.document)
        )
        found: dict[str, list[str]] = {}
        with self.db.read() as connection:
            for row in connection.execute(wanted):
                found.setdefault(row.key, []).append(row.document)
        return {number: tuple(found[folded]) for number, folded in keys.items() if folded in found}

    def obligations_of(
        self, bodies: Sequence[str], permission: Permission, *, role: str | None = None
    ) -> list[tuple[str, Obligation]]:
        """As `ports.Documents.obligations_of`."""
        names = [clean(canonical(body)) for body in bodies]
        wanted = (
            select(facts.c.document, facts.c.ordinal, facts.c.data)
            .distinct()
            .join(
                fact_bodies, and_(*(facts.c[name] == fact_bodies.c[name] for name in ("document", "kind", "ordinal")))
            )
            .join(documents, documents.c.id == facts.c.document)
            .where(facts.c.kind == "obligation", allowed(permission))
            .where(or_(fact_bodies.c.body.in_([clean(body) for body in bodies]), fact_bodies.c.name.in_(names)))
            .order_by(facts.c.document, facts.c.ordinal)
        )
        if role is not None:
            wanted = wanted.where(fact_bodies.c.role == role)
        with self.db.read() as connection:
            return [(row.document, plain.load(Obligation, row.data)) for row in connection.execute(wanted)]

    def versions(self, documents: Sequence[str] | None = None) -> Mapping[str, int]:
        """As `ports.Documents.versions`."""
        table = tables.documents
        wanted = select(table.c.id, table.c.version).where(table.c.version > 0, IN_PLACE)
        with self.db.read() as connection:
            if documents is None:
                return {row.id: row.version for row in connection.execute(wanted)}
            found: dict[str, int] = {}
            for start in range(0, len(documents), TOGETHER):
                some = [clean(each) for each in documents[start : start + TOGETHER]]
                found.update({row.id: row.version for row in connection.execute(wanted.where(table.c.id.in_(some)))})
            return found

    def extracted(self) -> int:
        """As `ports.Documents.extracted`."""
        with self.db.read() as connection:
            return connection.scalar(select(func.count()).where(documents.c.version > 0, IN_PLACE)) or 0

    def _seen(self, document: str, permission: Permission) -> Row[Any]:
        with self.db.read() as connection:
            return seen(connection, document, permission)


def allowed(permission: Permission) -> ColumnElement[bool]:
    """The permission as a condition on the documents table."""
    return true() if permission.everything else documents.c.access.in_(sorted(permission.labels))


def seen(connection: Connection, document: str, permission: Permission) -> Row[Any]:
    """The document's row. Raises NotFound where it is absent or may not be seen: both alike."""
    wanted = select(documents).where(documents.c.id == clean(document), allowed(permission))
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise NotFound(f"Không có văn bản {document!r}, hoặc văn bản chưa được đọc xong.")
    return row


def record(row: Row[Any]) -> Document:
    """A row as a Document."""
    warnings = (*json.loads(row.warnings), *json.loads(row.notes))
    signatures = plain.load(Outcome, row.outcome).signatures
    plain_values = {name: getattr(row, name) for name in _PLAIN}
    if row.file is not None:
        plain_values["sha256"] = row.file
    plain_values["sheets"] = tuple(plain.from_plain(Sheets, sheet) for sheet in json.loads(row.sheets))
    plain_values["moved_to"] = tuple(json.loads(row.moved_to))
    return Document(**plain_values, state=State(row.state), warnings=warnings, signatures=signatures)
