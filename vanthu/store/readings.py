"""How surely pages were read, and which of them wait to be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, false, func, or_, select

from vanthu.errors import NotFound
from vanthu.records import (
    DOUBT,
    Correction,
    Decision,
    Entry,
    Evidence,
    Extraction,
    Permission,
    Reading,
    ReadingTotals,
    Seen,
    TextWord,
    standing,
)
from vanthu.store.brought import brought_by
from vanthu.store.documents import allowed
from vanthu.store.engine import Database
from vanthu.store.receipts import clean
from vanthu.store.tables import documents, readings

LOOSE: Final = -1.0
"""The rank of a page with something that found no place: before all others."""
_MOST: Final = 500


class ReadingRows:
    """The Readings part of the store."""

    db: Database

    def readings(self, document: str, permission: Permission) -> list[Reading]:
        """As `ports.Readings.readings`."""
        wanted = _rows(permission).where(readings.c.document == clean(document)).order_by(readings.c.n)
        with self.db.read() as connection:
            return [_record(row) for row in connection.execute(wanted)]

    def review(
        self, permission: Permission, *, below: float, batch: str | None = None, after: str = "", limit: int = 50
    ) -> list[Reading]:
        """As `ports.Readings.review`."""
        place = (readings.c.rank, readings.c.document, readings.c.n)
        wanted = _rows(permission).where(_listed(below)).order_by(*place).limit(min(limit, _MOST))
        with self.db.read() as connection:
            if batch is not None:
                wanted = wanted.where(brought_by(connection, batch, readings.c.document))
            if after:
                wanted = wanted.where(_behind(connection, after))
            return [_record(row) for row in connection.execute(wanted)]

    def reading_totals(self, permission: Permission, *, below: float, batch: str | None = None) -> ReadingTotals:
        """As `ports.Readings.reading_totals`."""
        table = readings.c
        surely = case((table.confidence.is_not(None), table.words), else_=0)
        # Who sees everything needs no look at each document: half of the time of a large archive.
        whole = readings if permission.everything else readings.join(documents, documents.c.id == table.document)
        wanted = (
            select(
                func.count().label("pages"),
                func.count(table.confidence).label("recognised"),
                func.sum(surely).label("words"),
                func.sum(table.confidence * table.words).label("sure"),
                func.sum(case((_listed(below), 1), else_=0)).label("listed"),
                func.count(table.seen).label("seen"),
            )
            .select_from(whole)
            .where(allowed(permission))
        )
        with self.db.read() as connection:
            if batch is not None:
                wanted = wanted.where(brought_by(connection, batch, table.document))
            row = connection.execute(wanted).one()
        words = int(row.words or 0)
        sure = round(float(row.sure) / words, 4) if words else None
        return ReadingTotals(row.pages, row.recognised, words, sure, int(row.listed or 0), row.seen)


def _rows(permission: Permission) -> Select[Any]:
    joined = readings.join(documents, documents.c.id == readings.c.document)
    return select(readings, documents.c.name).select_from(joined).where(allowed(permission))


def _listed(below: float) -> ColumnElement[bool]:
    return and_(readings.c.rank.is_not(None), readings.c.rank < below)


def _behind(connection: Connection, after: str) -> ColumnElement[bool]:
    """What comes after a page (`document:n`) in the list, wherever that page is by now. Raises NotFound."""
    document, _, number = after.rpartition(":")
    n = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0
    table = readings.c
    row = connection.execute(select(readings).where(table.document == clean(document), table.n == n)).one_or_none()
    if row is None:
        raise NotFound(f"Không có trang {after!r}.")
    rank = row.rank if row.rank is not None else _rank(row.least, row.loose, None)
    if rank is None:
        return ~false()
    later = or_(table.document > row.document, and_(table.document == row.document, table.n > n))
    return or_(table.rank > rank, and_(table.rank == rank, later))


def replace_readings(connection: Connection, document: str, extraction: Extraction, said: Sequence[Entry]) -> None:
    """The document's pages become those of this extraction."""
    connection.execute(readings.delete().where(readings.c.document == document))
    rows = list(_readings(document, extraction, said))
    if rows:
        connection.execute(readings.insert(), rows)


def mark_seen(connection: Connection, document: str, said: Sequence[Entry]) -> None:
    """Which pages of the document were found right, as the log has it now."""
    rows = connection.execute(select(readings).where(readings.c.document == document)).all()
    for row in rows:
        entry = _seen(said, row.n, row.reading)
        if entry != row.seen:
            values = {"seen": entry, "rank": _rank(row.least, row.loose, entry)}
            mine = and_(readings.c.document == document, readings.c.n == row.n)
            connection.execute(readings.update().where(mine).values(**values))


def _readings(document: str, extraction: Extraction, said: Sequence[Entry]) -> Iterator[Mapping[str, Any]]:
    text = extraction.text
    loose = _loose_pages(extraction, said)
    words = _by_page(extraction)
    weighty = _weighty(extraction)
    for page in text.pages:
        mine = words.get(page.n, [])
        sure = [word.confidence for word in mine if word.confidence is not None]
        confidence = round(sum(sure) / len(sure), 4) if sure else None
        doubted = [at for at in weighty.get(page.n, ()) if at < DOUBT]
        least = min([confidence, *doubted]) if confidence is not None else None
        entry = _seen(said, page.n, page.reading)
        yield {
            "document": document,
            "n": page.n,
            "words": len(mine),
            "doubtful": sum(1 for each in sure if each < DOUBT),
            "confidence": confidence,
            "least": least,
            "loose": loose.get(page.n, 0),
            "reading": page.reading,
            "seen": entry,
            "rank": _rank(least, loose.get(page.n, 0), entry),
        }


def _rank(least: float | None, loose: int, seen: str | None) -> float | None:
    if loose:
        return LOOSE
    return None if seen else least


def _seen(said: Sequence[Entry], n: int, reading: str) -> str | None:
    """The entry by which the page, as it was read, was found right."""
    for entry in reversed(standing(said)):
        if isinstance(entry.what, Seen) and entry.what.page == n and entry.what.reading == reading:
            return entry.id
    return None


def _by_page(extraction: Extraction) -> dict[int, list[TextWord]]:
    """The words of each page: by their box, else by the stretch of text that begins there."""
    pages: dict[int, list[TextWord]] = {}
    starts = extraction.text.pages
    at = 0
    for word in extraction.text.words:
        while at + 1 < len(starts) and starts[at + 1].start <= word.start:
            at += 1
        n = word.box.page if word.box else starts[at].n if starts else 1
        pages.setdefault(n, []).append(word)
    return pages


def _weighty(extraction: Extraction) -> dict[int, list[float]]:
    """For each page how surely the words were read that a number, a date, a deadline or a lead stands in."""
    found: dict[int, list[float]] = {}
    for evidence in _weighing(extraction):
        for span in evidence:
            for word in extraction.text.words_in(span):
                if word.box and word.confidence is not None:
                    found.setdefault(word.box.page, []).append(word.confidence)
    return found


def _weighing(extraction: Extraction) -> Iterator[Evidence]:
    head = extraction.metadata
    yield from (field.evidence for field in (head.number, head.issued) if field and not field.decided)
    for task in extraction.obligations:
        if not task.decided:
            yield from (body.evidence for body in task.lead)
            if task.deadline:
                yield task.deadline.evidence


def _loose_pages(extraction: Extraction, said: Sequence[Entry]) -> dict[int, int]:
    """How many entries that found no place belong to which page; what belongs to none goes with the first."""
    pages: dict[int, int] = {}
    there = {page.n for page in extraction.text.pages}
    first = min(there, default=1)
    by_id = {entry.id: entry for entry in said}
    for entry in extraction.loose:
        n = _page_of(by_id[entry]) if entry in by_id else first
        n = n if n in there else first
        pages[n] = pages.get(n, 0) + 1
    return pages


def _page_of(entry: Entry) -> int:
    what = entry.what
    if isinstance(what, Correction):
        return what.page
    if isinstance(what, Decision) and what.task:
        return next((box.page for piece in what.task.act for box in piece.boxes), 0)
    return 0


def _record(row: Row[Any]) -> Reading:
    return Reading(
        row.document, row.name, row.n, row.words, row.doubtful, row.confidence, row.least, row.loose, row.seen
    )
