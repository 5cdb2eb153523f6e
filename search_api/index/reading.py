"""Index records read back as what answers show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from extract.due import Why
from search_api.index.answers import CitedBy, Hit, Task
from search_api.index.due import Due, dated, due, from_iso
from vanthu.records import Box, Deadline, IndexHit, IndexRecord, Span
from vanthu.records.index import Value


def hit(found: IndexHit) -> Hit:
    """A document or passage."""
    record, fields = found.record, found.record.fields
    start = _int(fields.get("start"))
    return Hit(
        id=record.id,
        unit=record.unit,
        document=record.document,
        number=_str(fields.get("number")),
        type=_str(fields.get("type")),
        title=_str(fields.get("title")),
        issuer=_many(fields.get("issuer")),
        issued=from_iso(fields.get("issued")),
        score=found.score,
        text=found.text,
        marks=found.marks,
        provision=_str(fields.get("provision")),
        path=_str(fields.get("path")),
        page=_int(fields.get("page")),
        start=None if start is None else start + found.offset,
        boxes=boxes(fields.get("boxes")),
        name=_str(fields.get("name")) or "",
        pages=_int(fields.get("pages")),
        state=_str(fields.get("state")),
        tasks_total=_int(fields.get("tasks")),
    )


def task(found: IndexHit, *, as_of: date) -> Task:
    """A task with its state on the day; its marks are in the whole quote where that is short enough to be shown."""
    fields = found.record.fields
    quote = _str(fields.get("quote")) or ""
    made = Task(
        id=found.record.id,
        document=found.record.document,
        number=_str(fields.get("number")),
        type=_str(fields.get("type")),
        title=_str(fields.get("title")),
        issuer=_many(fields.get("issuer")),
        issued=from_iso(fields.get("issued")),
        quote=quote,
        action=_str(fields.get("action")) or quote,
        lead=_many(fields.get("lead")),
        lead_ids=_many(fields.get("lead_id")),
        coordinating=_many(fields.get("coordinating")),
        coordinating_ids=_many(fields.get("coordinating_id")),
        product=_str(fields.get("product")),
        deadline=_str(fields.get("due_quote")),
        rel=_str(fields.get("due_rel")),
        value=_str(fields.get("due_value")),
        due=due(None, as_of=as_of),
        provision=_str(fields.get("provision")),
        path=_str(fields.get("path")),
        page=_int(fields.get("page")),
        start=_int(fields.get("start")),
        boxes=boxes(fields.get("boxes")),
        evidence=evidence(fields.get("evidence")),
        name=_str(fields.get("name")) or "",
        marks=tuple(Span(mark.start + found.offset, mark.end + found.offset) for mark in found.marks),
        confidence=_float(fields.get("confidence")),
    )
    return replace(made, due=_due(made, fields, as_of))


def _due(made: Task, fields: Mapping[str, Value], as_of: date) -> Due:
    """The state of a task on a day: a recurring one is looked up anew, the day of the others stands in the index."""
    if made.rel in ("every", "ongoing"):
        day, month = _int(fields.get("due_day")), _int(fields.get("due_month"))
        return due(Deadline((), made.deadline or "", made.rel, made.value, day, month), as_of=as_of)
    found = dated(from_iso(fields.get("due_from")), from_iso(fields.get("due_to")), as_of=as_of)
    vi, en = _str(fields.get("due_why")), _str(fields.get("due_why_en"))
    return replace(found, estimated=fields.get("due_estimated") == "true", why=Why(vi, en) if vi and en else None)


def cited_by(record: IndexRecord, number: str) -> tuple[CitedBy, ...]:
    """The citations of a document number (its key) in a passage."""
    fields = record.fields
    return tuple(
        CitedBy(
            document=record.document,
            number=_str(fields.get("number")),
            type=_str(fields.get("type")),
            title=_str(fields.get("title")),
            issued=from_iso(fields.get("issued")),
            relation=one["relation"],
            quote=one["quote"],
            pinpoint=one["pinpoint"],
            provision=_str(fields.get("provision")),
            page=one["page"],
            boxes=tuple(Box(*box) for box in one["boxes"]),
            evidence=tuple(Span(*span) for span in one["evidence"]),
            name=_str(fields.get("name")) or "",
        )
        for one in json.loads(_str(fields.get("citations")) or "[]")
        if one["key"] == number
    )


def boxes(value: Value) -> tuple[Box, ...]:
    """The boxes kept with a record."""
    return tuple(Box(*box) for box in json.loads(value)) if isinstance(value, str) else ()


def evidence(value: Value) -> Mapping[str, tuple[Span, ...]]:
    """The evidence kept with a record: part → spans of the document's text."""
    parts = json.loads(value) if isinstance(value, str) else {}
    return {part: tuple(Span(*span) for span in spans) for part, spans in parts.items()}


def _str(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _int(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _float(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _many(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
