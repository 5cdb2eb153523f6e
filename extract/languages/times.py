"""Dates and time limits in the other languages."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import regex

from extract.languages.grammar import Grammar, grammar
from extract.pipe import flat
from vanthu.records import Deadline, Span


def day_pattern(rules: Grammar, name: str = "day") -> str:
    """The pattern of a whole date, as one named group: 22 Desember 2024 · 15. mai 2025 · December 22, 2024."""
    months = "|".join(sorted(rules.months, key=len, reverse=True))
    forms = rf"\d{{1,2}}\.? (?:{months}),? (?:19|20)\d\d(?: года)?|\d{{1,2}}[/.]\d{{1,2}}[/.](?:19|20)\d\d"
    return rf"(?P<{name}>{forms}|(?:{months}) \d{{1,2}},? (?:19|20)\d\d)"


def month_pattern(rules: Grammar) -> str:
    """A month with its year, as the group "month"."""
    months = "|".join(sorted(rules.months, key=len, reverse=True))
    return rf"(?P<month>(?:{months}) (?:19|20)\d\d)"


def day_value(words: str, rules: Grammar) -> str | None:
    """The ISO value of a date's lower-case words (a day or a month), None where no such day exists."""
    numbers = [int(n) for n in regex.findall(r"\d+", words)]
    month = next((rules.months[w] for w in regex.findall(r"\p{L}+", words) if w in rules.months), None)
    if month is None:
        if len(numbers) != 3 or not 1 <= numbers[1] <= 12:
            return None
        month, numbers = numbers[1], [numbers[0], numbers[2]]
    if len(numbers) == 1:
        return f"{numbers[0]}-{month:02}"
    day, year = numbers
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= 31 else None


@lru_cache(maxsize=4)
def _limits(code: str) -> Any:
    rules = grammar(code)
    year = r"(?P<year>(?:tahun |året )?(?:19|20)\d\d(?: года?| году)?)"
    point = rf"(?:{day_pattern(rules)}|{month_pattern(rules)}|{year})(?!\w)"
    return regex.compile(
        rf"(?<!\w)(?:(?P<before>{rules.before})|(?P<until>{rules.until})) (?:bulan )?{point}"
        rf"|(?<!\w){rules.period} (?:tahun )?(?P<from>20\d\d) ?[-–—] ?(?P<to>20\d\d)"
    )


def find_limits(text: str, rules: Grammar) -> tuple[Deadline, ...]:
    """The time limits worded in a text of this language, in order; evidence counts in `text`."""
    words, at = flat(text)
    out = []
    for match in _limits(rules.code).finditer(words):
        rel, value = _read(match, rules)
        if value is None:
            continue
        start, end = at(match.start()), at(match.end() - 1) + 1
        out.append(
            Deadline((Span(start, end),), " ".join(text[start:end].split()), rel, value, rule=f"{rules.code}-limit")
        )
    return tuple(out)


def _read(match: Any, rules: Grammar) -> tuple[str, str | None]:
    if match["from"]:
        return "period", f"{match['from']}/{match['to']}"
    words = match["day"] or match["month"]
    value = day_value(words, rules) if words else regex.search(r"\d{4}", match["year"]).group()
    if match["before"]:
        return "before", value
    return ("by" if match["day"] else "until"), value
