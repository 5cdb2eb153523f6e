"""An extraction as the record that programs read: one JSON object a document, in the form that gold has too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from extract.due import due_day
from vanthu.records import (
    BodyMention,
    Citation,
    Deadline,
    DocumentText,
    Evidence,
    Extraction,
    Field,
    Finding,
    Flaw,
    Metadata,
    Obligation,
    Outcome,
    PageInfo,
    Provision,
    Quantity,
    Reference,
    Signature,
    State,
)

SCHEMA: Final = "vanthu/1"
Record = dict[str, Any]


def record(
    extraction: Extraction, *, doc: str, sha256: str, outcome: Outcome | None = None, state: str = State.DONE.value
) -> Record:
    """The record of a document that was read; `outcome` tells how, `state` stands in where there is none."""
    text = extraction.text
    return {
        "schema": SCHEMA,
        "doc": doc,
        "sha256": sha256,
        **(_ending(outcome) if outcome else {"state": state, "reason": "", "next": ""}),
        "made_by": extraction.made_by,
        "text_length": len(text.text),
        "text": text.text,
        "pages": [_page(page, extraction.flaws) for page in text.pages],
        "metadata": _metadata(extraction.metadata, text),
        "provisions": [_provision(provision) for provision in extraction.provisions],
        "bodies": [_body(mention, text) for mention in extraction.mentions],
        "citations": [_citation(citation, text) for citation in extraction.citations],
        "obligations": [_obligation(obligation, extraction) for obligation in extraction.obligations],
        "quantities": [_quantity(quantity, text) for quantity in extraction.quantities],
        "references": [_reference(one, text) for one in extraction.references],
        "findings": [{**_fact(finding), **_place(finding.evidence, text)} for finding in extraction.findings],
        "warnings": [*(outcome.warnings if outcome else ()), *extraction.warnings],
        "signatures": [_signature(one) for one in outcome.signatures] if outcome else [],
    }


def failure_record(*, doc: str, sha256: str, outcome: Outcome) -> Record:
    """The record of an input that gave no text: its state, why, and what to do next."""
    return {
        "schema": SCHEMA,
        "doc": doc,
        "sha256": sha256,
        **_ending(outcome),
        "made_by": "",
        "text_length": 0,
        "text": "",
        "pages": [],
        "metadata": {},
        "provisions": [],
        "bodies": [],
        "citations": [],
        "obligations": [],
        "quantities": [],
        "references": [],
        "findings": [],
        "warnings": list(outcome.warnings),
        "signatures": [_signature(one) for one in outcome.signatures],
    }


def _ending(outcome: Outcome) -> Record:
    state = f"{outcome.state.value}:{outcome.detail}" if outcome.detail else outcome.state.value
    return {"state": state, "reason": outcome.reason, "next": outcome.next, "media_type": outcome.media_type}


def _signature(signature: Signature) -> Record:
    return {**asdict(signature), "state": signature.state.value, "sentence": signature.sentence()}


def _page(page: PageInfo, flaws: Iterable[Flaw]) -> Record:
    return {
        "n": page.n,
        "width_pt": page.width_pt,
        "height_pt": page.height_pt,
        "source": page.source.value,
        "reason": page.reason,
        "confidence": page.confidence,
        "flaws": [{"kind": flaw.kind.value, "value": flaw.value} for flaw in flaws if flaw.page == page.n],
    }


def _metadata(found: Metadata, text: DocumentText) -> Record:
    single = {
        name: getattr(found, name)
        for name in ("number", "type", "issued", "effective", "place", "title", "secrecy", "urgency")
    }
    several = {name: getattr(found, name) for name in ("issuer", "signers", "recipients")}
    where: Record = {name: _field(field, text) for name, field in single.items() if field}
    where |= {name: [_field(field, text) for field in fields] for name, fields in several.items() if fields}
    return {
        **{name: field.value if field else None for name, field in single.items()},
        **{name: [field.value for field in fields] for name, fields in several.items()},
        "found": where,
    }


def _field(field: Field, text: DocumentText) -> Record:
    return {"value": field.value, "rule": field.rule, "score": field.score, **_place(field.evidence, text)}


def _provision(provision: Provision) -> Record:
    return {
        "path": provision.path,
        "label": provision.label,
        "kind": provision.kind,
        "part": provision.part,
        "start": provision.span.start,
        "end": provision.span.end,
    }


def _body(mention: BodyMention, text: DocumentText) -> Record:
    return {
        "name": mention.name,
        "body": mention.body,
        "group": mention.group,
        "post": mention.post,
        "rule": mention.rule,
        "score": mention.score,
        "quote": text.quote(mention.evidence),
        **_place(mention.evidence, text),
    }


def _citation(citation: Citation, text: DocumentText) -> Record:
    made = _fact(citation)
    return {**made, "issuer": list(citation.issuer), **_place(citation.evidence, text)}


def _quantity(quantity: Quantity, text: DocumentText) -> Record:
    made = _fact(quantity)
    if quantity.value_to is None:
        del made["value_to"]
    return {**made, **_place(quantity.evidence, text)}


def _reference(one: Reference, text: DocumentText) -> Record:
    made = {**_fact(one), **_place(one.evidence, text), "names": list(one.names)}
    made["evidence"] = {"words": _spans(one.evidence), "antecedent": _spans(one.antecedent)}
    del made["antecedent"]
    return made


def _fact(fact: Citation | Finding | Quantity | Reference) -> Record:
    made = asdict(fact)
    del made["evidence"]
    return made


def _obligation(obligation: Obligation, extraction: Extraction) -> Record:
    text = extraction.text
    evidence = {
        "act": obligation.act,
        "lead": _joined(mention.evidence for mention in obligation.lead),
        "coordinating": _joined(mention.evidence for mention in obligation.coordinating),
        "deadline": obligation.deadline.evidence if obligation.deadline else (),
        "product": obligation.product.evidence if obligation.product else (),
        "heading": obligation.heading,
    }
    return {
        "id": obligation.id,
        "quote": obligation.quote,
        "action": obligation.action,
        "lead": [mention.name for mention in obligation.lead],
        "coordinating": [mention.name for mention in obligation.coordinating],
        "bodies": {
            "lead": [mention.body for mention in obligation.lead],
            "coordinating": [mention.body for mention in obligation.coordinating],
        },
        "deadline": _deadline(obligation.deadline, extraction.metadata),
        "product": obligation.product.value if obligation.product else None,
        "provision": obligation.provision,
        "path": obligation.path,
        "rule": obligation.rule,
        "score": obligation.score,
        **_place(obligation.act, text),
        "evidence": {part: _spans(spans) for part, spans in evidence.items() if spans},
    }


def _deadline(limit: Deadline | None, head: Metadata) -> Record | None:
    if limit is None:
        return None
    made: Record = {"quote": limit.quote, "rel": limit.rel, "value": limit.value, "rule": limit.rule}
    said = (("day", limit.day), ("month", limit.month), ("start", limit.start), ("event", limit.event))
    made |= {name: value for name, value in said if value is not None}
    made |= {"working": True} if limit.working else {}
    found = due_day(limit, issued=_day(head.issued), effective=_day(head.effective))
    made["due"] = {
        "first": found.first.isoformat() if found.first else None,
        "last": found.last.isoformat() if found.last else None,
        "estimated": found.estimated,
        "why": found.why.vi,
    }
    return made


def _day(field: Field | None) -> date | None:
    try:
        return date.fromisoformat(field.value) if field else None
    except ValueError:
        return None


def _joined(evidences: Iterable[Evidence]) -> Evidence:
    return tuple(span for evidence in evidences for span in evidence)


def _spans(evidence: Evidence) -> list[list[int]]:
    return [[span.start, span.end] for span in evidence]


def _place(evidence: Evidence, text: DocumentText) -> Record:
    """Where a fact stands: the hull of its spans, its page, a box for each printed line."""
    return {
        "start": min((span.start for span in evidence), default=None),
        "end": max((span.end for span in evidence), default=None),
        "page": text.page_of(evidence),
        "boxes": [
            {"page": box.page, **{side: round(getattr(box, side), 5) for side in ("x0", "y0", "x1", "y1")}}
            for box in text.boxes(evidence)
        ],
        "evidence": {"words": _spans(evidence)},
    }
