"""Days off in Vietnam, 2004 to 2030: weekends, public holidays with the days made up for them, exchanged working days.

The facts and where they come from: `data/holidays.yaml`; lunar days are computed (`extract.lunar`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from extract.lunar import solar
from extract.words import load

FIRST: Final = 2004
LAST: Final = 2030
"""The years whose holidays are known; outside of them only weekends are days off."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayOff:
    """Why a day is no working day, in Vietnamese and English. `holiday`: more than a weekend."""

    vi: str
    en: str
    holiday: bool = True


_SATURDAY: Final = DayOff("thứ Bảy", "a Saturday", False)
_SUNDAY: Final = DayOff("Chủ nhật", "a Sunday", False)


def day_off(day: date) -> DayOff | None:
    """Why a day is no working day, None for a working day."""
    calendar = _calendar(day.year)
    if day in calendar.worked:
        return None
    return calendar.off.get(day) or (_SUNDAY if day.weekday() == 6 else _SATURDAY if day.weekday() == 5 else None)


def is_known(day: date) -> bool:
    """Whether the holidays of the day's year are known."""
    return FIRST <= day.year <= LAST


def next_working_day(day: date) -> date:
    """The day itself where it is a working day, else the next one that is. Raises OverflowError beyond year 9999."""
    while day_off(day):
        day += _DAY
    return day


def working_days_after(day: date, count: int) -> date:
    """The `count`-th working day after a day, which is not counted itself. Raises OverflowError beyond year 9999."""
    while count > 0:
        day += _DAY
        count -= day_off(day) is None
    return day


@dataclass(frozen=True, slots=True)
class _Calendar:
    off: Mapping[date, DayOff]
    worked: frozenset[date]


@lru_cache(maxsize=64)
def _calendar(year: int) -> _Calendar:
    """The holidays of a year with the days made up for them."""
    if not FIRST <= year <= LAST:
        return _Calendar({}, frozenset())
    data: dict[str, Any] = load("holidays.yaml")
    off: dict[date, DayOff] = {}
    missed: list[tuple[date, DayOff]] = []
    for facts in data["holidays"]:
        for day in _days(facts, data["chosen"].get(year, {}), year):
            reason = DayOff(f"nghỉ {facts['name']}", facts["name_en"])
            off[day] = reason
            if day.weekday() >= 5:
                missed.append((day, reason))
    for day, reason in sorted(missed, key=lambda item: item[0]):
        instead = day
        while instead.weekday() >= 5 or instead in off:
            instead += _DAY
        off[instead] = DayOff(f"nghỉ bù {reason.vi.removeprefix('nghỉ ')}", f"in lieu of {reason.en}")
    swaps = [swap for swap in data["exchanged"] if swap["free"].year == year]
    off |= {swap["free"]: DayOff("nghỉ hoán đổi", "an exchanged day off") for swap in swaps}
    return _Calendar(off, frozenset(swap["worked"] for swap in swaps))


def _days(facts: Mapping[str, Any], chosen: Mapping[str, int], year: int) -> Iterator[date]:
    """The days of a holiday in a year, none where it was none then."""
    if not facts.get("from", FIRST) <= year <= facts.get("to", LAST):
        return
    month, day = map(int, facts.get("lunar", facts.get("solar")).split("-"))
    named = solar(year, month, day) if "lunar" in facts else date(year, month, day)
    before = chosen.get(facts["name"], facts.get("before", 0))
    for n in range(facts["days"]):
        yield named + timedelta(days=n - before)
