"""Doubtful words as cases to be decided: a piece of the page picture with their box, beside the reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from extract.corrections import Slot
from search_api.web.corrections import Sheet, words
from search_api.web.marks import WIDTH, Rect
from vanthu.records import DOUBT, Box, Page

MOST_TOGETHER: Final = 8
"""Doubtful words side by side are one case, up to so many."""
_A4: Final = 842 / 595
_LEAST_WIDTH: Final = 360.0
_LEAST_HEIGHT: Final = 48.0
_MARGIN: Final = 0.8
"""Around the words, in heights of theirs."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A piece of the page picture: the window in the grid of marks (WIDTH wide, `height` high), and the boxes of the
    words in it."""

    window: Rect
    height: float
    boxes: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Words of a page to look at: `first` and `count` of the page as read, what stands there, what was read there
    before any correction (None where it is the same), how surely, the piece of the picture. `before` and `after`:
    the words beside them on the line. `entry`: the correction that stands there."""

    page: int
    first: int
    count: int
    text: str
    raw: str | None
    confidence: float | None
    crop: Crop | None
    before: str
    after: str
    entry: str | None

    @property
    def id(self) -> str:
        """Its anchor on the page."""
        return f"muc-{self.page}-{self.first}"


def cases(sheet: Sheet) -> list[Case]:
    """The doubtful words of a page in reading order, neighbours together."""
    return [case(sheet, run) for run in _runs(sheet.slots)]


def worst(sheet: Sheet, most: int) -> list[Case]:
    """The least sure cases of a page, the worst first."""
    return sorted(cases(sheet), key=lambda one: one.confidence if one.confidence is not None else 1.0)[:most]


def case(sheet: Sheet, slots: Sequence[Slot]) -> Case:
    """These slots (of one line) as a case."""
    line = [slot for slot in sheet.slots if slot.line == slots[0].line]
    raw = " ".join(slot.old for slot in slots)
    text = words(slots)
    sure = [slot.confidence for slot in slots if slot.confidence is not None]
    return Case(
        page=sheet.page.n,
        first=slots[0].first,
        count=sum(slot.count for slot in slots),
        text=text,
        raw=raw if raw != text else None,
        confidence=min(sure) if sure else None,
        crop=crop(sheet.page, [slot.box for slot in slots if slot.box]) if sheet.document.view else None,
        before=words([slot for slot in line if slot.first < slots[0].first][-4:]),
        after=words([slot for slot in line if slot.first > slots[-1].first][:4]),
        entry=next((slot.entry for slot in slots if slot.entry), None),
    )


def crop(page: Page, boxes: Sequence[Box]) -> Crop | None:
    """The piece of the picture with these boxes: they and a small margin, not narrower than can be read."""
    here = [box for box in boxes if box.page == page.n]
    if not here:
        return None
    height = picture_height(page)
    rects = tuple(
        Rect(
            round(box.x0 * WIDTH, 1),
            round(box.y0 * height, 1),
            round((box.x1 - box.x0) * WIDTH, 1),
            round((box.y1 - box.y0) * height, 1),
        )
        for box in here
    )
    return Crop(_window(rects, height), height, rects)


def picture_height(page: Page) -> float:
    """How high the page is in the grid of marks."""
    ratio = page.height_pt / page.width_pt if page.height_pt and page.width_pt else _A4
    return round(WIDTH * ratio, 1)


def _window(rects: Sequence[Rect], height: float) -> Rect:
    top, bottom = min(rect.y for rect in rects), max(rect.bottom for rect in rects)
    left, right = min(rect.x for rect in rects), max(rect.right for rect in rects)
    margin = _MARGIN * min(bottom - top, 60.0) + 4
    width = min(max(right - left + 4 * margin, _LEAST_WIDTH), float(WIDTH))
    x = min(max((left + right - width) / 2, 0.0), WIDTH - width)
    margin = max(margin, (_LEAST_HEIGHT - (bottom - top)) / 2)
    y0, y1 = max(top - margin, 0.0), min(bottom + margin, height)
    return Rect(round(x, 1), round(y0, 1), round(width, 1), round(max(y1 - y0, 1.0), 1))


def _runs(slots: Sequence[Slot]) -> Iterator[list[Slot]]:
    run: list[Slot] = []
    for slot in slots:
        doubtful = slot.confidence is not None and slot.confidence < DOUBT
        joins = bool(run) and run[-1].line == slot.line and len(run) < MOST_TOGETHER
        if run and not (doubtful and joins):
            yield run
            run = []
        if doubtful:
            run.append(slot)
    if run:
        yield run
