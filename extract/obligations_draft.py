"""An obligation while it is being put together, and the passages it is read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from extract.actions import DIRECTIVE
from vanthu.records import BodyMention, Deadline, Evidence, Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph with its list label taken off, and the provision it belongs to.

    `depth` counts from the outermost provision; `parents` are the paths from the innermost outwards, its own first.
    `heading`: it is the provision's first paragraph; `leads_on`: other paragraphs or points of the provision follow;
    `branch`: the provision has points of its own; `pieces`: the stretches that are its words."""

    span: Span
    path: str | None = None
    label: str | None = None
    kind: str = ""
    parents: tuple[str, ...] = ()
    part: str = ""
    leads_on: bool = False
    heading: bool = False
    branch: bool = False
    pieces: Evidence = ()

    def evidence(self, span: Span) -> Evidence:
        """The part of a span that is the paragraph's own words."""
        cut = (Span(max(span.start, piece.start), min(span.end, piece.end)) for piece in self.pieces)
        return tuple(piece for piece in cut if piece.start < piece.end) or (span,)


@dataclass(frozen=True, slots=True)
class Draft:
    """What will be an obligation. `deadline` and `product` are those that stand outside of the act (a column, a line
    after it); `heading` is the evidence of what was inherited; `collective`: only an opening to everybody names it."""

    act: Evidence
    action: Evidence
    lead: tuple[BodyMention, ...]
    coordinating: tuple[BodyMention, ...]
    path: str | None
    label: str | None
    rule: str
    score: float
    heading: Evidence = ()
    deadline: Deadline | None = None
    product: Evidence = ()
    row: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """How the paper speaks (`extract.manners`) by part; who issued it and when; `reticent`: a sentence about the
    issuer gives him no task; `home`: whose local bodies are meant."""

    of_part: Mapping[str, str]
    issuers: frozenset[str]
    reticent: bool
    issued: str | None
    home: str | None = None

    def at(self, part: str) -> str:
        """The manner of a part of the document."""
        return self.of_part.get(part, self.of_part.get("", DIRECTIVE))
