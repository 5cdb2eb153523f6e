"""What a quantity is about beyond its unit: the year it is said for, and whether it is a change or a target.

đến năm 2030, tỷ lệ đạt 95% → 2030, target · tăng 8,5% so với năm 2024 → growth       not: kế hoạch năm 2025 (a title)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import regex

from vanthu.records import Quantity
from vanthu.viet import canonical

_REACH: Final = 220
_END: Final = regex.compile(r"[.;\n](?=\s|$)(?<!\d\.(?=\d))")
_YEAR: Final = regex.compile(
    r"(?<!so\s+với\s+)(?<!\w)(?:(?P<until>đến|tới|vào)(?:\s+(?:hết|cuối))?\s+|trong\s+|của\s+)?năm\s+(?P<year>20\d\d)(?!\d)"
)
_CLAUSE: Final = regex.compile(r"[,.;:()\n]")
_COMPARED: Final = regex.compile(r"so\s+với(?:\s+cùng\s+kỳ)?\s+(?:của\s+)?$")
_GROWTH: Final = regex.compile(r"(?<!\w)(?:tăng(?:\s+trưởng)?|giảm|cắt\s+giảm|nâng)(?:\s+\w+){0,5}?\s+$")
_GOAL: Final = regex.compile(
    r"(?<!\w)(?:phấn\s+đấu|mục\s+tiêu|chỉ\s+tiêu|đạt|tối\s+thiểu|ít\s+nhất|không\s+thấp\s+hơn|bảo\s+đảm|duy\s+trì)(?!\w)"
)
_DONE: Final = regex.compile(r"(?<!\w)(?:đã|ước|thực\s+hiện)\s+(?:đạt|tăng|giảm|có)(?!\w)")


def with_years(text: str, quantities: Iterable[Quantity], issued: str | None) -> tuple[Quantity, ...]:
    """The quantities with `year` and `role` where their sentence says them; `issued` (ISO) tells what is to come."""
    words = canonical(text)
    return tuple(_with_year(words, one, issued) for one in quantities)


def _with_year(words: str, one: Quantity, issued: str | None) -> Quantity:
    if not one.evidence:
        return one
    start, end = one.evidence[0].start, one.evidence[-1].end
    floor = max(0, start - _REACH)
    stops = list(_END.finditer(words, floor, start))
    before = words[stops[-1].end() if stops else floor : start]
    year, until = _year(before, words[end : end + 60])
    goal = _GOAL.search(before[-90:]) is not None and not _DONE.search(before)
    ahead = year is not None and (until or goal) and (issued is None or year >= issued[:4])
    if _GROWTH.search(before[-60:]):
        return replace(one, year=year, role="growth")
    return replace(one, year=year, role="target" if ahead and goal else None)


def _year(before: str, after: str) -> tuple[str | None, bool]:
    """The year of a sentence's number, and whether it is one to be reached: right behind the number ("2% vào năm
    2020"), else the last before it, else one later in its clause."""
    stop = _CLAUSE.search(after)
    behind = _YEAR.search(after[: stop.start()] if stop else after)
    if behind and _COMPARED.search(after[: behind.start()]):
        behind = None
    if behind and behind["until"]:
        return behind["year"], True
    found = [match for match in _YEAR.finditer(before) if not _COMPARED.search(before[: match.start()])]
    last = found[-1] if found else behind
    return (last["year"], last["until"] is not None) if last else (None, False)
