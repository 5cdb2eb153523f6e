"""What the questions `search`, `obligations` and `cite` share: the archive they ask, and their answers as JSON."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from extract.bodies import authority
from search_api.index.answers import Archive, CitedBy, Hit, Task
from vanthu.errors import BadRequest
from vanthu.records import Box, Evidence, Reader
from vanthu.settings import Settings
from vanthu.wiring import open_services

LOCAL: Final = Reader("local")
"""Who asks on a command line: the local reader, by the same road as any other."""


@contextlib.contextmanager
def archive(settings: Settings) -> Iterator[Archive]:
    """The archive of these settings, open."""
    services = open_services(settings)
    try:
        yield Archive(services.store, services.index, authority())
    finally:
        services.close()


def today(args: argparse.Namespace) -> date:
    """The day by which time limits are judged."""
    return args.as_of or date.today()


def iso_day(text: str) -> date:
    """A day of the command line (2025-06-30 or 30/6/2025). Raises ArgumentTypeError."""
    parts = text.split("/")
    try:
        return date(*map(int, reversed(parts))) if len(parts) == 3 else date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” không phải ngày (ví dụ 30/6/2025 hoặc 2025-06-30)") from error


def at_most(args: argparse.Namespace) -> int:
    """How many answers are wanted."""
    if args.limit < 1:
        raise BadRequest("--limit phải từ 1 trở lên.")
    return int(args.limit)


def hit_json(hit: Hit) -> dict[str, Any]:
    """A document or passage that answers."""
    evidence = [] if hit.start is None else [[hit.start, hit.start + len(hit.text)]]
    return {
        "document": hit.document,
        "number": hit.number,
        "type": hit.type,
        "title": hit.title,
        "issuer": list(hit.issuer),
        "issued": hit.issued.isoformat() if hit.issued else None,
        "name": hit.name,
        "provision": hit.provision,
        "quote": hit.text,
        "marks": _spans(hit.marks),
        "evidence": evidence,
        "page": hit.page,
        "boxes": boxes_json(hit.boxes),
        "score": hit.score,
    }


def task_json(task: Task) -> dict[str, Any]:
    """A task with everything that shows it on the page."""
    return {
        "id": task.id,
        "document": task.document,
        "number": task.number,
        "type": task.type,
        "title": task.title,
        "issuer": list(task.issuer),
        "issued": task.issued.isoformat() if task.issued else None,
        "name": task.name,
        "provision": task.provision,
        "path": task.path,
        "quote": task.quote,
        "action": task.action,
        "lead": list(task.lead),
        "coordinating": list(task.coordinating),
        "product": task.product,
        "deadline": {"quote": task.deadline, "rel": task.rel, "value": task.value} if task.deadline else None,
        "due": {
            "state": task.due.state,
            "last": task.due.last.isoformat() if task.due.last else None,
            "next": task.due.next.isoformat() if task.due.next else None,
            "estimated": task.due.estimated,
            "why": {"vi": task.due.why.vi, "en": task.due.why.en} if task.due.why else None,
        },
        "former": task.former,
        "page": task.page,
        "boxes": boxes_json(task.boxes),
        "evidence": {part: _spans(spans) for part, spans in task.evidence.items()},
    }


def cited_json(one: CitedBy) -> dict[str, Any]:
    """A document that cites another."""
    return {
        "document": one.document,
        "number": one.number,
        "type": one.type,
        "title": one.title,
        "issued": one.issued.isoformat() if one.issued else None,
        "name": one.name,
        "relation": one.relation,
        "provision": one.provision,
        "pinpoint": one.pinpoint,
        "quote": one.quote,
        "page": one.page,
        "boxes": boxes_json(one.boxes),
        "evidence": _spans(one.evidence),
    }


def boxes_json(boxes: tuple[Box, ...]) -> list[dict[str, float]]:
    """Boxes as FORMAT.md writes them."""
    return [{"page": b.page, "x0": b.x0, "y0": b.y0, "x1": b.x1, "y1": b.y1} for b in boxes]


def place(number: str | None, name: str, provision: str | None, page: int | None) -> str:
    """Where something stands, for people."""
    parts = (number or name, provision, f"trang {page}" if page else None)
    return ", ".join(part for part in parts if part)


def _spans(evidence: Evidence) -> list[list[int]]:
    return [[span.start, span.end] for span in evidence]
