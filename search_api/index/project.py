"""A document with its facts as the records that are searched: one for it, one a passage, one a task."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from extract.bodies import authority
from extract.due import due_day
from extract.numbers import find_numbers, key
from search_api.index.due import from_iso
from search_api.index.passages import flat, passages
from vanthu.records import (
    BodyMention,
    Box,
    Citation,
    Deadline,
    Document,
    DocumentText,
    Evidence,
    Extraction,
    IndexRecord,
    Metadata,
    Obligation,
    Span,
    Unit,
)
from vanthu.records.index import Value
from vanthu.viet import canonical

MAX_BOXES: Final = 60
"""Boxes kept for one passage or task: more lines than a page has."""


def project(document: Document, extraction: Extraction) -> list[IndexRecord]:
    """The records of one document, the same for the same input. Ids are unique over all documents.

    Bodies are kept as named: successors and collectives are expanded when a question is asked."""
    common = _common(document, extraction)
    own = str(common.get("number") or "")
    found = [_document(document, extraction, own)]
    found.extend(_passages(document, extraction, own))
    found.extend(_obligations(document, extraction, own))
    return [
        IndexRecord(ident, unit, document.id, document.access, document.version, {**common, **_present(fields)})
        for ident, unit, fields in found
    ]


def body_key(mention: BodyMention) -> str:
    """What a body is filtered by: its id, or its name where the authority file does not know it."""
    return mention.body or name_key(mention.name)


def name_key(name: str) -> str:
    """The key of a body that only has a name."""
    return "name:" + canonical(" ".join(name.split()))


def _issuer_keys(extraction: Extraction) -> tuple[str, ...]:
    """By the bodies named in the text, else by the authority file; without the finders, which are slow to load."""
    named = {mention.name: mention.body for mention in extraction.mentions if mention.body}
    issuers = [field.value for field in extraction.metadata.issuer]
    keys = (named.get(name) or authority().by_name_listed(name) or name_key(name) for name in issuers)
    return tuple(dict.fromkeys(keys))


_Record = tuple[str, Unit, Mapping[str, Value]]


def _common(document: Document, extraction: Extraction) -> dict[str, Value]:
    about = extraction.metadata
    issued = about.issued.value if about.issued and from_iso(about.issued.value) else None
    return _present(
        {
            "document": document.id,
            "name": document.name,
            "number": about.number.value if about.number else None,
            "number_key": key(about.number.value) if about.number else None,
            "type": about.type.value if about.type else None,
            "issuer": tuple(dict.fromkeys(field.value for field in about.issuer)),
            "issuer_id": _issuer_keys(extraction),
            "issued": issued,
            "year": issued[:4] if issued else None,
            "title": about.title.value if about.title else None,
        }
    )


def _document(document: Document, extraction: Extraction, own: str) -> _Record:
    about = extraction.metadata
    return (
        f"{document.id}:d",
        Unit.DOCUMENT,
        {
            "text": flat(extraction.text.text),
            "signers": tuple(dict.fromkeys(field.value for field in about.signers)),
            "state": document.state.value,
            "pages": document.pages,
            "tasks": len(extraction.obligations),
            "numbers": _numbers(extraction.text.text, own, *(c.number or "" for c in extraction.citations)),
        },
    )


def _passages(document: Document, extraction: Extraction, own: str) -> Iterator[_Record]:
    text = extraction.text
    cited = sorted((c for c in extraction.citations if c.number and c.evidence), key=lambda c: c.evidence[0].start)
    for n, piece in enumerate(passages(extraction), 1):
        here = [c for c in cited if piece.span.start <= c.evidence[0].start < piece.span.end]
        words = text.text[piece.span.start : piece.span.end]
        evidence = (piece.span,)
        yield (
            f"{document.id}:p{n}",
            Unit.PASSAGE,
            {
                "passage": flat(words),
                "provision": piece.provision.label if piece.provision else None,
                "path": piece.provision.path if piece.provision else None,
                "numbers": _numbers(words, own, *(c.number or "" for c in here)),
                "relations": tuple(dict.fromkeys(f"{c.relation}:{key(c.number or '')}" for c in here)),
                "citations": json.dumps([_citation(text, c) for c in here], ensure_ascii=False) if here else None,
                **_place(text, evidence, {"text": evidence}),
            },
        )


def _citation(text: DocumentText, citation: Citation) -> Mapping[str, object]:
    return {
        "key": key(citation.number or ""),
        "relation": citation.relation,
        "quote": citation.quote,
        "pinpoint": citation.pinpoint,
        "page": text.page_of(citation.evidence),
        "evidence": [[span.start, span.end] for span in citation.evidence],
        "boxes": [_numbers_of(box) for box in text.boxes(citation.evidence)],
    }


def _obligations(document: Document, extraction: Extraction, own: str) -> Iterator[_Record]:
    seen: dict[str, int] = {}
    for task in extraction.obligations:
        seen[task.id] = seen.get(task.id, 0) + 1
        ident = f"{document.id}:o:{task.id}" + (f"#{seen[task.id]}" if seen[task.id] > 1 else "")
        yield ident, Unit.OBLIGATION, _obligation(extraction.text, task, own, extraction.metadata)


def _obligation(text: DocumentText, task: Obligation, own: str, head: Metadata) -> Mapping[str, Value]:
    both = (*task.lead, *task.coordinating)
    parts = {
        "act": task.act,
        "lead": _together(task.lead),
        "coordinating": _together(task.coordinating),
        "deadline": task.deadline.evidence if task.deadline else (),
        "product": task.product.evidence if task.product else (),
        "heading": task.heading,
    }
    return {
        "quote": task.quote,
        "action": task.action,
        "lead": _names(task.lead),
        "lead_id": _keys(task.lead),
        "coordinating": _names(task.coordinating),
        "coordinating_id": _keys(task.coordinating),
        "body": _names(both),
        "body_id": _keys(both),
        "group": _names(mention for mention in both if mention.group),
        "product": task.product.value if task.product else None,
        "provision": task.provision,
        "path": task.path,
        "numbers": _numbers(task.quote, own),
        "rule": task.rule,
        "confidence": task.score,
        **_deadline(task.deadline, head),
        **_place(text, task.act, parts),
    }


def _deadline(deadline: Deadline | None, head: Metadata) -> Mapping[str, Value]:
    if deadline is None:
        return {"due_kind": "none"}
    issued, effective = (from_iso(field.value) if field else None for field in (head.issued, head.effective))
    found = due_day(deadline, issued=issued, effective=effective)
    kind = {"every": "recurring", "ongoing": "ongoing"}.get(deadline.rel, "dated" if found.last else "none")
    return {
        "due_kind": kind,
        "due_quote": deadline.quote,
        "due_rel": deadline.rel,
        "due_value": deadline.value,
        "due_from": found.first.isoformat() if found.first else None,
        "due_to": found.last.isoformat() if found.last else None,
        "due_in": found.last.isoformat()[:7] if found.last else None,
        "due_day": deadline.day,
        "due_month": deadline.month,
        "due_why": found.why.vi,
        "due_why_en": found.why.en,
        "due_estimated": "true" if found.estimated else None,
    }


def _place(text: DocumentText, act: Evidence, parts: Mapping[str, Evidence]) -> Mapping[str, Value]:
    boxes = text.boxes(act)[:MAX_BOXES]
    return {
        "page": text.page_of(act),
        "start": act[0].start if act else None,
        "evidence": json.dumps({name: [[s.start, s.end] for s in spans] for name, spans in parts.items() if spans}),
        "boxes": json.dumps([_numbers_of(box) for box in boxes]) if boxes else None,
    }


def _numbers_of(box: Box) -> list[float]:
    return [box.page, *(round(side, 4) for side in (box.x0, box.y0, box.x1, box.y1))]


def _together(mentions: Iterable[BodyMention]) -> Evidence:
    spans: dict[Span, None] = {}
    for mention in mentions:
        spans.update(dict.fromkeys(mention.evidence))
    return tuple(spans)


def _names(mentions: Iterable[BodyMention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.name for mention in mentions))


def _keys(mentions: Iterable[BodyMention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(body_key(mention) for mention in mentions))


def _numbers(text: str, *others: str) -> tuple[str, ...]:
    """The keys of the numbers in a text, those of the others (the document's own, the cited) with them."""
    found = [*others, *(mention.number for mention in find_numbers(text))]
    return tuple(dict.fromkeys(key(number) for number in found if number))


def _present(fields: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in fields.items() if value is not None and value != () and value != ""}
