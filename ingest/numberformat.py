"""A number in a sheet's cell as people read it: days as days, shares in per cent, no more digits than there are."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

_QUOTED: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DAYS: Final = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}
_LAST: Final = 2_958_466  # the day after 31 December 9999
_WHOLE: Final = 10**15  # whole numbers up to here are exact
_DIGITS: Final = 10  # that a cell shows of a number with many decimals


def shown(value: str, number_format: str, *, from_1904: bool = False) -> str:
    """The number `value` (as XML has it) in a format, with ten digits where it has so many, whatever the format rounds
    to: the point is the decimal one, a comma where exactly three digits follow, which would be read as thousands."""
    try:
        number = float(value)
    except ValueError:
        return value
    bare = _QUOTED.sub("", number_format).lower().split(";")[0]
    if any(letter in bare for letter in "ydh") or re.search(r"m(?!m?m?$)|ss", bare):
        return _moment(number, bare, from_1904=from_1904)
    if "%" in bare:
        return _plain(round(number * 100, 10)) + "%"
    return _plain(number)


def _moment(number: float, bare: str, *, from_1904: bool) -> str:
    if not 0 <= number < _LAST:
        return _plain(number)
    moment = _DAYS[from_1904] + timedelta(days=number)
    moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    day = "" if not any(letter in bare for letter in "yd") else f"{moment.day}/{moment.month}/{moment.year}"
    if day and "d" not in bare:
        day = f"{moment.month}/{moment.year}" if "m" in bare else f"{moment.year}"
    time = f"{moment:%H:%M}" if "h" in bare or number < 1 else ""
    return " ".join(filter(None, (day, time))) or f"{moment.day}/{moment.month}/{moment.year}"


def _plain(number: float) -> str:
    if number != number or abs(number) == float("inf"):
        return str(number)
    if number == int(number) and abs(number) < _WHOLE:
        return str(int(number))
    text = f"{number:.{_DIGITS}g}"
    if "e" in text:
        text = f"{number:.20f}".rstrip("0").rstrip(".") if abs(number) < 1 else f"{number:.0f}"
    whole, _, decimals = text.partition(".")
    return f"{whole},{decimals}" if len(decimals) == 3 else text
