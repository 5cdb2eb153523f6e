"""Templates → pages, in the reader's language and theme; links that change one thing of the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from search_api.web import badges
from search_api.web.anchors import anchor
from search_api.web.desk import Desk
from search_api.web.locator import locator
from search_api.web.matches import joined
from search_api.web.problems import Problem
from search_api.web.words import LANGUAGES, WORDS, Words
from vanthu.errors import OperatorError
from vanthu.records import Unit

FOLDER: Final = Path(__file__).parent
_YEAR_S: Final = 365 * 24 * 3600
_THEMES: Final = {"toi": "dark", "sang": "light"}
_KEYS: Final = ("bat", "tat")
"""Keys of single letters: on, off."""
_SETTINGS: Final = ("ngon-ngu", "giao-dien", "phim")


@lru_cache(maxsize=1)
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(locator=locator, due_badge=badges.due_badge, state_badge=badges.state_badge)
    templates.globals.update(seal_badge=badges.seal_badge)
    templates.filters["anchor"] = anchor
    templates.filters["joined"] = joined
    templates.filters["urlpath"] = lambda text: quote(str(text), safe="")
    return templates


@dataclass(frozen=True, slots=True)
class Link:
    """The address of this page with something changed: `link(trang=2)`, `link(due=None)`."""

    path: str
    query: tuple[tuple[str, str], ...]

    def __call__(self, **changes: object) -> str:
        """None takes a parameter away, a list repeats it. Changing anything begins at the first page again."""
        if "trang" not in changes:
            changes = {**changes, "trang": None}
        kept = [pair for pair in self.query if pair[0] not in changes and pair[0] not in _SETTINGS]
        for name, value in changes.items():
            values = value if isinstance(value, list | tuple) else [] if value is None else [value]
            kept.extend((name, str(each)) for each in values)
        return self.path + ("?" + urlencode(kept) if kept else "")

    def setting(self, name: str, value: str) -> str:
        """This very page in another language or theme."""
        kept = [pair for pair in self.query if pair[0] not in _SETTINGS]
        return f"{self.path}?{urlencode([*kept, (name, value)])}"


def language_of(request: Request) -> str:
    """The language asked for: by the address, else the cookie, else what the settings say."""
    asked = request.query_params.get("ngon-ngu") or request.cookies.get("ngon-ngu")
    desk: Desk = request.app.state.desk
    return asked if asked in LANGUAGES else desk.settings.language if desk.settings.language in LANGUAGES else "vi"


def words_of(request: Request) -> Words:
    """The words of the reader's language."""
    return Words(language_of(request))


def render(request: Request, template: str, context: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
    """A page. `context` beside what every page has: t (words), link, today, foot, language, theme."""
    desk: Desk = request.app.state.desk
    keys = request.query_params.get("phim") or request.cookies.get("phim") or ""
    theme = request.query_params.get("giao-dien") or request.cookies.get("giao-dien") or ""
    known = theme if theme in _THEMES else ""
    whole = {
        "t": words_of(request),
        "language": language_of(request),
        "theme": _THEMES.get(known, ""),
        "keys_off": keys == "tat",
        "link": Link(request.url.path, tuple(request.query_params.multi_items())),
        "today": desk.today(),
        "foot": _foot(desk),
        "refresh": 0,
        "current": "",
        **context,
    }
    response = HTMLResponse(_templates().get_template(template).render(whole), status)
    for name, allowed in (("ngon-ngu", LANGUAGES), ("giao-dien", tuple(_THEMES)), ("phim", _KEYS)):
        value = request.query_params.get(name)
        if value in allowed:
            response.set_cookie(name, value, max_age=_YEAR_S, httponly=True, samesite="lax")
    return response


def problem_page(request: Request, problem: Problem) -> HTMLResponse:
    """An error for people: what happened and what to do next."""
    key = f"error_{problem.status}"
    title = words_of(request)(key if key in WORDS else "error_400")
    response = render(request, "message.html", {"title": title, "detail": problem.detail}, status=problem.status)
    response.headers.update(dict(problem.headers or {}))
    return response


def _foot(desk: Desk) -> dict[str, int | None]:
    """What the foot of each page tells; None for what does not answer."""
    try:
        jobs = desk.services.store.jobs()
    except OperatorError:
        jobs = {}
    try:
        documents: int | None = desk.services.index.count(Unit.DOCUMENT)
    except OperatorError:
        documents = None
    try:
        waiting = len(desk.services.store.review(desk.permission(), below=desk.review_below, limit=100))
    except OperatorError:
        waiting = 0
    busy = jobs.get("queued", 0) + jobs.get("running", 0) + jobs.get("waiting", 0)
    return {"documents": documents, "busy": busy, "waiting": waiting, "indexing": jobs.get("indexing", 0)}
