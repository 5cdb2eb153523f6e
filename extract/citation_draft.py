"""A citation while it is being read, in any language."""

from __future__ import annotations

from dataclasses import dataclass

from vanthu.records import Citation, Span


@dataclass(slots=True)
class CitationDraft:
    """`start:end` are its words so far; `listed`: it continues a list and has no kind's word of its own."""

    start: int
    end: int
    number: str | None
    kind: str | None
    rule: str
    issued: str | None = None
    issuer: tuple[str, ...] = ()
    listed: bool = False
    name: str | None = None
    score: float = 1.0

    def citation(self, text: str, *, pinpoint: str | None = None, relation: str = "refers") -> Citation:
        """The citation; `id` and `provision` are left to the caller."""
        return Citation(
            id="",
            evidence=(Span(self.start, self.end),),
            quote=" ".join(text[self.start : self.end].split()),
            number=self.number,
            type=self.kind,
            issued=self.issued,
            issuer=self.issuer,
            pinpoint=pinpoint,
            relation=relation,
            rule=self.rule,
            score=self.score,
            name=self.name,
        )
