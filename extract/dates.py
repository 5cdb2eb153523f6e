"""Dates as printed, with the precision they were printed in: a month stays a month.

2024-12-22 (day) · 2024-12 (month) · 2024-Q4 (quarter) · 2024-H1 (half year) · 2024 (year) · --06-30 (day without year)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import regex

from extract.pipe import flat
from vanthu.records import Span


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text. `value` is ISO in its precision (`day`, `month`, `quarter`, `half`, `year`); a day without a
    year is `--06-30`. The span runs from "ngày" ("tháng", "quý", "năm") to the last digit."""

    span: Span
    value: str
    precision: str


# Parts that other rules build upon, for flat text (`pipe.flat`). No capturing groups in them.
YEAR_DIGITS: Final = r"(?:19|20)\d\d(?!\d)"
_NAM: Final = rf"(?:,? ?năm ?{YEAR_DIGITS}| ?[/.-] ?{YEAR_DIGITS})"
_ONE: Final = r"(?<=ngày ?)[0-3][ïìíil|!\]]"  # 01, 11 … as recognition misreads the one: ngày 0Ï tháng 4
DAY: Final = (  # misprints that occur: ngày 31 ngày 12 năm 2020, ngày 06 tháng 11 tháng 2025
    rf"(?:(?:ngày ?)?(?:\d{{1,2}}|{_ONE}) ?(?:tháng|ngày) ?\d{{1,2}}(?:,? ?(?:năm|nám|tháng) ?| ?/ ?){YEAR_DIGITS}"
    rf"|(?:ngày ?)?\d{{1,2}} ?[/.-] ?\d{{1,2}} ?[/.-] ?{YEAR_DIGITS})"
)
DAY_OF_YEAR: Final = r"(?:ngày ?\d{1,2} ?tháng ?\d{1,2}(?!\d)|ngày ?\d{1,2} ?[/-] ?\d{1,2}(?![\d/]| ?[/-] ?\d))"
MONTH: Final = rf"(?:tháng ?\d{{1,2}}{_NAM})"
QUARTER: Final = rf"(?:quý ?(?:i{{1,3}}|iv|[1-4]){_NAM})"
HALF: Final = rf"(?:0?6 tháng (?:đầu|cuối) năm ?{YEAR_DIGITS})"
YEAR: Final = rf"(?:năm ?{YEAR_DIGITS})"

QUARTERS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_LONGEST: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_DATE: Final = regex.compile(
    rf"(?<![\w/.-])(?:(?P<day>{DAY})|(?P<half>{HALF})|(?P<month>{MONTH})|(?P<quarter>{QUARTER})"
    rf"|(?P<dayofyear>{DAY_OF_YEAR})|(?P<year>{YEAR}))(?!\w)"
)
_MISREAD: Final = regex.compile(r"(?<=\d)[ïìíil|!\]](?= ?(?:tháng|ngày))")
_NUMERALS: Final = regex.compile(r"\d+|(?<=quý ?)(?:iv|i{1,3})")


def find_dates(text: str) -> tuple[DateMention, ...]:
    """All dates of a text in order, not overlapping; impossible ones (32/13/2025) are left out."""
    words, at = flat(text)
    found = []
    for match in _DATE.finditer(words):
        precision = match.lastgroup or ""
        value = value_of(match.group(), precision)
        if value:
            span = Span(at(match.start()), at(match.end() - 1) + 1)
            found.append(DateMention(span, value, "day" if precision == "dayofyear" else precision))
    return tuple(found)


def value_of(words: str, precision: str) -> str | None:
    """The ISO value of one date's flat words, None where no such day exists."""
    if precision == "quarter":
        quarter, year = _NUMERALS.findall(words)
        return f"{year}-Q{QUARTERS[quarter]}"
    numbers = [int(n) for n in _NUMERALS.findall(_MISREAD.sub("1", words))]
    if precision == "half":
        return f"{numbers[-1]}-H{1 if 'đầu' in words else 2}"
    if precision == "year":
        return str(numbers[0])
    if precision == "month":
        return f"{numbers[1]}-{numbers[0]:02}" if 1 <= numbers[0] <= 12 else None
    day, month = numbers[0], numbers[1]
    if not (1 <= month <= 12 and 1 <= day <= _LONGEST[month - 1]):
        return None
    return f"{numbers[2]}-{month:02}-{day:02}" if precision == "day" else f"--{month:02}-{day:02}"


def read_date(words: str) -> str | None:
    """The value of the first date in some words ("Quý IV/2026" → 2026-Q4), None where there is none."""
    found = find_dates(words)
    return found[0].value if found else None
