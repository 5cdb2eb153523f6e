"""Pages → everything the paper says: the one entry to this room, to be read from top to bottom."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from extract.bodies import authority, find_bodies
from extract.citations import find_citations
from extract.compose import composed
from extract.decisions import decided, decided_header
from extract.effect import find_effect
from extract.flaws import flaws
from extract.header import header
from extract.languages.detect import language_of
from extract.languages.news import read_news
from extract.law_numbers import with_numbers
from extract.likeness import likeness
from extract.made_by import made_by
from extract.obligations import find_obligations
from extract.quantities import find_quantities
from extract.references import Found, find_references
from extract.structure import Structure, structure
from extract.sums import find_sums
from extract.sums_tables import find_table_sums
from extract.targets import with_years
from vanthu.records import (
    BodyMention,
    Citation,
    DocumentText,
    Entry,
    Evidence,
    Extraction,
    Finding,
    Metadata,
    Obligation,
    Page,
    Quantity,
    Reference,
    standing,
)
from vanthu.viet import fold

Fact = TypeVar("Fact", BodyMention, Citation, Finding, Quantity, Reference)


def extract(pages: Sequence[Page], *, entries: Sequence[Entry] = ()) -> Extraction:
    """All facts of a document, each with its evidence. What people said about it (`entries`) is laid over the pages
    and over the facts.

    Pure and deterministic: the same pages give the same extraction. Time grows with the length of the text."""
    said = standing(entries)
    text, loose = composed(pages, said)
    found = decided(replace(_found(text, said), loose=loose), said)
    return replace(found, flaws=flaws(pages), likeness=likeness(pages, found))


def _found(text: DocumentText, said: Sequence[Entry]) -> Extraction:
    language = language_of(text.text)
    if language != "vi":
        return _foreign(text, language)
    built = structure(text)
    read = header(text, built)
    head = decided_header(read, text, said)
    home = home_of(head)
    words = built.reading(text)
    head = replace(head, effective=find_effect(words, head))
    mentions = _shown(built, find_bodies(words, home=home))
    cited = _of_others(find_citations(words, home=home, bodies=mentions), head)
    citations = _shown(built, with_numbers(cited, head.issued.value if head.issued else None))
    counted = with_years(words, find_quantities(words), head.issued.value if head.issued else None)
    quantities = _shown(built, counted)
    findings = _shown(built, _doubts(text, words, built))
    obligations = find_obligations(text, built, mentions, head, read=read)
    named = _named(text, "c", citations, built)
    found = Found(text.text, built, head, named, mentions, obligations)
    return Extraction(
        text,
        head,
        built.provisions,
        mentions,
        named,
        obligations,
        _named(text, "q", quantities, built),
        made_by(),
        findings=_named(text, "f", findings, built),
        references=_named(text, "r", _shown(built, find_references(found)), built),
    )


def _doubts(text: DocumentText, words: str, built: Structure) -> Iterator[Finding]:
    """What a reader should look at: sums that do not add up, in sentences and in tables."""
    yield from find_sums(words)
    for table in built.tables:
        yield from find_table_sums(text, table)


def _of_others(citations: Iterable[Citation], head: Metadata) -> Iterator[Citation]:
    """The citations without the paper's own kind, title and number read as one ("NGHỊ QUYẾT CỦA … về …")."""
    fields = (field for field in (head.type, head.number) if field and field.rule != "letter-without-kind")
    own = [span for field in fields for span in field.evidence]
    for citation in citations:
        start = citation.evidence[0].start
        if not any(span.start <= start < span.end for span in own):
            yield citation


CENTRAL: Final = ("central", "ministry", "agency")
"""Levels of bodies that write for the whole country."""


def home_of(head: Metadata) -> str | None:
    """The place that local bodies without one take: that of the issuer, or where the paper was issued. None for papers
    of central bodies, issued in Hà Nội for the whole country: "Sở Tư pháp" is each province's there."""
    named = [*head.issuer, head.place] if head.place else list(head.issuer)
    central = False
    for field in named:
        for mention in find_bodies(field.value):
            if mention.body and ":" in mention.body:
                return field.value
            known = authority().by_id(mention.body) if mention.body else None
            # "Ban Chỉ đạo", "Đoàn kiểm tra" are anybody's: they have neither a parent nor letters of their own.
            central = central or (known is not None and known.level in CENTRAL and bool(known.parent or known.symbols))
    return head.place.value if head.place and not central else None


def _foreign(text: DocumentText, language: str) -> Extraction:
    """A text in another language: no letterhead, no provisions, its facts by that language's rules."""
    found = read_news(text.text, language)
    counts: Counter[str] = Counter()
    tasks = tuple(replace(task, id=_id("o", task, text, counts)) for task in found.obligations)
    return Extraction(
        text,
        Metadata(),
        (),
        found.bodies,
        _named(text, "c", found.citations, None),
        tasks,
        _named(text, "q", found.quantities, None),
        made_by(),
        findings=_named(text, "f", find_sums(text.text, language), None),
    )


def _shown(built: Structure, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts with evidence that leaves out running heads between two pages."""
    return tuple(_without(built, fact) for fact in facts)


def _without(built: Structure, fact: Fact) -> Fact:
    evidence = built.evidence(fact.evidence)
    return fact if evidence is fact.evidence else replace(fact, evidence=evidence)


Counted = TypeVar("Counted", Citation, Finding, Quantity, Reference)


def _named(text: DocumentText, letter: str, facts: Iterable[Counted], built: Structure | None) -> tuple[Counted, ...]:
    """Facts with their ids, their quotes as the evidence has them, and the provision they stand in."""
    counts: Counter[str] = Counter()
    return tuple(
        replace(
            fact,
            id=_id(letter, fact, text, counts),
            quote=text.quote(fact.evidence),
            provision=_provision(built, fact.evidence),
        )
        for fact in facts
    )


def _provision(built: Structure | None, evidence: Evidence) -> str | None:
    around = built.provision_at(evidence[0].start) if built and evidence else None
    return (around.label or None) if around else None


Identified = Citation | Finding | Quantity | Reference | Obligation


def _id(letter: str, fact: Identified, text: DocumentText, counts: Counter[str]) -> str:
    """From the words and how often they came before: the same for the same text, whatever changes elsewhere."""
    evidence = fact.act if isinstance(fact, Obligation) else fact.evidence
    words = fold(text.quote(evidence))
    counts[words] += 1
    return letter + hashlib.sha256(f"{letter}\0{words}\0{counts[words]}".encode()).hexdigest()[:24]
