"""Deadlines and states as people see them: a shape, words, then a colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from search_api.index.due import Due, DueState
from search_api.web.words import WORDS as TABLE
from search_api.web.words import Words
from vanthu.records import MOVING, NEEDS_SOMEONE, SealState, Signature, State
from vanthu.records.states import WORDS

GROUPS: Final = ("late", "soon", "ok", "rec", "none")
"""The five states that are counted; recurring and ongoing are one."""
_GROUP: Final = {DueState.RECURRING: "rec", DueState.ONGOING: "rec"}
GROUP_WORDS: Final = {"late": "late", "soon": "soon", "ok": "ok", "rec": "rec", "none": "no_deadline"}


@dataclass(frozen=True, slots=True)
class Badge:
    """`kind` names the colour, `icon` the shape."""

    kind: str
    icon: str
    text: str


def group_of(due: Due) -> str:
    """Which of the five counts a task is in."""
    return _GROUP.get(due.state, due.state.value)


def states_of(group: str) -> tuple[str, ...]:
    """The due states that a count is made of; none for a count that there is not."""
    return tuple(state.value for state in DueState if _GROUP.get(state, state.value) == group)


def due_badge(due: Due, words: Words, *, as_of: date, value: str | None = None, written: bool = False) -> Badge:
    """A task's deadline on a day. `value` is that of a recurring one; `written`: the paper does name a time."""
    kind = group_of(due)
    return Badge(kind, f"d-{kind}", _due_text(due, words, as_of, value, written))


def _due_text(due: Due, words: Words, as_of: date, value: str | None, written: bool) -> str:
    if due.state is DueState.ONGOING:
        return words("ongoing")
    if due.state is DueState.RECURRING:
        every = words(value) if value and value in TABLE else words("recurring")
        about = words("estimated") if due.estimated else ""
        return words("next_due", every=every, day=words.day(due.next, as_of=as_of) + about) if due.next else every
    if due.last is None or due.days is None:
        return words("not_placed" if written else "no_deadline")
    key = "late_days" if due.days < 0 else "left_days" if due.days else "today"
    day = words.day(due.last, as_of=as_of) + (words("estimated") if due.estimated else "")
    return words(key, n=abs(due.days), day=day)


_STATES: Final = {
    State.DONE: ("ok", "d-done"),
    State.DONE_WITH_WARNINGS: ("warn", "d-done"),
    State.PARTIAL: ("warn", "d-part"),
    State.EMPTY: ("wait", "d-none"),
    State.CANCELLED: ("wait", "d-none"),
    State.DUPLICATE_OF: ("wait", "d-same"),
}


_SEALS: Final = {
    SealState.INTACT: ("ok", "d-done"),
    SealState.EXTENDED: ("warn", "d-done"),
    SealState.CHANGED: ("bad", "d-bad"),
    SealState.MISMATCH: ("bad", "d-bad"),
    SealState.UNCHECKED: ("wait", "d-none"),
}


def seal_badge(signature: Signature, language: str) -> Badge:
    """What a digital signature says."""
    kind, icon = _SEALS[signature.state]
    return Badge(kind, icon, signature.sentence(language))


def state_badge(state: State, language: str) -> Badge:
    """Where an input stands."""
    name = WORDS[state][language].name
    if state in NEEDS_SOMEONE:
        return Badge("bad", "d-bad", name)
    if state in MOVING:
        return Badge("wait", "d-soon", name)
    kind, icon = _STATES[state]
    return Badge(kind, icon, name)
