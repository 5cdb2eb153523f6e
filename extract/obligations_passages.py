"""The paragraphs that obligations are read from: outside of tables and quotations, their labels taken off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.obligations_draft import Passage
from extract.paragraphs import Paragraph
from extract.structure import Structure
from vanthu.records import Provision, Span


def passages(text: str, structure: Structure) -> Iterator[Passage]:
    """The passages in the order of the text."""
    paragraphs = [p for p in structure.paragraphs if p.kind == "text" or _is_sentence(text, p)]
    branches = {provision.parent for provision in structure.provisions}
    owners = list(_owners(paragraphs, structure.provisions))
    for index, (paragraph, owner) in enumerate(zip(paragraphs, owners, strict=True)):
        follows = index + 1 < len(paragraphs) and _within(owners[index + 1], owner)
        yield _passage(paragraph, owner, follows, branches)


def _is_sentence(text: str, paragraph: Paragraph) -> bool:
    """A whole sentence before the first number may stand under the title: a telegram that begins with its order."""
    if paragraph.kind != "head" or paragraph.label:  # with a dash: one of those a letter is addressed to
        return False
    words = text[paragraph.span.start : paragraph.span.end].rstrip()
    return words.endswith((".", ":", ";")) and len(words.split()) > 11


def _owners(paragraphs: Sequence[Paragraph], provisions: Sequence[Provision]) -> Iterator[tuple[Provision, ...]]:
    """For each paragraph the provisions around it, the innermost first."""
    ordered = sorted(provisions, key=lambda p: (p.span.start, -p.span.end))
    stack: list[Provision] = []
    at = 0
    for paragraph in paragraphs:
        start = paragraph.span.start
        while at < len(ordered) and ordered[at].span.start <= start:
            stack.append(ordered[at])
            at += 1
        stack = [p for p in stack if p.span.end > start]
        yield tuple(reversed(stack))


def _within(inner: tuple[Provision, ...], outer: tuple[Provision, ...]) -> bool:
    return not outer or any(p.path == outer[0].path for p in inner)


def _passage(paragraph: Paragraph, owner: tuple[Provision, ...], follows: bool, branches: set[str | None]) -> Passage:
    span = Span(paragraph.span.start + (paragraph.label.end if paragraph.label else 0), paragraph.span.end)
    if not owner:
        return Passage(span, leads_on=follows, pieces=paragraph.pieces)
    inner = owner[0]
    first = inner.heading.start <= paragraph.span.start < max(inner.heading.end, inner.heading.start + 1)
    return Passage(
        span=span,
        path=inner.path,
        label=inner.label,
        kind=inner.kind,
        parents=tuple(p.path for p in owner),
        part=inner.part,
        leads_on=follows,
        heading=first,
        branch=inner.path in branches,
        pieces=paragraph.pieces,
    )
