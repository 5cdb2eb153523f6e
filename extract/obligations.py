"""Who must do what by when: the obligations of a document, each part with its own evidence.

One obligation for each finest point with an act of its own; leads come from headings, from running text, from lines
after the task, from table rows, or from the whole ("các bộ, ngành, địa phương").
"""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import regex

from extract.anaphora import find_addressees
from extract.deadlines import find_deadlines, shifted
from extract.manners import manner_of, manner_of_part, speaks_of_itself
from extract.mask import mask
from extract.obligations_draft import Draft, Manner
from extract.obligations_passages import passages
from extract.obligations_tables import read_tables
from extract.obligations_text import read_passages
from extract.products import find_product
from extract.structure import Structure
from vanthu.records import BodyMention, Deadline, DocumentText, Evidence, Field, Metadata, Obligation
from vanthu.viet import fold


def find_obligations(
    text: DocumentText,
    structure: Structure,
    mentions: Sequence[BodyMention],
    metadata: Metadata,
    *,
    read: Metadata | None = None,
) -> tuple[Obligation, ...]:
    """The obligations of a document in the order of their acts; pure, deterministic, linear in the length of the text.

    `mentions` are the bodies found in `text.text` (`extract.bodies.find_bodies` with the letterhead's place). `read` is
    the header as it was read, where a person put it right: ids do not change with that."""
    masked = mask(_own_words(text.text, structure), mentions)
    issued = metadata.issued.value if metadata.issued else None
    manner = Manner(
        _manners(metadata, structure), _issuers(metadata), speaks_of_itself(metadata), issued, _home(metadata)
    )
    drafts = read_passages(masked, list(passages(text.text, structure)), manner, find_addressees(masked))
    drafts += read_tables(masked, structure, manner)
    drafts.sort(key=lambda draft: (draft.act[0].start, draft.act[0].end))
    naming = _Naming(_document_key(text, read or metadata))
    return tuple(_obligation(text, draft, issued, naming) for draft in drafts)


def _own_words(text: str, structure: Structure) -> str:
    """The text with blanks for what stands inside a paragraph and is not its own (running heads of a text file)."""
    out: list[str] = []
    at = 0
    for paragraph in structure.paragraphs:
        for before, piece in itertools.pairwise(paragraph.pieces):
            if before.end >= at:
                out += [text[at : before.end], " " * (piece.start - before.end)]
                at = piece.start
    return "".join(out) + text[at:]


def _home(metadata: Metadata) -> str | None:
    """Whose local bodies are meant: the issuer's, else the place's."""
    fields = [*metadata.issuer, *((metadata.place,) if metadata.place else ())]
    return fields[0].value if fields else None


def _issuers(metadata: Metadata) -> frozenset[str]:
    return frozenset(field.value for field in metadata.issuer)


def _document_key(text: DocumentText, metadata: Metadata) -> str:
    """What makes ids differ between documents: the number and date, the head of the text where there is no number."""
    number = metadata.number.value if metadata.number else ""
    issued = metadata.issued.value if metadata.issued else ""
    return f"{number}|{issued}" if number else fold(" ".join(text.text[:400].split()))


@dataclass(slots=True)
class _Naming:
    """Ids from document, path, folded act and ordinal: a corrected letter elsewhere changes none."""

    document: str
    seen: Counter[str] | None = None

    def id(self, path: str | None, act: str) -> str:
        self.seen = self.seen if self.seen is not None else Counter()
        key = "\\0".join((self.document, path or "", fold(" ".join(act.split()))))
        self.seen[key] += 1
        return "o" + hashlib.sha256(f"{key}\\0{self.seen[key]}".encode()).hexdigest()[:24]


def _obligation(text: DocumentText, draft: Draft, issued: str | None, naming: _Naming) -> Obligation:
    quote = text.quote(draft.act)
    return Obligation(
        id=naming.id(draft.path, quote),
        act=draft.act,
        quote=quote,
        action=text.quote(draft.action),
        lead=draft.lead,
        coordinating=draft.coordinating,
        deadline=draft.deadline or (None if draft.row else _deadline(text, draft.act, issued)),
        product=_product(text, draft),
        provision=draft.label,
        path=draft.path,
        rule=draft.rule,
        score=draft.score,
        heading=draft.heading,
    )


# "nhất là 44 nhiệm vụ có thời hạn hoàn thành trong quý II": the time limit of something named, not of the act.
_OF_OTHERS: Final = regex.compile(r"(?:có|đến)\s+(?:thời\s+)?hạn(?:\s+(?:hoàn\s+thành|trình|báo\s+cáo))?\s+$")


def _deadline(text: DocumentText, act: Evidence, issued: str | None) -> Deadline | None:
    """The first deadline of the act; one with a date before a mere "thường xuyên"."""
    found: list[Deadline] = []
    for span in act:
        piece = text.text[span.start : span.end].replace("\\n", " ").replace("\\f", " ")
        found += [
            shifted(deadline, span.start)
            for deadline in find_deadlines(piece, issued=issued)
            if not _OF_OTHERS.search(piece, 0, deadline.evidence[0].start)
        ]
    return next((d for d in found if d.rel != "ongoing"), found[0] if found else None)


def _product(text: DocumentText, draft: Draft) -> Field | None:
    if draft.product:
        return Field(text.quote(draft.product), draft.product, "product-named")
    if draft.row:
        return None
    span = find_product(text.text, draft.action)
    return Field(text.quote((span,)), (span,), "product-in-act", 0.6) if span else None


def _manners(metadata: Metadata, structure: Structure) -> dict[str, str]:
    of_document = manner_of(metadata)
    manners = {"": of_document}
    for provision in structure.provisions:
        if provision.part and provision.part not in manners:
            manners[provision.part] = manner_of_part(provision.label, of_document)
    return manners
