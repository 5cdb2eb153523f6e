"""A second look at table cells that hold ink and no word: single figures in narrow columns are lost on a whole page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest import ocr
from ingest.clean import Gray
from ingest.grid import Grid
from ingest.placed import PlacedWord

_MOST_CELLS: Final = 400
_RIM_PT: Final = 1.6  # of a cell, where remains of its walls may stand


@dataclass(frozen=True, slots=True)
class _Cut:
    """A cell's ink: where it is on the page and where on the sheet it was pasted to, in pixels."""

    x: int
    y: int
    wide: int
    high: int
    at_y: int = 0


def missed(
    gray: Gray, dpi: float, grids: Sequence[Grid], words: Sequence[PlacedWord], *, languages: Sequence[str]
) -> list[ocr.Reading]:
    """What stands in the cells without a word, in pixels of `gray` (the page without its rules): all such cells are
    put under each other on one sheet and read at once."""
    cuts = [cut for grid in grids for cut in _empty_cells(gray, dpi, grid, words)][:_MOST_CELLS]
    if not cuts:
        return []
    margin = int(0.12 * dpi)
    wide = max(cut.wide for cut in cuts) + 2 * margin
    sheet = np.full((sum(cut.high + margin for cut in cuts) + margin, wide), 255, np.uint8)
    placed, y = [], margin
    for cut in cuts:
        sheet[y : y + cut.high, margin : margin + cut.wide] = gray[cut.y : cut.y + cut.high, cut.x : cut.x + cut.wide]
        placed.append(_Cut(cut.x, cut.y, cut.wide, cut.high, y))
        y += cut.high + margin
    out = []
    for reading in ocr.recognise(sheet, dpi=dpi, languages=languages, psm=6):
        middle = (reading.y0 + reading.y1) / 2
        cut = min(placed, key=lambda c: abs(c.at_y + c.high / 2 - middle))
        right, down = cut.x - margin, cut.y - cut.at_y
        bar = reading.text == "|"  # what a lone 1 is read as; the walls are gone, and are taller
        out.append(
            ocr.Reading(
                "1" if bar else reading.text,
                reading.x0 + right,
                reading.y0 + down,
                reading.x1 + right,
                reading.y1 + down,
                reading.top + down,
                reading.bottom + down,
                reading.confidence,
                reading.line,
                "|" if bar else None,
            )
        )
    return out


def _empty_cells(gray: Gray, dpi: float, grid: Grid, words: Sequence[PlacedWord]) -> list[_Cut]:
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
            out.append(_Cut(x0 + rim + x, y0 + rim + y, wide, high))
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
