"""What a question is answered with: hits that open on their source, counts, and what was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from extract.bodies import Authority
from search_api.index.due import Due, DueState
from vanthu.ports import Documents, SearchIndex
from vanthu.records import Box, FacetCount, Span, Unit


@dataclass(frozen=True, slots=True)
class Archive:
    """What questions are put to."""

    store: Documents
    index: SearchIndex
    authority: Authority


@dataclass(frozen=True, slots=True)
class Chip:
    """A reading of the question. `kind`: body, role, due, state, number, type, issuer, year, issued, former. `value`
    is for people; `key` switches it off again (`search(…, without=(key,))`); `words` are those it was read from."""

    kind: str
    key: str
    value: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it is shown. Names are canonical; `quote` and `action` the paper's words. `due` is its state on the
    day asked for. `evidence`: part (act, lead, coordinating, deadline, product, heading) → spans of the text."""

    id: str
    document: str
    number: str | None
    type: str | None
    title: str | None
    issuer: tuple[str, ...]
    issued: date | None
    quote: str
    action: str
    lead: tuple[str, ...]
    lead_ids: tuple[str, ...]
    coordinating: tuple[str, ...]
    coordinating_ids: tuple[str, ...]
    product: str | None
    deadline: str | None
    rel: str | None
    value: str | None
    due: Due
    provision: str | None
    path: str | None
    page: int | None
    start: int | None
    boxes: tuple[Box, ...] = ()
    evidence: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    name: str = ""
    marks: tuple[Span, ...] = ()  # found words in `quote`
    former: str | None = None  # the former name it was given to, where the body was asked for by another
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A document or passage that answers. `text` is a piece of it and `marks` the found words in `text` (offsets, never
    markup); of a passage, `start` is where `text` begins in the document's text. `passages` and `tasks`: the best of
    a document that was found (at most three each), `task_count` how many tasks match."""

    id: str
    unit: Unit
    document: str
    number: str | None
    type: str | None
    title: str | None
    issuer: tuple[str, ...]
    issued: date | None
    score: float
    text: str
    marks: tuple[Span, ...]
    provision: str | None = None
    path: str | None = None
    page: int | None = None
    start: int | None = None
    boxes: tuple[Box, ...] = ()
    name: str = ""
    pages: int | None = None
    state: str | None = None
    tasks_total: int | None = None
    passages: tuple[Hit, ...] = ()
    tasks: tuple[Task, ...] = ()
    task_count: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """`total` counts the unit asked for; `counts` all units under the same reading. `facets`: field → value → count,
    each without its own filter. `words` is what is left of the question as free words. `page` from 1."""

    unit: Unit
    total: int
    hits: tuple[Hit, ...]
    tasks: tuple[Task, ...] = ()
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    counts: Mapping[Unit, int] = field(default_factory=dict)
    chips: tuple[Chip, ...] = ()
    switched_off: tuple[Chip, ...] = ()
    words: str = ""
    page: int = 1
    size: int = 10
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class FormerName:
    """A body whose tasks were asked for with another: it became part of that one, as a whole or in part."""

    id: str
    name: str
    date: str | None
    basis: str
    whole: bool
    tasks: int = 0


@dataclass(frozen=True, slots=True)
class BodyTasks:
    """The tasks of a body. `total` and `by_state` count all of the role asked for, without the filters `state` and
    `due_before`; `matching` with them. `by_role`: lead, coordinating, group (through a collective), possibly (given
    to a body of which it took over a part). `by_month`: month (2025-06) → open dated tasks."""

    body: str
    name: str
    known: bool
    role: str
    as_of: date
    tasks: tuple[Task, ...]
    total: int
    matching: int
    by_state: Mapping[DueState, int] = field(default_factory=dict)
    by_role: Mapping[str, int] = field(default_factory=dict)
    by_month: Mapping[str, int] = field(default_factory=dict)
    former: tuple[FormerName, ...] = ()
    possibly: tuple[FormerName, ...] = ()
    now: tuple[FormerName, ...] = ()  # who took over from the body itself
    collectives: tuple[FacetCount, ...] = ()
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class CitedBy:
    """A document here that cites the one asked for: where, in which relation, in which words."""

    document: str
    number: str | None
    type: str | None
    title: str | None
    issued: date | None
    relation: str
    quote: str
    pinpoint: str | None
    provision: str | None
    page: int | None
    boxes: tuple[Box, ...] = ()
    evidence: tuple[Span, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What this archive knows of a document's standing: `state` is amended, replaced, repealed, suspended, unchanged
    (no such paper seen here) or unknown (the document itself is not here); `by` the papers that say so."""

    state: str
    by: tuple[CitedBy, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """The answer to "what is this number?". `number` in its one spelling; `documents` that bear it, here."""

    number: str
    documents: tuple[Hit, ...]
    cited_by: tuple[CitedBy, ...]
    cited_total: int
    standing: Standing
    passages: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`kind`: number, body, document, type; `text` to show and to search for; `document` or `body` to go to."""

    kind: str
    text: str
    document: str | None = None
    body: str | None = None
    count: int | None = None
