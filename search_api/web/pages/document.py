"""`/van-ban/{id}`: a document with its page pictures, what was found marked on them, and the way back to the tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from extract.numbers import key
from search_api.index.due import Due, due, from_iso
from search_api.index.project import name_key
from search_api.index.query import understand
from search_api.web.anchors import anchors
from search_api.web.corrections import as_it_stands
from search_api.web.desk import AtDesk, Desk
from search_api.web.marks import Marks, marks_on
from search_api.web.matches import matches
from search_api.web.pages.decision_forms import decision_forms
from search_api.web.pages.params import Id, Question, Said
from search_api.web.render import render
from vanthu.errors import BadRequest, NotFound
from vanthu.records import (
    BodyMention,
    Citation,
    Document,
    Extraction,
    Obligation,
    Page,
    PageInfo,
    PageSource,
    Permission,
    Span,
)

router = APIRouter()

PANELS: Final = ("viec", "vien-dan", "so-lieu", "toan-van")
_THUMBS: Final = 40


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in the panel."""

    number: int
    anchor: str
    task: Obligation
    due: Due
    page: int | None
    on: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a page's text: `kind` is "" or says which mark lies on it (task, hit)."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    page: int | None
    task: str
    question: str
    match: int
    panel: str


@router.get("/van-ban/{id}")
def document(
    desk: AtDesk,
    request: Request,
    id: Id,
    page: Annotated[int | None, Query(alias="trang", ge=1, le=100_000)] = None,
    task: Annotated[str, Query(alias="nv", max_length=200)] = "",
    question: Question = "",
    match: Annotated[int, Query(alias="cho", ge=0, le=100_000)] = 0,
    panel: Annotated[str, Query(alias="khung", max_length=20)] = "viec",
    said: Said = "",
) -> Response:
    """The page asked for, that of the task asked for, or that of the first match; `#nv-…` is the task in the panel."""
    if panel not in PANELS:
        raise BadRequest("Không có khung này.")
    permission = desk.permission()
    paper = desk.services.store.document(id, permission)
    if paper.moved_to:  # its pages stand in other papers now
        return RedirectResponse(f"/van-ban/{paper.moved_to[0]}", status_code=303)
    try:
        facts = desk.services.store.extraction(id, permission)
    except NotFound:
        return _unread(desk, request, paper, page or 1, permission)
    asked = Asked(page, task, question, match, panel)
    context = _context(desk, paper, facts, asked, permission)
    return render(request, "document.html", {**context, **decision_forms(desk, paper, facts, said)})


def _unread(desk: Desk, request: Request, paper: Document, n: int, permission: Permission) -> HTMLResponse:
    """A document whose pages are there, its facts not yet."""
    if n > max(paper.pages, 1):
        raise NotFound(f"page {n}")
    context = {"current": "search", "paper": paper, "n": n, "last": max(paper.pages, 1), "refresh": 5}
    return render(request, "unread.html", context)


def _context(desk: Desk, paper: Document, facts: Extraction, asked: Asked, permission: Permission) -> dict[str, object]:
    words = understand(asked.question, desk.archive.authority).words if asked.question else ""
    found = matches(facts.text.text, words) if words else ()
    at = _match_at(facts, asked, found)
    named = anchors(facts.obligations)
    chosen = facts.obligations[named.index(asked.task)] if asked.task in named else None
    n = _page_number(paper, facts, asked, chosen, found[at - 1] if found else None)
    info = next((one for one in facts.text.pages if one.n == n), None)
    today = desk.today()
    rows = [_row(facts, i, name, asked.task, today) for i, name in enumerate(named)]
    cited = desk.services.store.documents_by_number(
        sorted({key(one.number) for one in facts.citations if one.number}), permission
    )
    has_picture = paper.view is not None and info is not None and bool(info.width_pt and info.height_pt)
    return {
        "current": "search",
        "paper": paper,
        "about": facts.metadata,
        "n": n,
        "last": max(paper.pages, 1),
        "question": asked.question,
        "words": words,
        "matches": len(found),
        "match": at,
        "panel": asked.panel,
        "has_picture": has_picture,
        "copies": desk.services.store.kin([paper.id], permission).get(paper.id, ()),
        "marks": marks_on(facts, n, chosen=asked.task, hits=found) if has_picture else Marks(0),
        "pieces": _pieces(facts, info, chosen, found) if info else [],
        "lines": _lines(as_it_stands(desk, paper.id, n)) if asked.panel == "toan-van" and info else [],
        "rows": rows,
        "citations": _citations(facts, cited),
        "figures": [(one, facts.text.page_of(one.evidence)) for one in facts.quantities],
        "findings": [(one, facts.text.page_of(one.evidence)) for one in facts.findings],
        "thumbs": _thumbs(paper, facts, n, found),
        "scanned": any(one.source is PageSource.OCR for one in facts.text.pages),
        "page_notes": info.warnings if info else (),
        "page_reason": info.reason if info else "",
        "body_key": _body_key,
        "sure": info.confidence if info else None,
        "issued": from_iso(facts.metadata.issued.value) if facts.metadata.issued else None,
    }


def _match_at(facts: Extraction, asked: Asked, found: Sequence[Span]) -> int:
    """Which match is meant, from 1: the one asked for, else the first on the page asked for, else the first."""
    if not found:
        return 0
    if asked.match or asked.page is None:
        return min(max(asked.match, 1), len(found))
    return next((i for i, span in enumerate(found, start=1) if facts.text.page_of((span,)) == asked.page), 1)


def _page_number(
    paper: Document, facts: Extraction, asked: Asked, chosen: Obligation | None, match: Span | None
) -> int:
    """The page asked for, else the task's, else the match's, else the first. Raises NotFound beyond the last."""
    if asked.page is not None:
        if asked.page > max(paper.pages, 1):
            raise NotFound(f"page {asked.page} of {paper.pages}")
        return asked.page
    if chosen is not None:
        return facts.text.page_of(chosen.act) or 1
    return (facts.text.page_of((match,)) if match else None) or 1


def _row(facts: Extraction, i: int, name: str, chosen: str, today: date) -> TaskRow:
    task = facts.obligations[i]
    head = facts.metadata
    issued, effective = (from_iso(field.value) if field else None for field in (head.issued, head.effective))
    state = due(task.deadline, issued=issued, effective=effective, as_of=today)
    return TaskRow(i + 1, name, task, state, facts.text.page_of(task.act), name == chosen)


def _body_key(body: BodyMention) -> str:
    return body.body or name_key(body.name)


def _citations(
    facts: Extraction, here: Mapping[str, tuple[str, ...]]
) -> list[tuple[Citation, int | None, tuple[str, ...]]]:
    return [
        (one, facts.text.page_of(one.evidence), here.get(key(one.number), ()) if one.number else ())
        for one in facts.citations
    ]


def _pieces(facts: Extraction, info: PageInfo, chosen: Obligation | None, found: Sequence[Span]) -> list[Piece]:
    """The text of a page cut where marks begin and end."""
    marks = [(span, "task") for span in (chosen.act if chosen else ())] + [(span, "hit") for span in found]
    cuts = {info.start, info.end}
    for span, _ in marks:
        cuts.update(at for at in (span.start, span.end) if info.start < at < info.end)
    edges = sorted(cuts)
    pieces = []
    for start, end in pairwise(edges):
        kind = next((kind for span, kind in marks if span.start <= start and end <= span.end), "")
        pieces.append(Piece(facts.text.text[start:end].replace("\f", ""), kind))
    return pieces


def _lines(page: Page) -> list[tuple[str, str]]:
    return [(line.text, line.kind.value) for line in page.lines]


@dataclass(frozen=True, slots=True)
class Thumb:
    """A page in small: whether words of the question or tasks are on it."""

    n: int
    hits: int
    tasks: int


def _thumbs(paper: Document, facts: Extraction, n: int, found: Sequence[Span]) -> list[Thumb]:
    """The pages around the one shown."""
    first = max(1, min(n - _THUMBS // 2, max(paper.pages, 1) - _THUMBS + 1))
    hits, tasks = dict[int, int](), dict[int, int]()
    for span in found:
        at = facts.text.page_of((span,)) or 0
        hits[at] = hits.get(at, 0) + 1
    for task in facts.obligations:
        at = facts.text.page_of(task.act) or 0
        tasks[at] = tasks.get(at, 0) + 1
    last = min(first + _THUMBS - 1, max(paper.pages, 1))
    return [Thumb(i, hits.get(i, 0), tasks.get(i, 0)) for i in range(first, last + 1)]
