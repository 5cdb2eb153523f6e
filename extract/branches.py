"""Branches of a body: "Kho bạc Nhà nước khu vực XIII", "Tòa án nhân dân khu vực 3 - Lào Cai", "… chi nhánh tỉnh …"; and
all its offices of one level: "Tòa án nhân dân cấp tỉnh"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import regex

from extract.places import province


@dataclass(frozen=True, slots=True)
class Branch:
    """Where a branch's name ends, its body where the authority file has it; `level`: all offices of a level."""

    end: int
    body: str | None = None
    level: bool = False


# For words in canonical form.
_AREA: Final = regex.compile(
    r"(?:(?:\s+[-–])?\s+chi\s+nhánh)?\s+khu\s+vực(?:\s+(?:số\s+)?(?:\d{1,2}|[ivx]{1,6})(?!\w))?(?P<dash>\s+[-–]\s+)?"
)
_OFFICE: Final = regex.compile(r"(?:\s+[-–]|,)?\s+chi\s+nhánh\s+(?:(?:tỉnh|thành\s+phố|tp\.?)\s+)?")
_AT: Final = regex.compile(r"\s+tại\s+(?:thành\s+phố\s+|tp\.?\s*)?")
_LEVEL: Final = regex.compile(r"\s+cấp\s+(?:tỉnh|huyện|xã|cao)(?!\w)(?:(?:,|\s+và)\s+cấp\s+(?:tỉnh|huyện|xã)(?!\w))*")
_WORD: Final = regex.compile(r"\w+(?:\s+(?:-\s+)?\w+){0,4}")

_IN_AREAS: Final = frozenset(
    (
        "kho-bac-nha-nuoc",
        "toa-an",
        "vien-kiem-sat",
        "bao-hiem-xa-hoi",
        "ngan-hang-nha-nuoc-viet-nam",
        "hai-quan",
        "cuc-thue",
        "chi-cuc-hai-quan",
    )
)
_WITH_OFFICES: Final = frozenset(
    (
        "ngan-hang-nha-nuoc-viet-nam",
        "ngan-hang-chinh-sach-xa-hoi",
        "ngan-hang-phat-trien-viet-nam",
        "ngan-hang-nong-nghiep-va-phat-trien-nong-thon-viet-nam",
    )
)
_OF_LEVELS: Final = frozenset(
    (
        "toa-an",
        "vien-kiem-sat",
        "hoi-dong-nhan-dan-tinh",
        "hoi-dong-nhan-dan-huyen",
        "hoi-dong-nhan-dan-xa",
        "van-phong-dbqh-hdnd",
        "van-phong-hdnd-ubnd-xa",
    )
)

_HIGH: Final = frozenset(("toa-an-nhan-dan-cap-cao", "vien-kiem-sat-nhan-dan-cap-cao"))


def branch_after(words: str, end: int, body: str) -> Branch | None:
    """The branch whose name goes on at `end` of canonical text, after the name of `body`; None where none does."""
    if body in _OF_LEVELS and (match := _LEVEL.match(words, end)):
        at = _AT.match(words, match.end())
        place = _place(words, at.end()) if at else None
        return Branch(place or match.end(), None, level=place is None and "cao" not in match.group())
    if body in _HIGH and (at := _AT.match(words, end)) and (place := _place(words, at.end())):
        return Branch(place)
    if body in _IN_AREAS and (match := _AREA.match(words, end)):
        place = _place(words, match.end()) if match["dash"] else None
        return Branch(place or (match.start("dash") if match["dash"] else match.end()))
    if body in _WITH_OFFICES and (match := _OFFICE.match(words, end)) and (place := _place(words, match.end())):
        return Branch(place)
    return None


def _place(words: str, start: int) -> int | None:
    """Where the name of a province that begins here ends."""
    match = _WORD.match(words, start)
    if match is None:
        return None
    ends = [match.start() + m.end() for m in regex.finditer(r"\w+", match.group())]
    return next((end for end in reversed(ends) if province(words[start:end])), None)
