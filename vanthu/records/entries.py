"""What people say about a paper: a log that only grows. Nothing in it is changed; taking back is an entry too."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vanthu.records.facts import Deadline
from vanthu.records.page import Box


@dataclass(frozen=True, slots=True)
class Correction:
    """Words of one line of a page as a person reads them; the page as read stays as it is.

    `first` and `count` are their place among all the words of the page as read (from 0, in the order of its lines),
    `old` those words joined by blanks, `box` the hull of their boxes, `before` and `after` the words beside them: what
    finds them again after another reading. `new` is what stands there instead: one word, several, or none ("")."""

    page: int
    first: int
    count: int
    old: str
    new: str
    box: Box | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A page was looked at and is right. `reading` is the digest of the page as read (`PageInfo.reading`): read
    otherwise another time, it has not been seen."""

    page: int
    reading: str


@dataclass(frozen=True, slots=True)
class Selector:
    """Words of the text that find themselves again: the words with single blanks, some of the words before and after,
    and the box of each line of them on the page."""

    exact: str
    before: str = ""
    after: str = ""
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedBody:
    """A body that a person names: canonical name, id where the authority file knows it."""

    name: str
    body: str | None = None
    group: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """An obligation as a person wants it: `act` is where it stands, piece by piece; the other words are the paper's own
    or empty. The deadline has its words and what they mean; its evidence is found again."""

    act: tuple[Selector, ...]
    action: str = ""
    lead: tuple[NamedBody, ...] = ()
    coordinating: tuple[NamedBody, ...] = ()
    deadline: Deadline | None = None
    product: str = ""


class Verdict(StrEnum):
    """What a person decided about a fact."""

    ACCEPT = "accept"
    REJECT = "reject"
    EDIT = "edit"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on one fact. `fact` is the id of an obligation as it was found (a new one where it is added), or
    the name of a header field (number, type, issued, title, issuer). A task carries the whole obligation, also where
    it is accepted or rejected: it must be found again; `found` is its act as the rules found it, where a person set it
    otherwise. `values` are those of a header field, `where` the words they
    were read in, where there are any."""

    fact: str
    verdict: Verdict
    task: Task | None = None
    values: tuple[str, ...] = ()
    where: Selector | None = None
    found: tuple[Selector, ...] = ()


@dataclass(frozen=True, slots=True)
class Undo:
    """An entry is taken back (an undo too: that brings back what it took)."""

    entry: str


What = Correction | Seen | Decision | Undo


@dataclass(frozen=True, slots=True)
class Entry:
    """Something a person said about a document: who, when. `sequence` grows with each entry of the whole store."""

    id: str
    document: str
    sequence: int
    by: str
    at: datetime
    what: What


def entry_id(document: str, what: What, after: int) -> str:
    """The same for the same words about the same document, said when the log stood at `after`."""
    return "e" + hashlib.sha256(f"{document}\0{after}\0{what!r}".encode("utf-8", "surrogatepass")).hexdigest()[:24]


def standing(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries that hold, in their order: not taken back, and no undo themselves."""
    gone: set[str] = set()
    kept: list[Entry] = []
    for entry in sorted(entries, key=lambda one: -one.sequence):
        if entry.id in gone:
            continue
        if isinstance(entry.what, Undo):
            gone.add(entry.what.entry)
        else:
            kept.append(entry)
    return tuple(reversed(kept))


def taken_back(entries: Iterable[Entry]) -> frozenset[str]:
    """The ids of entries that do not hold now because they were taken back."""
    everything = tuple(entries)
    held = {entry.id for entry in standing(everything)}
    undone = {entry.what.entry for entry in everything if isinstance(entry.what, Undo)}
    return frozenset(undone - held)


def touching(what: What, entries: Sequence[Entry], after: int) -> tuple[Entry, ...]:
    """The entries later than `after` that speak of the same thing: whoever says `what` has not seen them."""
    by_id = {entry.id: entry for entry in entries}
    return tuple(entry for entry in entries if entry.sequence > after and _touch(what, entry.what, by_id))


def _touch(what: What, other: What, by_id: dict[str, Entry]) -> bool:
    if isinstance(what, Undo) and isinstance(other, Undo):
        return what.entry == other.entry
    if isinstance(other, Undo):
        target = by_id.get(other.entry)
        return target is not None and not isinstance(target.what, Undo) and _touch(what, target.what, by_id)
    if isinstance(what, Undo):
        target = by_id.get(what.entry)
        return target is not None and not isinstance(target.what, Undo) and _touch(target.what, other, by_id)
    if isinstance(what, Decision) and isinstance(other, Decision):
        return what.fact == other.fact
    if isinstance(what, Correction) and isinstance(other, Correction):
        apart = what.first + what.count <= other.first or other.first + other.count <= what.first
        return what.page == other.page and not apart
    return isinstance(what, Seen) and isinstance(other, Correction) and what.page == other.page
