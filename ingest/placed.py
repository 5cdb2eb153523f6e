"""A word with its place on a page, before lines are made: what the text layer and the recogniser both hand on."""

from __future__ import annotations

from dataclasses import dataclass

from vanthu.records import Box


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word in points (1/72 inch) of the displayed page, origin top left, y downwards.

    `x0, y0, x1, y1` is its ink; `top, bottom` the height of its line (ascent to descent of its font), which tells
    rows apart even for "-" or ","; `size_pt` the size of its letters. `hidden` is text that is in the file and not
    on the page (the invisible layer of a scanner). `confidence` and `raw` as in `records.Word`.
    `turns` counts quarter turns clockwise of its letters as displayed (2 is upside down).
    `others` as in `records.Word`. `pieces` are its letters by font, where the fonts were asked for.
    `box` is its place on the displayed page where these points are not of it (a picture made straight)."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    top: float
    bottom: float
    size_pt: float
    confidence: float | None = None
    raw: str | None = None
    hidden: bool = False
    box: Box | None = None
    turns: int = 0
    pieces: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line, in points of the displayed page: `x0 == x1` is vertical, `y0 == y1` horizontal."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def horizontal(self) -> bool:
        """Whether it lies."""
        return self.y0 == self.y1

    @property
    def length(self) -> float:
        """Its length in points."""
        return max(self.x1 - self.x0, self.y1 - self.y0)
