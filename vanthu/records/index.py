"""What is searched and how it is asked for; engines differ behind `ports.SearchIndex`, these do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from vanthu.records.access import Permission
from vanthu.records.text import Span

Value = str | int | float | bool | tuple[str, ...] | None


class Unit(StrEnum):
    """What a question looks for."""

    PASSAGE = "passage"
    DOCUMENT = "document"
    OBLIGATION = "obligation"


@dataclass(frozen=True, slots=True)
class IndexRecord:
    """One searchable thing. `fields` are those of `search_api.index.fields.FIELDS` that its unit has; `version` is the
    document's, and a record with a lower version never replaces one with a higher."""

    id: str
    unit: Unit
    document: str
    access: str
    version: int
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class IndexQuery:
    """A question to the index: all parts must hold.

    `words` are free text, all of them wanted (an engine may relax this only where `any_word`); with `exact` accents
    count, otherwise they only rank. `phrases` stand together in this order. `filters`: field → one of these values.
    `ranges`: field → (from, to), both ends included, ISO dates or numbers, None is open. `facets`: fields to count by,
    each without its own filter. `prefer`: field → values that rank first, without being wanted. With `prefix` the last
    of `words` may be the beginning of a word (two letters or more). `sort`: "relevance" or a field name, "-" in front
    for descending. `offset + limit <= 10000`."""

    unit: Unit
    permission: Permission
    words: str = ""
    phrases: tuple[str, ...] = ()
    exact: bool = False
    any_word: bool = False
    prefix: bool = False
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    prefer: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: str = "relevance"
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class IndexHit:
    """A record that answers. `marks` are the found words in the snippet `text` (text and offsets, never markup);
    `offset` is where the snippet begins in the record's text."""

    record: IndexRecord
    score: float
    text: str = ""
    marks: tuple[Span, ...] = ()
    offset: int = 0


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many records have this value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class IndexAnswer:
    """`total` counts all that match and may be seen by the reader."""

    total: int
    hits: tuple[IndexHit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
