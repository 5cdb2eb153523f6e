"""What an engine kept, as a hit: the record and the piece of its text that was found."""

from __future__ import annotations

from search_api.index.fields import MAIN
from search_api.index.plan import record_of
from search_api.index.snippets import snippet
from vanthu.records import IndexHit, IndexQuery


def hit_of(source: str, score: float | None, query: IndexQuery) -> IndexHit:
    """The hit, its snippet cut from the unit's main text."""
    record = record_of(source)
    piece = snippet(str(record.fields.get(MAIN[record.unit]) or ""), query)
    return IndexHit(record, float(score or 0.0), piece.text, piece.marks, piece.offset)
