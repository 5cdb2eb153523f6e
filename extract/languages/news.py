"""A text in another language read from end to end."""

from __future__ import annotations

from dataclasses import dataclass

from extract.languages.counts import find_counts
from extract.languages.grammar import GRAMMARS
from extract.languages.names import find_names
from extract.languages.papers import find_papers
from extract.languages.tasks import find_tasks
from extract.languages.times import find_limits
from vanthu.records import BodyMention, Citation, Deadline, Obligation, Quantity


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found; evidence counts in the text given, ids and provisions are left to the caller."""

    language: str
    bodies: tuple[BodyMention, ...]
    citations: tuple[Citation, ...]
    obligations: tuple[Obligation, ...]
    quantities: tuple[Quantity, ...]
    deadlines: tuple[Deadline, ...]


def read_news(text: str, language: str, *, home: str | None = None) -> Findings:
    """The facts of a text in `language` (id, nb, ru, en: `language_of`). Raises KeyError for any other."""
    grammar = GRAMMARS[language]
    bodies = find_names(text, grammar)
    limits = find_limits(text, grammar)
    return Findings(
        language,
        bodies,
        find_papers(text, grammar, bodies, home=home),
        find_tasks(text, grammar, bodies, limits),
        find_counts(text, grammar),
        limits,
    )
