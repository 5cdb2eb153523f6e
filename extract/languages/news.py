"""A text in another language read from end to end."""

from __future__ import annotations

from dataclasses import dataclass

from extract.languages.counts import find_counts
from extract.languages.grammar import grammar
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
    rules = grammar(language)
    bodies = find_names(text, rules)
    limits = find_limits(text, rules)
    return Findings(
        language,
        bodies,
        find_papers(text, rules, bodies, home=home),
        find_tasks(text, rules, bodies, limits),
        find_counts(text, rules),
        limits,
    )
