"""Free questions: documents, passages or tasks, with what was understood, counts and facets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from extract.numbers import key
from search_api.index.answers import Answer, Archive, Chip, FormerName, Hit
from search_api.index.due import DueState
from search_api.index.family import family_of
from search_api.index.fields import FIELDS, facets_of
from search_api.index.query import Understood, understand
from search_api.index.reading import hit, task
from search_api.index.states import between, by_state, search_states, search_states_many, states
from search_api.index.tasks import ROLES
from vanthu.errors import BadRequest
from vanthu.ports import SearchIndex
from vanthu.records import FacetCount, IndexAnswer, IndexQuery, Permission, Reader, Unit

SORTS: Final = ("relevance", "issued", "-issued", "due_to", "-due_to")
MAX_SIZE: Final = 100
SHOWN: Final = 3
"""Passages and tasks shown with a document."""
_COMMON: Final = frozenset(field.name for field in FIELDS if field.units == frozenset(Unit))


@dataclass(frozen=True, slots=True)
class _Question:
    """A question ready for the index: what holds for every unit, what holds for tasks, which states of them."""

    every: IndexQuery
    tasks: IndexQuery
    states: tuple[DueState, ...]
    by_task: bool  # only documents and passages of papers with such a task
    as_of: date
    own: Mapping[Unit, Mapping[str, tuple[str, ...]]]


def search(
    archive: Archive,
    reader: Reader,
    text: str,
    *,
    as_of: date,
    unit: Unit = Unit.DOCUMENT,
    filters: Mapping[str, Sequence[str]] | None = None,
    issued: tuple[str | None, str | None] = (None, None),
    due: Sequence[str] = (),
    exact: bool = False,
    without: Sequence[str] = (),
    sort: str = "relevance",
    page: int = 1,
    size: int = 10,
) -> Answer:
    """Documents, passages or tasks that answer a question in people's words, with what was understood of it.

    `filters`: facet fields of `fields.FIELDS` → values; `issued`: from and to, ISO days; `due`: DueState values;
    `without`: keys of chips that are switched off; `sort`: relevance, issued, -issued, due_to, -due_to. Raises
    BadRequest for a question over the limits or a field or value that does not exist, IndexUnavailable."""
    if sort not in SORTS or page < 1 or not 0 <= size <= MAX_SIZE:
        raise BadRequest(f"Xếp theo một trong {', '.join(SORTS)}; trang từ 1, mỗi trang không quá {MAX_SIZE}.")
    read = understand(text, archive.authority, without=without, exact=exact)
    permission = archive.store.permission(reader)
    former, chips = _with_former(archive, read, without)
    question = _question(
        read, permission, filters or {}, issued, states(due) or read.states, former, exact=exact, as_of=as_of
    )
    papers = _papers(archive.index, question) if question.by_task else None
    window = {"sort": _sort(sort, unit, read), "offset": (page - 1) * size, "limit": size}
    counts = _counts(archive.index, question, [each for each in Unit if each is not unit], papers)
    shown = {**window, "facets": tuple(f.name for f in facets_of(unit))}
    answer = _ask(archive.index, question, unit, papers, shown)
    by_tasks = by_state(archive.index, question.tasks, as_of)
    return Answer(
        unit=unit,
        total=answer.total,
        hits=() if unit is Unit.OBLIGATION else _hits(archive.index, question, answer, unit),
        tasks=tuple(task(each, as_of=as_of) for each in answer.hits) if unit is Unit.OBLIGATION else (),
        facets={**answer.facets, "due": tuple(FacetCount(s.value, n) for s, n in by_tasks.items())},
        counts={**counts, unit: answer.total},
        chips=chips,
        switched_off=read.switched_off,
        words=read.words,
        page=page,
        size=size,
        as_of=as_of,
    )


def _with_former(
    archive: Archive, read: Understood, without: Sequence[str]
) -> tuple[tuple[str, ...], tuple[Chip, ...]]:
    """The keys of the body asked for, its former names with it; what was added is a chip of its own."""
    if read.body is None:
        return (), read.chips
    kin = family_of(archive.authority, read.body)
    added: Sequence[FormerName] = kin.former if "former" not in without else ()
    names = ", ".join(one.name for one in added)
    chips = (*read.chips, Chip("former", "former", names)) if added else read.chips
    return (kin.key, *(one.id for one in added)), chips


def _question(
    read: Understood,
    permission: Permission,
    filters: Mapping[str, Sequence[str]],
    issued: tuple[str | None, str | None],
    due: tuple[DueState, ...],
    bodies: tuple[str, ...],
    *,
    exact: bool,
    as_of: date,
) -> _Question:
    chosen = {name: tuple(values) for name, values in filters.items() if values}
    _known(chosen)
    every = IndexQuery(
        Unit.DOCUMENT,
        permission,
        words=read.words,
        phrases=read.phrases,
        exact=exact,
        filters={
            **({"numbers": read.numbers} if read.numbers else {}),
            **({"type": (read.type,)} if read.type and not read.numbers else {}),
            **({"issuer_id": (read.issuer,)} if read.issuer else {}),
            **({"year": (read.year,)} if read.year else {}),
            **{name: values for name, values in chosen.items() if name in _COMMON},
        },
        ranges={"issued": both} if (both := between(issued, read.issued)) != (None, None) else {},
        prefer={"number_key": read.numbers} if read.numbers else {},
    )
    of_tasks = {name: values for name, values in chosen.items() if name not in _COMMON and _has(name, Unit.OBLIGATION)}
    others = {
        unit: {n: v for n, v in chosen.items() if n not in _COMMON and n not in of_tasks and _has(n, unit)}
        for unit in (Unit.DOCUMENT, Unit.PASSAGE)
    }
    tasks = replace(
        every,
        unit=Unit.OBLIGATION,
        filters={**every.filters, **of_tasks, **({ROLES[read.role]: bodies} if bodies else {})},
        ranges={**every.ranges, **({"due_to": read.due} if read.due != (None, None) else {})},
    )
    by_task = bool(of_tasks or due or read.about_tasks)
    return _Question(every, tasks, due, by_task, as_of, others)


def _known(chosen: Mapping[str, tuple[str, ...]]) -> None:
    names = {field.name for field in FIELDS}
    for name in chosen:
        if name not in names:
            raise BadRequest(f"Không lọc theo trường {name!r} được.")


def _has(name: str, unit: Unit) -> bool:
    return any(field.name == name and unit in field.units for field in FIELDS)


def _papers(index: SearchIndex, question: _Question) -> Mapping[str, int]:
    """Documents with a task that was asked for → how many."""
    asked = replace(question.tasks, facets=("document",), limit=0)
    found = search_states(index, asked, question.states, question.as_of).facets.get("document", ())
    return {each.value: each.count for each in found}


def _counts(
    index: SearchIndex, question: _Question, units: Sequence[Unit], papers: Mapping[str, int] | None
) -> dict[Unit, int]:
    """How many answers there are of other units."""
    plain = [unit for unit in units if unit is not Unit.OBLIGATION]
    found = index.search_many([_narrowed(question, unit, papers, {"limit": 0}) for unit in plain])
    counted: dict[Unit, int] = {unit: answer.total for unit, answer in zip(plain, found, strict=True)}
    if Unit.OBLIGATION in units:
        counted[Unit.OBLIGATION] = _ask(index, question, Unit.OBLIGATION, papers, {"limit": 0}).total
    return counted


def _ask(
    index: SearchIndex, question: _Question, unit: Unit, papers: Mapping[str, int] | None, window: Mapping[str, object]
) -> IndexAnswer:
    if unit is Unit.OBLIGATION:
        return search_states(index, replace(question.tasks, **window), question.states, question.as_of)  # type: ignore[arg-type]
    return index.search(_narrowed(question, unit, papers, window))


def _narrowed(
    question: _Question, unit: Unit, papers: Mapping[str, int] | None, window: Mapping[str, object]
) -> IndexQuery:
    """The question for documents or passages, only of papers with such a task where that is asked."""
    query = replace(question.every, unit=unit, **window)  # type: ignore[arg-type]
    query = replace(query, filters={**query.filters, **question.own.get(unit, {})})
    if papers is None:
        return query
    # The words were looked for in the tasks themselves: here they only rank.
    named = tuple(papers) if "document" not in query.filters else tuple(set(papers) & set(query.filters["document"]))
    return replace(query, filters={**query.filters, "document": named}, any_word=True, phrases=())


def _sort(sort: str, unit: Unit, read: Understood) -> str:
    if sort.endswith("due_to") and unit is not Unit.OBLIGATION:
        return "-issued"
    if sort != "relevance" or read.words or read.phrases or read.numbers:
        return sort
    return "due_to" if unit is Unit.OBLIGATION else "-issued"


def _hits(index: SearchIndex, question: _Question, answer: IndexAnswer, unit: Unit) -> tuple[Hit, ...]:
    found = tuple(hit(each) for each in answer.hits)
    return found if unit is Unit.PASSAGE else _opened(index, question, found)


def _opened(index: SearchIndex, question: _Question, found: Sequence[Hit]) -> tuple[Hit, ...]:
    """Documents with the passages and tasks they were found for."""
    every, tasks = question.every, question.tasks
    worded = [each for each in found if _by_words(every, each)]
    passage = replace(every, unit=Unit.PASSAGE, any_word=True, limit=SHOWN, facets=())
    answers = index.search_many([_within(passage, each) for each in worded])
    passages = {each.document: tuple(map(hit, answer.hits)) for each, answer in zip(worded, answers, strict=True)}
    asked = [_within(replace(tasks, limit=SHOWN, sort="due_to"), each) for each in found]
    given = search_states_many(index, asked, question.states, question.as_of)
    return tuple(
        replace(
            each,
            passages=passages.get(each.document, ()),
            tasks=tuple(task(one, as_of=question.as_of) for one in answer.hits),
            task_count=answer.total,
        )
        for each, answer in zip(found, given, strict=True)
    )


def _by_words(every: IndexQuery, found: Hit) -> bool:
    """Whether a document was found for words in it, not for its own number."""
    asked_for = found.number is not None and key(found.number) in every.filters.get("numbers", ())
    return bool(every.words or every.phrases or (every.filters.get("numbers") and not asked_for))


def _within(query: IndexQuery, found: Hit) -> IndexQuery:
    return replace(query, filters={**query.filters, "document": (found.document,)})
