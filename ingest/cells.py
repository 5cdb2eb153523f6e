"""A second look at table cells that hold ink and no word: single figures in narrow columns are lost on a whole page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest import cuttings
from ingest.clean import Gray
from ingest.cuttings import Cut
from ingest.grid import Grid
from ingest.placed import PlacedWord
from ingest.reading import Reading

_RIM_PT: Final = 1.6  # of a cell, where remains of its walls may stand


def missed(
    gray: Gray, dpi: float, grids: Sequence[Grid], words: Sequence[PlacedWord], *, languages: Sequence[str]
) -> list[Reading]:
    """What stands in the cells without a word, in pixels of `gray` (the page without its rules)."""
    cuts = [cut for grid in grids for cut in _empty_cells(gray, dpi, grid, words)]
    found = cuttings.read(gray, cuts, dpi=dpi, languages=languages)
    return [_one(reading) for piece in found for reading in piece]


def _one(reading: Reading) -> Reading:
    """A lone 1 is read as a bar; the walls of the table are gone, and were taller."""
    return replace(reading, text="1", raw="|") if reading.text == "|" else reading


def _empty_cells(gray: Gray, dpi: float, grid: Grid, words: Sequence[PlacedWord]) -> list[Cut]:
    """The cells with ink and without a word, cut close around their ink."""
    taken = {grid.cell_at((word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2) for word in words}
    scale, rim = dpi / 72, int(_RIM_PT * dpi / 72)
    paper = float(np.percentile(gray[::8, ::8], 75))
    out = []
    for cell in grid.cells():
        if cell in taken:
            continue
        x0, y0, x1, y1 = (int(v * scale) for v in grid.box(cell))
        part = gray[y0 + rim : y1 - rim, x0 + rim : x1 - rim]
        if part.size == 0:
            continue
        hull = _letters(part < 0.6 * paper, dpi)
        if hull is not None:
            x, y, wide, high = hull
            out.append(Cut(x0 + rim + x, y0 + rim + y, wide, high))
    return out


def _letters(ink: NDArray[np.bool_], dpi: float) -> tuple[int, int, int, int] | None:
    """The hull (x, y, width, height) of what is of a letter's size among the ink, None without any."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    heights, widths = stats[1:, cv2.CC_STAT_HEIGHT] / dpi, stats[1:, cv2.CC_STAT_WIDTH] / dpi
    letters = [stats[k + 1] for k in range(count - 1) if 0.05 < heights[k] < 0.5 and 0.01 < widths[k] < 2]
    if not letters:
        return None
    x0, y0 = min(int(s[0]) for s in letters), min(int(s[1]) for s in letters)
    x1, y1 = max(int(s[0] + s[2]) for s in letters), max(int(s[1] + s[3]) for s in letters)
    pad = int(0.05 * dpi)  # for the marks above and below
    y0, y1 = max(y0 - pad, 0), min(y1 + pad, ink.shape[0])
    return x0, y0, x1 - x0, y1 - y0
