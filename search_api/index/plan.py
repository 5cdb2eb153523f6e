"""A question to the index as a small tree that both engines translate word for word, and a record as what they index.

This is our own grammar: nothing that a person types reaches an engine's query language.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from search_api.index.fields import Kind, field_of, fields_of
from search_api.index.words import GAP, LONGEST, accented, spellings, tokens
from vanthu.errors import BadRequest
from vanthu.records import IndexQuery, IndexRecord, Unit
from vanthu.records.index import Value

MAX_LENGTH: Final = 1000
MAX_WORDS: Final = 64
MAX_PHRASES: Final = 8
MAX_VALUES: Final = 20_000
MAX_VALUE: Final = 2_000
MAX_WINDOW: Final = 10_000
MAX_FACETS: Final = 24
FACET_VALUES: Final = 10_000
"""Values a facet counts at most."""

MARKER: Final = "marker"
"""The `unit` of the one entry a document has that says which version of it is indexed."""
ENGINE_WORDS: Final = ("exact", "folded", "head")
"""What every record's words are kept as: accents kept, folded, and the folded words of number and title."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The field has one of the values; scores nothing for many, by rarity for one with `scored`."""

    field: str
    values: tuple[str, ...]
    scored: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """A word of the field begins like this."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words follow each other in the field."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A number from `low` to `high`, both included, None is open."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Constant:
    """What matches `node`, scored the same for all."""

    node: Node
    score: float


@dataclass(frozen=True, slots=True)
class Boolean:
    """All of `must` (scored) and `only` (not scored); at least one of `should` where there is neither; the others of
    `should` add to the score. With nothing in it, it matches everything."""

    must: tuple[Node, ...] = ()
    only: tuple[Node, ...] = ()
    should: tuple[Node, ...] = ()


Node = Terms | Prefix | Phrase | Between | Constant | Boolean


@dataclass(frozen=True, slots=True)
class Plan:
    """A checked question. `facets` with the query to count each by; `sort` an engine field, "" for relevance."""

    query: Boolean
    facets: tuple[tuple[str, Boolean], ...]
    sort: str
    descending: bool
    words: tuple[str, ...]


def plan(query: IndexQuery) -> Plan:
    """Checks a question and says it in the tree. Raises BadRequest for what is over the limits or does not exist."""
    _check(query)
    words = tuple(dict.fromkeys(token.exact for token in tokens(query.words)))
    scored = _words(query)
    filters = {name: _filter(name, values, query.unit) for name, values in query.filters.items()}
    ranges = tuple(_range(name, bounds, query.unit) for name, bounds in query.ranges.items())
    always = (Terms("unit", (query.unit.value,)), *_permitted(query), *ranges)
    prefer = tuple(Constant(_filter(name, values, query.unit), 200.0) for name, values in query.prefer.items())
    whole = Boolean(scored.must, (*always, *filters.values()), (*scored.should, *prefer))
    facets = []
    for name in query.facets:
        if not field_of(name, query.unit).facet:
            raise BadRequest(f"Không đếm theo trường {name!r} được.")
        others = tuple(node for other, node in filters.items() if other != name)
        facets.append((name, Boolean((), (*always, *scored.must, *others))))
    sort, descending = _sort(query, scored=bool(scored.must or scored.should or prefer))
    return Plan(whole, tuple(facets), sort, descending, words)


def _check(query: IndexQuery) -> None:
    texts = [query.words, *query.phrases]
    values = [v for part in (query.filters, query.prefer) for found in part.values() for v in found]
    if sum(map(len, texts)) > MAX_LENGTH:
        raise BadRequest(f"Câu hỏi dài quá {MAX_LENGTH} ký tự: hãy rút ngắn.")
    if any("\0" in text or not _encodable(text) for text in (*texts, *values)):
        raise BadRequest("Câu hỏi có ký tự không hợp lệ.")
    if sum(len(tokens(text)) for text in texts) > MAX_WORDS:
        raise BadRequest(f"Câu hỏi có quá {MAX_WORDS} từ: hãy rút ngắn.")
    if len(query.phrases) > MAX_PHRASES:
        raise BadRequest(f"Câu hỏi có quá {MAX_PHRASES} cụm từ trong ngoặc kép.")
    if len(values) > MAX_VALUES or any(len(value) > MAX_VALUE for value in values):
        raise BadRequest("Bộ lọc có quá nhiều giá trị, hoặc giá trị quá dài.")
    if query.offset < 0 or query.limit < 0 or query.offset + query.limit > MAX_WINDOW:
        raise BadRequest(f"Chỉ xem được {MAX_WINDOW} kết quả đầu: hãy lọc bớt.")
    if len(query.facets) > MAX_FACETS or len(query.ranges) > MAX_FACETS:
        raise BadRequest("Câu hỏi có quá nhiều điều kiện.")


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _permitted(query: IndexQuery) -> tuple[Node, ...]:
    if query.permission.everything:
        return ()
    return (Terms("access", tuple(sorted(query.permission.labels))),)


def _words(query: IndexQuery) -> Boolean:
    """What is wanted of the words: folded they must be there; typed accents, number and title, neighbours rank."""
    found = tokens(query.words)
    typed = accented(query.words)
    spelling = "exact" if query.exact else "folded"
    wanted = list(dict.fromkeys(token.exact if query.exact else token.folded for token in found))
    ends = None
    if query.prefix and found and len(found[-1].folded) > 1:
        ends = found[-1].exact if query.exact else found[-1].folded
        wanted = [word for word in wanted if word != ends]
    each: list[Node] = [Terms(spelling, (word,), scored=True) for word in wanted]
    if ends is not None:
        each.append(Boolean(should=(Terms(spelling, (ends,), scored=True), Prefix(spelling, ends))))
    must: list[Node] = [Boolean(should=tuple(each))] if query.any_word and len(each) > 1 else each
    must.extend(_phrases(query))
    should: list[Node] = [Terms("head", (word,), scored=True) for word in wanted if not query.exact]
    if typed and not query.exact:
        exact = [Terms("exact", (word,), scored=True) for word in dict.fromkeys(token.exact for token in found)]
        should.extend(exact)
        should.append(Constant(Boolean(only=tuple(exact)), 100.0))
    side = "exact" if typed or query.exact else "folded"
    row = [token.exact if side == "exact" else token.folded for token in found]
    if 1 < len(row) <= 12:
        pairs = dict.fromkeys(pairwise(row))
        should.extend(Phrase(side, pair) for pair in pairs)
    if not must and not should and (query.words.strip() or any(phrase.strip() for phrase in query.phrases)):
        must.append(Terms("unit", ()))  # signs only: nothing has them
    return Boolean(tuple(must), (), tuple(should))


def _phrases(query: IndexQuery) -> Iterable[Node]:
    for phrase in query.phrases:
        found = tokens(phrase)
        side = "exact" if query.exact or accented(phrase) else "folded"
        words = tuple(token.exact if side == "exact" else token.folded for token in found)
        if len(words) == 1:
            yield Terms(side, words, scored=True)
        elif words:
            yield Phrase(side, words)


def _filter(name: str, values: Iterable[str], unit: Unit) -> Terms:
    field_of(name, unit, (Kind.KEYWORD, Kind.FLAG))
    return Terms(name, tuple(dict.fromkeys(values)))


def _range(name: str, bounds: tuple[str | None, str | None], unit: Unit) -> Between:
    field = field_of(name, unit, (Kind.NUMBER, Kind.DATE))
    low, high = (None if bound is None else number(bound, field.kind) for bound in bounds)
    return Between(name, low, high)


def _sort(query: IndexQuery, *, scored: bool) -> tuple[str, bool]:
    name = query.sort.removeprefix("-")
    if name == "relevance":
        return ("", True) if scored else ("sort_id", False)
    if not field_of(name, query.unit).sort:
        raise BadRequest(f"Không xếp theo trường {name!r} được.")
    return f"sort_{name}", query.sort.startswith("-")


def number(value: object, kind: Kind) -> int:
    """A number, or an ISO day as one (2025-06-30 → 20250630). Raises BadRequest for anything else."""
    text = str(value)
    if kind is Kind.DATE:
        parts = text.split("-")
        if [len(part) for part in parts] != [4, 2, 2]:
            raise BadRequest(f"Ngày phải có dạng năm-tháng-ngày (2025-06-30), không phải {text[:40]!r}.")
        text = "".join(parts)
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadRequest(f"Giá trị {text[:40]!r} không phải là số hay ngày.")
    return int(text)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as an engine keeps it: `words` by ENGINE_WORDS, whole values, numbers (for ranges) and sort keys, and
    `source`, what is handed back: JSON of id, unit, document, access, version, stored fields and a hash of all."""

    id: str
    unit: str
    document: str
    access: str
    version: int
    words: Mapping[str, str]
    values: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]
    sorts: Mapping[str, int]
    source: str


def entry(record: IndexRecord) -> Entry:
    """What to index of a record. Raises BadRequest for a field its unit does not have."""
    for name in record.fields:
        field_of(name, record.unit)
    words: dict[str, list[str]] = {name: [] for name in ENGINE_WORDS}
    values: dict[str, tuple[str, ...]] = {}
    numbers: dict[str, int] = {}
    tie = zlib.crc32(record.id.encode())
    sorts = {"sort_id": tie}
    for field in fields_of(record.unit):
        value = record.fields.get(field.name)
        if value is None:
            continue
        if field.kind is Kind.TEXT:
            _add_words(words, str(value), head=field.head)
        elif field.kind in (Kind.KEYWORD, Kind.FLAG):
            values[field.name] = _values(value)
        elif field.kind in (Kind.NUMBER, Kind.DATE):
            numbers[field.name] = number(value, field.kind)
            if field.sort:
                sorts[f"sort_{field.name}"] = (numbers[field.name] << 32) + tie
    return Entry(
        record.id,
        record.unit.value,
        record.document,
        record.access,
        record.version,
        {name: " ".join(found) for name, found in words.items()},
        values,
        numbers,
        sorts,
        _source(record),
    )


def _add_words(words: dict[str, list[str]], text: str, *, head: bool) -> None:
    exact, folded = spellings(text)
    words["exact"].extend([*exact, GAP])
    words["folded"].extend([*folded, GAP])
    if head:
        words["head"].extend([*folded, GAP])


def _values(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(str(one)[:MAX_VALUE] for one in value))
    return (str(value).lower() if isinstance(value, bool) else str(value)[:MAX_VALUE],)


def _source(record: IndexRecord) -> str:
    everything = json.dumps(
        [record.id, record.unit.value, record.document, record.access, record.version, dict(record.fields)],
        ensure_ascii=False,
        sort_keys=True,
    )
    stored = {f.name: record.fields[f.name] for f in fields_of(record.unit) if f.stored and f.name in record.fields}
    return json.dumps(
        {
            "id": record.id,
            "unit": record.unit.value,
            "document": record.document,
            "access": record.access,
            "version": record.version,
            "fields": stored,
            "hash": hashlib.sha256(everything.encode("utf-8", "surrogatepass")).hexdigest(),
        },
        ensure_ascii=False,
    )


def marker_source(document: str, version: int) -> str:
    """What is kept of a document itself: which version of it is indexed."""
    return json.dumps({"document": document, "version": version})


def record_of(source: str) -> IndexRecord:
    """The record as it was put, less the fields that are searched but not kept."""
    kept = json.loads(source)
    fields = {name: tuple(value) if isinstance(value, list) else value for name, value in kept["fields"].items()}
    return IndexRecord(kept["id"], Unit(kept["unit"]), kept["document"], kept["access"], kept["version"], fields)


def digest_of(hashes: Iterable[str]) -> str:
    """One hash over all records, whatever their order."""
    return hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest()


def shape() -> str:
    """A short hash of everything an index's layout follows from: another one means another index."""
    rows = [
        (f.name, f.kind.value, sorted(f.units), f.facet, f.sort, f.head, f.many) for u in Unit for f in fields_of(u)
    ]
    return hashlib.sha256(repr((2, LONGEST, rows)).encode()).hexdigest()[:12]
