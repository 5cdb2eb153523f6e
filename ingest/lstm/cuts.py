"""Lines of a page cut into pieces that the network reads well: parted at wide gaps, and framed alike.

The network sees a line at one height, so how much room there is above and below decides how large its letters are;
in the frame of its training a tone over a circumflex is still seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

import numpy as np

from ingest.clean import Gray
from ingest.lstm.layout import TextLine

_ABOVE: Final = 1.3  # of the height of the page's letters: the frame, from the baseline up
_BELOW: Final = 0.35  # … and down
_BESIDE_PX: Final = 3
_USUAL: Final = (0.6, 1.6)  # of the usual height, of lines that tell how high letters are
_OF_THE_PAGE: Final = (0.5, 1.6)  # … and of those that are framed by it: others by their own
_GAP: Final = 1.1  # of the letters' height: a gap as wide as this is no blank between words
_DARK: Final = 0.7  # of the paper's brightness
_LEAST_PX: Final = 6  # a lower or narrower piece holds no letter


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: its frame in pixels of the page, and the line it is of."""

    x0: int
    y0: int
    x1: int
    y1: int
    line: TextLine

    def moved(self, down: int, high: int) -> Piece:
        """The frame moved down (or up), on a page so high."""
        return replace(self, y0=max(self.y0 + down, 0), y1=min(self.y1 + down, high))


def pieces(gray: Gray, lines: Sequence[TextLine]) -> list[Piece]:
    """The pieces of the lines, in their order."""
    if not lines:
        return []
    high, wide = gray.shape
    letters = _letters_high(lines)
    out = []
    for line in lines:
        own = line.baseline - line.y0
        size = letters if _OF_THE_PAGE[0] < own / letters < _OF_THE_PAGE[1] else own
        y0, y1 = max(round(line.baseline - _ABOVE * size), 0), min(round(line.baseline + _BELOW * size), high)
        for x0, x1 in _parts(gray, line, _GAP * size):
            piece = Piece(max(x0 - _BESIDE_PX, 0), y0, min(x1 + _BESIDE_PX, wide), y1, line)
            if min(piece.x1 - piece.x0, piece.y1 - piece.y0) >= _LEAST_PX:
                out.append(piece)
    return out


def _letters_high(lines: Sequence[TextLine]) -> float:
    """How high the page's letters stand above their baseline, marks included."""
    usual = median(line.y1 - line.y0 for line in lines)
    body = [line for line in lines if _USUAL[0] * usual < line.y1 - line.y0 < _USUAL[1] * usual] or lines
    return max(median(line.baseline - line.y0 for line in body), 1.0)


def _parts(gray: Gray, line: TextLine, gap: float) -> list[tuple[int, int]]:
    """Where ink stands along the line, parted at wide gaps."""
    inside = gray[max(line.y0, 0) : line.y1, max(line.x0, 0) : line.x1]
    if not inside.size:
        return []
    columns = np.flatnonzero((inside < _DARK * np.percentile(inside, 75)).any(axis=0))
    if not columns.size:
        return [(line.x0, line.x1)]
    breaks = np.flatnonzero(np.diff(columns) > gap)
    firsts, lasts = np.concatenate(([0], breaks + 1)), np.concatenate((breaks, [columns.size - 1]))
    return [
        (line.x0 + int(columns[first]), line.x0 + int(columns[last]) + 1)
        for first, last in zip(firsts, lasts, strict=True)
    ]
