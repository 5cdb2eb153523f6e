"""A document's text cut into the passages that are searched: provisions, and what stands outside of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vanthu.records import DocumentText, Extraction, Provision, Span

LONG: Final = 1600
"""Characters after which a passage is cut at the end of a line."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text with the provision it belongs to (None outside of all)."""

    span: Span
    provision: Provision | None


def passages(extraction: Extraction) -> tuple[Passage, ...]:
    """Every letter of the text that is not white space, in exactly one passage, in order."""
    found: list[Passage] = []
    text, position = extraction.text, 0
    for provision in sorted(extraction.provisions, key=lambda p: (p.own.start, p.own.end)):
        start = max(provision.own.start, position)
        found.extend(_pieces(text, position, start, None))
        if provision.own.end > start:
            found.extend(_pieces(text, start, provision.own.end, provision))
        position = max(position, provision.own.end, start)
    found.extend(_pieces(text, position, len(text.text), None))
    return tuple(found)


def flat(text: str) -> str:
    """The text on one line, every offset kept."""
    return "".join(" " if char.isspace() else char for char in text)


def _pieces(text: DocumentText, start: int, end: int, provision: Provision | None) -> Iterator[Passage]:
    """The stretch in pieces that are not too long, cut between lines where there are lines."""
    while start < end:
        stop = end if end - start <= LONG else _cut(text.text, start, start + LONG)
        piece = text.text[start:stop]
        left, right = len(piece) - len(piece.lstrip()), len(piece.rstrip())
        if right > left:
            yield Passage(Span(start + left, start + right), provision)
        start = stop


def _cut(text: str, start: int, limit: int) -> int:
    for mark in ("\n", ". ", " "):
        at = text.rfind(mark, start + LONG // 2, limit)
        if at > start:
            return at + 1
    return limit
