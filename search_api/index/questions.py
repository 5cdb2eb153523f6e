"""The questions people ask, as the web page, the API and the command line call them.

Each takes its reader and asks the store for the permission once; everything that is answered (hits, totals, facets,
suggestions, passages) was searched with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from search_api.index.answers import Answer, Archive, BodyTasks, Cited, Suggestion
from vanthu.errors import Defect
from vanthu.records import Reader, Unit


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
    raise Defect("search is being written")


def tasks_of_body(
    archive: Archive,
    reader: Reader,
    body: str,
    *,
    as_of: date,
    role: str = "lead",
    due_before: str | None = None,
    state: Sequence[str] = (),
    filters: Mapping[str, Sequence[str]] | None = None,
    former: bool = True,
    sort: str = "due_to",
    page: int = 1,
    size: int = 50,
) -> BodyTasks:
    """The tasks of a body (an id or any of its names). `role`: lead, coordinating, any, group (through a collective)
    or possibly (given to a body of which it took over a part). Tasks given to a body that became wholly part of it
    count as its own, with `former` saying under which name, unless `former` is off. `due_before`: an ISO day, the
    last day in time lies before it. Raises BadRequest, IndexUnavailable."""
    raise Defect("tasks_of_body is being written")


def cite(archive: Archive, reader: Reader, number: str, *, limit: int = 50) -> Cited:
    """What this archive knows of a document number in any spelling: the papers that bear it, who cites it and how it
    stands. Raises BadRequest for what is no number, IndexUnavailable."""
    raise Defect("cite is being written")


def suggest(archive: Archive, reader: Reader, text: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
    """How the question may go on: numbers, titles and bodies of documents that the reader may see, nothing else.
    Nothing for fewer than two letters. Raises IndexUnavailable."""
    raise Defect("suggest is being written")


__all__ = ["Answer", "Archive", "BodyTasks", "Cited", "Suggestion", "cite", "search", "suggest", "tasks_of_body"]
