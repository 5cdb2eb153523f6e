"""The wire of the review: pages that wait, words as they stand, what people said about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from search_api.web.corrections import Sheet
from search_api.web.shapes import BoxShape, Shape
from vanthu.records import Correction, Decision, Entry, Reading, ReadingTotals, Seen, Undo, taken_back
from vanthu.store import said


class ReadingShape(Shape):
    """How surely a page was read, 0..1: `confidence` over all its words, `least` what it is listed by (the doubtful
    word of a number, date, deadline or lead where there is one). `loose`: corrections and decisions that found no
    place on it."""

    document: str
    name: str
    page: int
    words: int
    doubtful: int
    confidence: float | None
    least: float | None
    loose: int
    seen: bool
    picture: str

    @classmethod
    def of(cls, one: Reading) -> ReadingShape:
        """From a record."""
        return cls(
            document=one.document,
            name=one.name,
            page=one.n,
            words=one.words,
            doubtful=one.doubtful,
            confidence=one.confidence,
            least=one.least,
            loose=one.loose,
            seen=one.seen is not None,
            picture=f"/api/v1/documents/{one.document}/pages/{one.n}/picture",
        )


class ReadingTotalsShape(Shape):
    """Over pages: how many, how many recognised on a picture, the confidence over all their words, how many wait to be
    looked at, how many were found right."""

    pages: int
    recognised: int
    words: int
    confidence: float | None
    waiting: int
    seen: int

    @classmethod
    def of(cls, one: ReadingTotals) -> ReadingTotalsShape:
        """From a record."""
        return cls(
            pages=one.pages,
            recognised=one.recognised,
            words=one.words,
            confidence=one.confidence,
            waiting=one.listed,
            seen=one.seen,
        )


class ReviewShape(Shape):
    """The pages that wait, the worst first; `after` is the cursor for the next, None at the end."""

    below: float
    totals: ReadingTotalsShape
    pages: list[ReadingShape]
    after: str | None


class SlotShape(Shape):
    """A place of a page: `first` and `count` are words of the page as read, `text` what stands there now, `raw` what
    was recognised there, `entry` the correction."""

    first: int
    count: int
    line: int
    text: str
    raw: str
    box: BoxShape | None
    confidence: float | None
    entry: str | None


class SaidShape(Shape):
    """Something that somebody said about a document. `kind`: correction, seen, decision, undo; `holds`: not taken
    back."""

    id: str
    sequence: int
    kind: str
    by: str
    at: datetime
    holds: bool
    page: int | None = None
    old: str | None = None
    new: str | None = None
    fact: str | None = None
    verdict: str | None = None
    entry: str | None = None

    @classmethod
    def of(cls, one: Entry, *, holds: bool) -> SaidShape:
        """From a record."""
        what = one.what
        own: dict[str, object] = {}
        if isinstance(what, Correction):
            own = {"page": what.page, "old": what.old, "new": what.new}
        elif isinstance(what, Seen):
            own = {"page": what.page}
        elif isinstance(what, Decision):
            own = {"fact": what.fact, "verdict": what.verdict.value}
        elif isinstance(what, Undo):
            own = {"entry": what.entry}
        whole = {"id": one.id, "sequence": one.sequence, "kind": said.kind_of(what), "by": one.by, "at": one.at}
        return cls.model_validate({**whole, "holds": holds, **own})

    @classmethod
    def many(cls, log: Iterable[Entry]) -> list[SaidShape]:
        """The log, each with whether it holds."""
        everything = tuple(log)
        gone = taken_back(everything)
        return [cls.of(one, holds=one.id not in gone) for one in everything]


class SheetShape(Shape):
    """A page as it stands, and the corrections that found no place on it. `after`: where the log stands."""

    document: str
    page: int
    after: int
    slots: list[SlotShape]
    loose: list[SaidShape]

    @classmethod
    def of(cls, one: Sheet) -> SheetShape:
        """From a sheet."""
        slots = [
            SlotShape(
                first=slot.first,
                count=slot.count,
                line=slot.line,
                text=slot.text,
                raw=slot.old,
                box=BoxShape.of(slot.box) if slot.box else None,
                confidence=slot.confidence,
                entry=slot.entry,
            )
            for slot in one.slots
        ]
        loose = [SaidShape.of(entry, holds=True) for entry in one.loose]
        return cls(document=one.document.id, page=one.page.n, after=one.after, slots=slots, loose=loose)


class CorrectionWanted(Shape):
    """`new` in the place of words of the page as read; `old` is what stands there as you saw it."""

    first: int
    count: int = 1
    old: str
    new: str


class SeenWanted(Shape):
    """The page is right, as it stood at `after` (of the page as it stands)."""

    after: int


class TaskWanted(Shape):
    """A task: the words of its act and of its deadline as they stand in the paper, bodies by any of their names; `day`
    where the words of the deadline are not enough. `after`: where the log of the document stood."""

    after: int
    words: str
    lead: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    deadline: str = ""
    day: date | None = None
    product: str = ""
    page: int | None = None


class TaskDecided(Shape):
    """What is decided about a task; `task` is what it is to be where it is changed."""

    after: int
    verdict: Literal["accept", "reject", "edit"]
    task: TaskWanted | None = None


class FieldWanted(Shape):
    """The values of a field of the header."""

    after: int
    values: list[str]
