"""The marks that lie on a page picture: tasks, citations, figures, found words, doubtful readings.

All rectangles count in the picture's own grid, WIDTH wide and as high as the page is in proportion.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from search_api.web.anchors import anchors
from vanthu.records import DOUBT, Box, DocumentText, Evidence, Extraction, Obligation, Span

WIDTH: Final = 1240
_A4: Final = 842 / 595
_NUMBER_BOX: Final = 40


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in the grid."""

    x: float
    y: float
    w: float
    h: float

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return round(self.y + self.h, 1)

    @property
    def right(self) -> float:
        """Its right edge."""
        return round(self.x + self.w, 1)


@dataclass(frozen=True, slots=True)
class TaskMark:
    """A task on the page: `hull` around its words there, one of `lines` for each printed line of them; lines under the
    lead, the coordinating bodies, the deadline. `number` is its place among the document's tasks, `id` its anchor."""

    number: int
    id: str
    words: str
    on: bool
    hull: Rect
    lines: tuple[Rect, ...]
    lead: tuple[Rect, ...]
    coordinating: tuple[Rect, ...]
    deadline: tuple[Rect, ...]

    @property
    def number_box(self) -> Rect:
        """Where its number stands: left of the words, inside the picture."""
        return Rect(max(self.hull.x - 68, 4), self.hull.y, _NUMBER_BOX, 36)


@dataclass(frozen=True, slots=True)
class CiteMark:
    """A citation on the page, with the number it is looked up by."""

    words: str
    number: str | None
    lines: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything that lies on one page."""

    height: float
    tasks: tuple[TaskMark, ...] = ()
    citations: tuple[CiteMark, ...] = ()
    figures: tuple[Rect, ...] = ()
    hits: tuple[Rect, ...] = ()
    doubts: tuple[Rect, ...] = ()


def marks_on(facts: Extraction, n: int, *, chosen: str | None = None, hits: Iterable[Span] = ()) -> Marks:
    """The marks of page `n`; `chosen` is the task that was opened, `hits` the found words of the document."""
    text = facts.text
    grid = _Grid(text, n, _height(text, n))
    return Marks(
        height=grid.height,
        tasks=tuple(
            mark
            for number, (name, one) in enumerate(
                zip(anchors(facts.obligations), facts.obligations, strict=True), start=1
            )
            if (mark := _task(grid, number, name, one, chosen)) is not None
        ),
        citations=tuple(
            CiteMark(one.quote, one.number, rects) for one in facts.citations if (rects := grid.rects(one.evidence))
        ),
        figures=tuple(rect for one in facts.quantities for rect in grid.rects(one.evidence)),
        hits=tuple(rect for hit in hits for rect in grid.rects((hit,))),
        doubts=grid.doubts(),
    )


@dataclass(frozen=True, slots=True)
class _Grid:
    """Places on one page of the document."""

    text: DocumentText
    n: int
    height: float

    def rects(self, evidence: Evidence) -> tuple[Rect, ...]:
        return tuple(self.rect(box) for box in self.text.boxes(evidence) if box.page == self.n)

    def rect(self, box: Box) -> Rect:
        height = self.height
        x, y = round(box.x0 * WIDTH, 1), round(box.y0 * height, 1)
        return Rect(x, y, round((box.x1 - box.x0) * WIDTH, 1), round((box.y1 - box.y0) * height, 1))

    def doubts(self) -> tuple[Rect, ...]:
        return tuple(
            self.rect(word.box)
            for word in self.text.words
            if word.box and word.box.page == self.n and word.confidence is not None and word.confidence < DOUBT
        )


def _height(text: DocumentText, n: int) -> float:
    info = next((page for page in text.pages if page.n == n), None)
    ratio = info.height_pt / info.width_pt if info and info.height_pt and info.width_pt else _A4
    return round(WIDTH * ratio, 1)


def _task(grid: _Grid, number: int, name: str, task: Obligation, chosen: str | None) -> TaskMark | None:
    lines = grid.rects(task.act)
    if not lines:
        return None
    return TaskMark(
        number=number,
        id=name,
        words=task.action or task.quote,
        on=name == chosen,
        hull=_hull(lines),
        lines=lines,
        lead=tuple(rect for body in task.lead for rect in grid.rects(body.evidence)),
        coordinating=tuple(rect for body in task.coordinating for rect in grid.rects(body.evidence)),
        deadline=grid.rects(task.deadline.evidence) if task.deadline else (),
    )


def _hull(rects: Sequence[Rect]) -> Rect:
    x, y = min(r.x for r in rects), min(r.y for r in rects)
    return Rect(x, y, round(max(r.right for r in rects) - x, 1), round(max(r.bottom for r in rects) - y, 1))
