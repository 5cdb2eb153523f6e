"""Where a paper begins: several papers in one scan, one paper in several pictures. Proposals for a clerk, not facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from vanthu.records import Line, LineKind, Page
from vanthu.viet import fold

TOP: Final = 14  # lines of a page's head
TAIL: Final = 30  # lines of its end
ENOUGH: Final = 3
"""What a page's signs must come to for a paper to begin there: a letterhead is two, each other sign one."""

_LETTERHEAD: Final = re.compile(r"cong hoa xa hoi chu nghia|dang cong san viet nam|doc lap.{0,6}tu do.{0,6}hanh phuc")
_NUMBER: Final = re.compile(
    r"^\W*(?:(?:nghi quyet|quyet dinh|luat|chi thi|lenh) )?so\s*[:.]?\s*\d[\d.]*\s*[-/]\s*[\da-z]"
)
_DAY: Final = re.compile(r"^[^,]{2,40}, ngay [\d ]{0,6}thang [\d ]{0,6}nam \d{4}")
_BLANKS: Final = re.compile(r"[.…_]{5,}")
_FORM_LINES: Final = 6
"""A page with so many dotted lines is a form to be filled in, and no paper."""
_ANNEX: Final = re.compile(r"^\W*(phu luc|mau so|mau \d|bieu so|bieu mau|\(?kem theo|\(?ban hanh kem theo)")
_ATTACHED: Final = re.compile(r"^\s*\((ban hanh )?kem theo")
_ENDED: Final = re.compile(r"\bnoi nhan\b|^\W*luu\s*:\s*(vt|van thu)|^\W*(tm|kt|tuq|tl)\.\s?[a-z ]{3,40}$")
_PAGE_NUMBER: Final = re.compile(r"\d{1,4}")

LETTERHEAD: Final = "có quốc hiệu hoặc tiêu ngữ ở đầu trang"
NUMBERED: Final = "có số, ký hiệu riêng"
DATED: Final = "có địa danh, ngày tháng năm"
RESTARTED: Final = "đánh số trang lại từ đầu"
AFTER_AN_END: Final = "trang trước kết thúc bằng chữ ký hoặc nơi nhận"
CONTINUED: Final = "số trang nối tiếp"
BARE: Final = "không có quốc hiệu, số, ký hiệu"


@dataclass(frozen=True, slots=True)
class Signs:
    """What of a page tells whether a paper begins or ends on it. `printed` is the page number in print."""

    n: int
    letterhead: bool
    number: bool
    day: bool
    ends: bool
    form: bool
    printed: int | None
    words: int


@dataclass(frozen=True, slots=True)
class Start:
    """A page (from 2) on which another paper seems to begin, and why."""

    page: int
    reasons: tuple[str, ...]


def signs(page: Page) -> Signs:
    """The signs of one page; in time linear in its text."""
    lines = [fold(line.text) for line in page.lines if line.kind in (LineKind.BODY, LineKind.HANDWRITING)]
    head, tail = lines[:TOP], lines[-TAIL:]
    dotted = sum(1 for line in page.lines if _BLANKS.search(line.text))
    annex = any(_ANNEX.search(line) for line in head[:6]) or any(_ATTACHED.search(line) for line in head)
    return Signs(
        page.n,
        letterhead=any(_LETTERHEAD.search(line[:200]) for line in head),
        number=any(_NUMBER.search(line[:80]) for line in head),
        day=any(_DAY.search(line[:120]) for line in head),
        ends=any(_ENDED.search(line[:200]) for line in tail),
        form=annex or dotted >= _FORM_LINES,
        printed=_printed(page.lines),
        words=sum(len(line.split()) for line in lines),
    )


def starts(pages: Sequence[Page]) -> tuple[Start, ...]:
    """The pages of one file on which another paper seems to begin."""
    found = [signs(page) for page in pages]
    out = []
    for before, here in pairwise(found):
        reasons = _reasons(before, here)
        weight = len(reasons) + (LETTERHEAD in reasons)
        if LETTERHEAD in reasons and weight >= ENOUGH and not here.form:
            out.append(Start(here.n, reasons))
    return tuple(out)


def continues(before: Signs, here: Signs) -> tuple[str, ...]:
    """Why a picture seems to be the next page of the paper on the picture before; () where it does not."""
    if here.letterhead or here.number or here.form or before.ends or not here.words:
        return ()
    if here.printed is not None and before.printed is not None and here.printed != before.printed + 1:
        return ()
    if here.printed is not None and (before.printed is not None or here.printed == 2):
        return (CONTINUED, BARE)
    return (BARE,)


def _reasons(before: Signs, here: Signs) -> tuple[str, ...]:
    restarted = before.printed is not None and before.printed >= 2 and here.printed in (None, 1)
    told = (
        (here.letterhead, LETTERHEAD),
        (here.number, NUMBERED),
        (here.day, DATED),
        (restarted, RESTARTED),
        (before.ends, AFTER_AN_END),
    )
    return tuple(reason for holds, reason in told if holds)


def _printed(lines: Sequence[Line]) -> int | None:
    """The number in print: a line that is a page number, else a number alone at the very top or bottom."""
    numbers = [line.text for line in lines if line.kind is LineKind.PAGE_NUMBER]
    alone = [line.text.strip(" -–.") for line in (*lines[:1], *lines[-1:]) if line.kind is LineKind.BODY]
    for text in (*numbers, *(text for text in alone if text.isdigit())):
        if found := _PAGE_NUMBER.search(text):
            return int(found.group())
    return None
