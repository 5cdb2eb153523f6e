"""`/`: the search page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from search_api.index import questions
from search_api.index.answers import Answer, Hit
from search_api.index.fields import FIELDS, facets_of
from search_api.web.badges import GROUP_WORDS, GROUPS, states_of
from search_api.web.desk import AtDesk
from search_api.web.pages.params import At, Question
from search_api.web.render import Link, language_of, render, words_of
from search_api.web.words import Words
from vanthu.errors import BadRequest
from vanthu.records import Unit
from vanthu.records.states import WORDS as STATES
from vanthu.records.states import State

router = APIRouter()

KINDS: Final = {"van-ban": Unit.DOCUMENT, "doan": Unit.PASSAGE, "nhiem-vu": Unit.OBLIGATION}
TABS: Final = (("van-ban", "document"), ("doan", "passage"), ("nhiem-vu", "task"))
SORTS: Final = ("relevance", "due_to", "-issued", "issued")
SIZE: Final = 10
_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to filter by: its words, how many, whether it is chosen, the address that changes that."""

    label: str
    count: int
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A field to filter by."""

    name: str
    label: str
    unit: str
    choices: tuple[Choice, ...]
    open: bool


@router.get("/")
def search(
    desk: AtDesk,
    request: Request,
    text: Question = "",
    kind: Annotated[str, Query(alias="dang", max_length=20)] = "van-ban",
    page: At = 1,
    sort: Annotated[str, Query(alias="xep", max_length=20)] = "relevance",
    dropped: Annotated[list[str], Query(alias="bo", max_length=20)] = [],  # noqa: B006 - FastAPI copies defaults
    exact: Annotated[bool, Query(alias="nguyen-van")] = False,
    due: Annotated[list[str], Query(alias="han", max_length=5)] = [],  # noqa: B006
) -> HTMLResponse:
    """A question and its answer; without a question the newest documents."""
    if kind not in KINDS or sort not in SORTS:
        raise BadRequest("Không có dạng kết quả hoặc cách xếp này.")
    unit = KINDS[kind]
    chosen = _chosen(request)
    answer = questions.search(
        desk.archive,
        desk.reader,
        text,
        as_of=desk.today(),
        unit=unit,
        filters=chosen,
        due=[state for group in due for state in (states_of(group) or [group])],
        exact=exact,
        without=dropped,
        sort=sort,
        page=page,
        size=SIZE,
    )
    link = Link(request.url.path, tuple(request.query_params.multi_items()))
    context = {
        "current": "search",
        "text": text,
        "kind": kind,
        "tabs": [(name, word, answer.counts.get(KINDS[name], 0)) for name, word in TABS],
        "answer": answer,
        "hits": [_told(hit) for hit in answer.hits],
        "sort": sort,
        "sorts": SORTS,
        "dropped": dropped,
        "exact": exact,
        "facets": _facets(answer, chosen, due, link, words_of(request), language_of(request)),
        "filtered": sum(map(len, chosen.values())) + len(due),
        "last": max(1, min(-(-answer.total // SIZE), 100)),
        "plain": not text and not chosen and not due,
        "hit_pages": _hit_pages,
        "hidden": [pair for pair in link.query if pair[0] in _STAYS],
    }
    return render(request, "search.html", context)


_STAYS: Final = frozenset({"dang", "xep"})


def _chosen(request: Request) -> dict[str, list[str]]:
    """Facets of the table of fields that the address chooses values of."""
    names = {field.name for field in FIELDS if field.facet and field.shown}
    chosen: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name in names and value:
            chosen.setdefault(name, []).append(value)
    if sum(map(len, chosen.values())) > 20 or any(len(v) > 300 for values in chosen.values() for v in values):
        raise BadRequest("Quá nhiều điều kiện lọc.")
    return chosen


def _facets(
    answer: Answer, chosen: dict[str, list[str]], due: list[str], link: Link, words: Words, language: str
) -> list[Facet]:
    rows = [_due_facet(answer, due, link, words)]
    for field in facets_of(answer.unit):
        here = chosen.get(field.name, [])
        values = {each.value: each.count for each in answer.facets.get(field.name, ())}
        shown = list(values)[:_SHOWN] + [value for value in here if value not in list(values)[:_SHOWN]]
        choices = [
            Choice(
                _label(field.name, value, language),
                values.get(value, 0),
                value in here,
                _toggle(link, field.name, here, value),
            )
            for value in shown
        ]
        label = field.vi if language == "vi" else field.en
        rows.append(Facet(field.name, label, "", tuple(choices), bool(here) or field.name in ("type", "year", "lead")))
    return [facet for facet in rows if facet.choices]


def _due_facet(answer: Answer, due: list[str], link: Link, words: Words) -> Facet:
    counts = {each.value: each.count for each in answer.facets.get("due", ())}
    choices = []
    for group in GROUPS:
        count = sum(counts.get(state, 0) for state in states_of(group))
        if count or group in due:
            choices.append(Choice(words(GROUP_WORDS[group]), count, group in due, _toggle(link, "han", due, group)))
    return Facet("han", words("deadline"), words("task_unit"), tuple(choices), True)


def _toggle(link: Link, name: str, chosen: list[str], value: str) -> str:
    return link(**{name: [each for each in chosen if each != value] if value in chosen else [*chosen, value]})


def _label(field: str, value: str, language: str) -> str:
    if field == "state" and value in {state.value for state in State}:
        return STATES[State(value)][language].name
    return value[:1].upper() + value[1:]


def _told(hit: Hit) -> Hit:
    """Passages without a found word tell nothing where there are tasks to show."""
    if not hit.tasks:
        return hit
    return replace(hit, passages=tuple(one for one in hit.passages if one.marks))


def _hit_pages(hit: Hit) -> list[int]:
    """The pages of a document that the hit shows."""
    return [page for page in (*(p.page for p in hit.passages), *(t.page for t in hit.tasks)) if page]
