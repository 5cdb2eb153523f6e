"""Where the lines of text stand on a page, found by Tesseract's page segmentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from ingest import tesseract_kept
from ingest.clean import Gray

_TEXT: Final = range(1, 9)  # Tesseract's kinds of blocks that hold text
_UPRIGHT: Final = 0


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line's box in pixels (x1, y1 beyond it), where its letters stand at its middle, and which block, paragraph
    and line it is."""

    x0: int
    y0: int
    x1: int
    y1: int
    baseline: float
    key: tuple[int, int, int]


def lines(gray: Gray, *, dpi: float, sauvola: bool, psm: int) -> list[TextLine]:
    """The page's lines in reading order, those that stand upright."""
    out: list[TextLine] = []
    with tesseract_kept.shown(gray, dpi=dpi, sauvola=sauvola, psm=psm) as (api, levels):
        walk = api.AnalyseLayout()
        if walk is None:
            return []
        block = par = line = 0
        while True:
            if walk.IsAtBeginningOf(levels.BLOCK):
                block, par, line = block + 1, 0, 0
            if walk.IsAtBeginningOf(levels.PARA):
                par, line = par + 1, 0
            line += 1
            box = walk.BoundingBox(levels.TEXTLINE)
            if box and walk.BlockType() in _TEXT and int(walk.Orientation()[0]) == _UPRIGHT:
                x0, y0, x1, y1 = box
                baseline = _baseline(walk.Baseline(levels.TEXTLINE), y1)
                out.append(TextLine(x0, y0, x1, y1, baseline, (block, par, line)))
            if not walk.Next(levels.TEXTLINE):
                return out


def _baseline(ends: Any, bottom: int) -> float:
    return float(ends[0][1] + ends[1][1]) / 2 if ends else float(bottom)
