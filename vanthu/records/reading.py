"""How surely pages were read: what the review list is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DOUBT: Final = 0.6
"""Below this confidence a word is doubtful."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How surely a page of a document was read, corrections counted in: 0..1, None where nothing was recognised.

    `least` is what the page is listed by: its confidence, or that of the least sure word that a number, a date, a
    deadline or a lead was read in, where that word is doubtful. `loose` counts corrections and decisions that found
    no place on it any more. `seen` is the entry by which somebody found it right."""

    document: str
    name: str
    n: int
    words: int
    doubtful: int
    confidence: float | None
    least: float | None
    loose: int = 0
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class ReadingTotals:
    """Over many pages: how many there are, how many of them have recognised words, the confidence over all those
    words, how many pages are on the review list, how many were found right by a person."""

    pages: int
    recognised: int
    words: int
    confidence: float | None
    listed: int
    seen: int
