"""Papers that are not one whole file: proposals to split and to join, and what becomes of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from vanthu.errors import BadRequest


@dataclass(frozen=True, slots=True)
class Range:
    """Pages `first` to `last` (from 1, both included) of a document as read."""

    document: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Sheets:
    """Where pictures of pages come from: pages `first` to `last` of the blob `view`, of that type."""

    view: str | None
    media_type: str
    first: int
    last: int


class ProposalState(StrEnum):
    """What a clerk said to it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


Parts = tuple[tuple[Range, ...], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """That papers be arranged otherwise than they came: each part is a paper of its own, an ordered list of pages.

    `kind` is split (one document, several parts) or join (several documents, one part). `papers` are the documents
    that came of it where it was accepted. A clerk may accept other parts than were proposed."""

    id: str
    kind: str
    batch: str
    parts: Parts
    reasons: tuple[str, ...]
    state: ProposalState = ProposalState.OPEN
    papers: tuple[str, ...] = ()
    by: str = ""
    at: str = ""  # ISO

    @property
    def sources(self) -> tuple[str, ...]:
        """The documents whose pages are arranged, in order."""
        return tuple(dict.fromkeys(one.document for part in self.parts for one in part))


def proposal_id(kind: str, sources: Iterable[str]) -> str:
    """One proposal for the same documents, however often it is made."""
    return "p" + hashlib.sha256("\0".join((kind, *sources)).encode()).hexdigest()[:24]


def paper_id(ranges: Iterable[tuple[str, int, int]]) -> tuple[str, str]:
    """The id of a paper made of pages (digest of the file, first, last), and the key that stands for its content."""
    said = "\0".join(("arranged", *(f"{sha256}:{first}-{last}" for sha256, first, last in ranges)))
    key = hashlib.sha256(said.encode()).hexdigest()
    return "d" + key[:24], key


def ranges_of(written: str, document: str) -> Parts:
    """Pages as people write them (1-3, 4, 5-6) as parts of a document. Raises BadRequest."""
    parts = []
    for piece in written.replace(";", ",").split(","):
        first, _, last = piece.strip().partition("-")
        if not all(end.strip().isascii() and end.strip().isdigit() and len(end) < 8 for end in (first, last or first)):
            raise BadRequest(f"Khoảng trang “{piece.strip()[:40]}” không đọc được: viết như 1-3,4-6.")
        parts.append((Range(document, int(first), int(last or first)),))
    return tuple(parts)
