"""What people said about a document, as lines to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from search_api.web.desk import Desk
from vanthu.errors import NotFound
from vanthu.records import Correction, Decision, Entry, Seen, Undo, Verdict, taken_back

_SHOWN: Final = 90
_VERDICTS: Final = {
    Verdict.ACCEPT: "said_accept",
    Verdict.REJECT: "said_reject",
    Verdict.EDIT: "said_edit",
    Verdict.ADD: "said_add",
}


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words: `word` and `values` are those of the table of words. `holds`: not taken back; `undone` tells
    what an undo took back."""

    id: str
    document: str
    page: int
    by: str
    at: datetime
    word: str
    values: dict[str, object]
    holds: bool
    changes: bool  # whether text or facts follow
    undone: Told | None = None


def told(log: Sequence[Entry]) -> list[Told]:
    """The log, the latest first."""
    return [told_entry(entry, log) for entry in reversed(log)]


def just_said(desk: Desk, said: str) -> Told | None:
    """What was just said (`document:entry`), where an address tells of it and the reader may know."""
    document, _, entry = said.partition(":")
    if not entry:
        return None
    try:
        log = desk.services.store.entries(document, desk.permission())
    except NotFound:
        return None
    return next((told_entry(one, log) for one in log if one.id == entry), None)


def told_entry(entry: Entry, log: Sequence[Entry]) -> Told:
    """One entry of a log."""
    word, values = _words(entry)
    undone = None
    if isinstance(entry.what, Undo):
        target = next((one for one in log if one.id == entry.what.entry), None)
        undone = told_entry(target, log) if target else None
    return Told(
        id=entry.id,
        document=entry.document,
        page=undone.page if undone else _page(entry),
        by=entry.by,
        at=entry.at,
        word=word,
        values=values,
        holds=entry.id not in taken_back(log),
        changes=not isinstance(entry.what, Seen),
        undone=undone,
    )


def _words(entry: Entry) -> tuple[str, dict[str, object]]:
    what = entry.what
    if isinstance(what, Correction):
        if not what.new:
            return "said_gone", {"old": what.old}
        if what.new == what.old:
            return "said_right", {"new": what.new}
        return "said_correction", {"old": what.old, "new": what.new}
    if isinstance(what, Seen):
        return "said_seen", {"n": what.page}
    if isinstance(what, Decision):
        return _decided(what)
    return "said_undo", {}


def _decided(what: Decision) -> tuple[str, dict[str, object]]:
    if what.task is None:
        return "said_field", {"field": what.fact, "value": "; ".join(what.values) or "–"}
    quote = " ".join(piece.exact for piece in what.task.act)
    return _VERDICTS[what.verdict], {"words": quote if len(quote) <= _SHOWN else f"{quote[:_SHOWN]}…"}


def _page(entry: Entry) -> int:
    what = entry.what
    if isinstance(what, Correction | Seen):
        return what.page
    if isinstance(what, Decision):
        pieces = what.task.act if what.task else (what.where,) if what.where else ()
        return next((box.page for piece in pieces for box in piece.boxes), 1)
    return 1
