"""Dates as printed, with the precision they were printed in: a month stays a month.

2024-12-22 (day) · 2024-12 (month) · 2024-Q4 (quarter) · 2024-H1 (half year) · 2024 (year) · --06-30 (day without year)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import regex

from vanthu.records import Span
from vanthu.viet import canonical


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text. `value` is ISO in its precision (`day`, `month`, `quarter`, `half`, `year`); a day or month
    without a year is `--06-30` or `--06`. The span runs from "ngày" ("tháng", "quý", "năm") to the last digit."""

    span: Span
    value: str
    precision: str


QUARTERS: Final = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
}

_B: Final = r"[\s\u00a0]"
_YEAR: Final = r"(?:19|20)\d\d(?!\d)"

# Parts for other rules that read dates. All are written for `viet.canonical` text, and use no named groups.
DAY: Final = rf"""(?:
      (?:ngày{_B}*)? \d{{1,2}} {_B}*(?:tháng|ngày){_B}* \d{{1,2}} {_B}*(?:,{_B}*)?năm{_B}* {_YEAR}
    | (?:ngày{_B}*)? \d{{1,2}} {_B}?[/.-]{_B}? \d{{1,2}} {_B}?[/.-]{_B}? {_YEAR}
    | (?:ngày{_B}*)? \d{{1,2}} {_B}*tháng{_B}* \d{{1,2}} /{_B}? {_YEAR}
)"""
DAY_OF_YEAR: Final = rf"""(?:
      ngày{_B}* \d{{1,2}} {_B}*tháng{_B}* \d{{1,2}} (?!\d)
    | ngày{_B}* \d{{1,2}} {_B}?[/-]{_B}? \d{{1,2}} (?![\d/]|{_B}?[/-]{_B}?\d)
)"""
MONTH: Final = rf"(?:tháng{_B}* \d{{1,2}} (?:{_B}*(?:,{_B}*)?năm{_B}* | {_B}?[/.-]{_B}?) {_YEAR})"
QUARTER: Final = rf"(?:quý{_B}* (?:i{{1,3}}|iv|[1-4]) (?:{_B}*(?:,{_B}*)?năm{_B}* | {_B}?[/-]{_B}?) {_YEAR})"
HALF: Final = rf"(?:6{_B}+tháng{_B}+(?:đầu|cuối){_B}+năm{_B}* {_YEAR})"
YEAR: Final = rf"(?:năm{_B}* {_YEAR})"

_DATE: Final = regex.compile(
    rf"(?<![\w/.-])(?:(?P<day>{DAY})|(?P<half>{HALF})|(?P<month>{MONTH})|(?P<quarter>{QUARTER})"
    rf"|(?P<dayofyear>{DAY_OF_YEAR})|(?P<year>{YEAR}))(?!\w)",
    regex.VERBOSE,
)
_NUMERALS: Final = regex.compile(r"\d+|(?<=quý\s*)(?:iv|i{1,3})")


def find_dates(text: str) -> tuple[DateMention, ...]:
    """All dates of a text in order, not overlapping; impossible ones (32/13/2025) are left out."""
    found = []
    for match in _DATE.finditer(canonical(text)):
        precision = match.lastgroup or ""
        value = value_of(match.group(), precision)
        if value:
            found.append(DateMention(Span(*match.span()), value, "day" if precision == "dayofyear" else precision))
    return tuple(found)


def value_of(words: str, precision: str) -> str | None:
    """The ISO value of one date's canonical words, None where no such day exists."""
    if precision == "quarter":
        quarter, year = _NUMERALS.findall(words)
        return f"{year}-Q{QUARTERS[quarter]}"
    numbers = [int(n) for n in _NUMERALS.findall(words) if n.isdigit()]
    if precision == "half":
        return f"{numbers[-1]}-H{1 if 'đầu' in words else 2}"
    if precision == "year":
        return str(numbers[0])
    if precision == "month":
        return f"{numbers[1]}-{numbers[0]:02}" if 1 <= numbers[0] <= 12 else None
    day, month = numbers[0], numbers[1]
    if not (1 <= month <= 12 and 1 <= day <= _LONGEST[month]):
        return None
    return f"{numbers[2]}-{month:02}-{day:02}" if precision == "day" else f"--{month:02}-{day:02}"


_LONGEST: Final = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def read_date(words: str) -> str | None:
    """The value of the first date in some words ("Quý IV/2026" → 2026-Q4), None where there is none."""
    found = find_dates(words)
    return found[0].value if found else None
