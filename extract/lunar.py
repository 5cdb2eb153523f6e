"""The Vietnamese lunar calendar, computed: months begin on the day of the new moon at Hanoi's time (UTC+7), the
eleventh holds the winter solstice, a month without a principal solar term is a leap month.

New moons and the sun's longitude by the usual truncated series (J. Meeus, Astronomical Algorithms, chapters 25, 49);
good to a few minutes between 1900 and 2100, which decides the day for all years of `holidays` (a test holds the first
days of the year from 2004 to 2030 against the printed calendars).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from math import floor, pi, sin
from typing import Final

_HANOI_DAYS: Final = 7 / 24
_EPOCH: Final = 2451545.0  # 2000-01-01 12:00
_FIRST_NEW_MOON: Final = 2451550.09766  # 2000-01-06
_MONTH: Final = 29.530588861
_ORDINAL: Final = 1721424.5  # Julian day of the proleptic day number 0


def _sine(degrees: float) -> float:
    return sin(degrees * pi / 180)


def _new_moon(number: int) -> float:
    """The Julian day (dynamical time) of a new moon, counted from the one of 2000-01-06."""
    t = number / 1236.85
    mean = _FIRST_NEW_MOON + _MONTH * number + t * t * (0.00015437 - 0.00000015 * t)
    e = 1 - t * (0.002516 + 0.0000074 * t)
    sun = 2.5534 + 29.1053567 * number - 0.0000014 * t * t
    moon = 201.5643 + 385.81693528 * number + t * t * (0.0107582 + 0.00001238 * t)
    node = 160.7108 + 390.67050284 * number - t * t * (0.0016118 + 0.00000227 * t)
    return (
        mean
        - 0.4072 * _sine(moon)
        + 0.17241 * e * _sine(sun)
        + 0.01608 * _sine(2 * moon)
        + 0.01039 * _sine(2 * node)
        + 0.00739 * e * _sine(moon - sun)
        - 0.00514 * e * _sine(moon + sun)
        + 0.00208 * e * e * _sine(2 * sun)
        - 0.00111 * _sine(moon - 2 * node)
        - 0.00057 * _sine(moon + 2 * node)
        + 0.00056 * e * _sine(2 * moon + sun)
        - 0.00042 * _sine(3 * moon)
        + 0.00042 * e * _sine(sun + 2 * node)
        + 0.00038 * e * _sine(sun - 2 * node)
        - 0.00024 * e * _sine(2 * moon - sun)
    )


def _longitude(day: float) -> float:
    """The sun's apparent longitude in degrees at a Julian day."""
    t = (day - _EPOCH) / 36525
    anomaly = 357.52911 + t * (35999.05029 - 0.0001537 * t)
    centre = (
        (1.914602 - 0.004817 * t) * _sine(anomaly)
        + (0.019993 - 0.000101 * t) * _sine(2 * anomaly)
        + 0.000289 * _sine(3 * anomaly)
    )
    shown = 280.46646 + t * (36000.76983 + 0.0003032 * t) + centre
    return (shown - 0.00569 - 0.00478 * _sine(125.04 - 1934.136 * t)) % 360


def _clock(day: float) -> float:
    """A Julian day in dynamical time as one at Hanoi (the clock lags by about a minute in these years)."""
    return day - 67 / 86400 + _HANOI_DAYS


def _day(number: int) -> int:
    """The proleptic day number (as `date.toordinal`) of a new moon at Hanoi."""
    return floor(_clock(_new_moon(number)) - _ORDINAL)


def _term(ordinal: int) -> int:
    """The principal solar term (twelfth of the circle, 9 from the winter solstice) in force when a day begins."""
    return int(_longitude(ordinal + _ORDINAL - _HANOI_DAYS) // 30)


def _eleventh(year: int) -> int:
    """The number of the new moon that begins the month of the winter solstice of a year."""
    number = round((date(year, 12, 21).toordinal() + _ORDINAL - _FIRST_NEW_MOON) / _MONTH) + 1
    while _term(_day(number)) >= 9:  # it begins after the solstice: the one before holds it
        number -= 1
    return number


@lru_cache(maxsize=128)
def _months(year: int) -> dict[int, int]:
    """Month of the lunar year → the number of its new moon; a leap month is left out."""
    first, last = _eleventh(year - 1), _eleventh(year)
    leap = last - first == 13
    found: dict[int, int] = {}
    month = 11
    for number in range(first, last):
        if leap and number > first and _term(_day(number)) == _term(_day(number + 1)):
            leap = False
            continue
        found[month] = number
        month = month % 12 + 1
    return {m: n for m, n in found.items() if m not in (11, 12)} | {11: last, 12: _after(last, year)}


def _after(eleventh: int, year: int) -> int:
    """The twelfth month of a lunar year: the one after the eleventh, a leap eleventh aside."""
    following = _eleventh(year + 1)
    is_leap = following - eleventh == 13 and _term(_day(eleventh + 1)) == _term(_day(eleventh + 2))
    return eleventh + 2 if is_leap else eleventh + 1


def solar(year: int, month: int, day: int) -> date:
    """The solar day of a lunar one (of the month that is no leap month), for lunar years from 1900 to 2100."""
    return date.fromordinal(_day(_months(year)[month])) + timedelta(days=day - 1)
