"""What one language's news look like: the words that the common rules are filled with (`data/language-*.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from extract.words import load

LANGUAGES: Final = ("id", "nb", "ru", "en")
# Members of collectives that are bodies of their own ("doanh nghiệp"); the others make one collective together.
OWN: Final = frozenset(("doanh nghiệp", "viện nghiên cứu", "trường đại học", "tổ chức", "hiệp hội", "cơ quan báo chí"))


@dataclass(frozen=True, slots=True)
class Grammar:
    """Words and small patterns of one language, in lower case; patterns are matched over lower-case text.

    `kinds`: word of a paper → Vietnamese kind. `number`: the sign before a number. `law`: pattern of a law's name.
    `months`: name → 1..12. `before`, `until`, `period`: words of time limits. `dated`: words before a citation's date.
    `by`: words before its issuer. `issues`: verbs of issuing. `nouns`: member of a collective → Vietnamese noun.
    `leaders`: words for their heads → Vietnamese. `joins`: between members. `must`: verbs that bind a subject.
    `assigns`: verbs that give a task to the body after them. `together`: words before coordinating bodies.
    `counted`: nouns after a number. `of_them`: words after a number that counts what the last one counted."""

    code: str
    kinds: Mapping[str, str]
    number: str
    law: str
    months: Mapping[str, int]
    dated: str
    by: str
    issues: str
    before: str
    until: str
    period: str
    nouns: Mapping[str, str]
    leaders: Mapping[str, str]
    joins: str
    must: str
    assigns: str
    together: str
    counted: str
    of_them: str


@lru_cache(maxsize=4)
def grammar(code: str) -> Grammar:
    """The grammar of a language (id, nb, ru, en). Raises KeyError for any other."""
    if code not in LANGUAGES:
        raise KeyError(code)
    facts: dict[str, Any] = load(f"language-{code}.yaml")
    months = {name: month for month, name in enumerate(facts["months"], 1)}
    return Grammar(
        code=code,
        kinds=_turned(facts["kinds"]),
        number=_pattern(facts["number"]),
        law=_pattern(facts["law"]),
        months=months,
        dated=_pattern(facts["dated"]),
        by=_pattern(facts["by"]),
        issues=_pattern(facts["issues"]),
        before=_pattern(facts["before"]),
        until=_pattern(facts["until"]),
        period=_pattern(facts["period"]),
        nouns=_turned(facts["nouns"]),
        leaders=_turned(facts["leaders"]),
        joins=_pattern(facts["joins"]),
        must=_pattern(facts["must"]),
        assigns=_pattern(facts["assigns"]),
        together=_pattern(facts["together"]),
        counted=_pattern(facts["counted"]),
        of_them=_pattern(facts["of_them"]),
    )


def _turned(table: Mapping[str, list[str]]) -> dict[str, str]:
    """Vietnamese → words, turned into word → Vietnamese."""
    return {word: meaning for meaning, words in table.items() for word in words}


def _pattern(words: str | list[str]) -> str:
    return words if isinstance(words, str) else f"(?:{'|'.join(words)})" if words else ""
