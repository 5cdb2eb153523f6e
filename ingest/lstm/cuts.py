"""Lines of a page cut into pieces that the network reads well: parted at wide gaps, and framed alike.

The network sees a line at one height, so how much room there is above and below decides how large its letters are;
in the frame of its training a tone over a circumflex is still seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.clean import Gray
from ingest.lstm.layout import TextLine

_ABOVE: Final = 1.4  # of the height of the page's letters: the frame, from the baseline up
_BELOW: Final = 0.38  # … and down
_BESIDE_PX: Final = 3
_USUAL: Final = (0.6, 1.6)  # of the usual height, of lines that tell how high letters are
_OF_THE_PAGE: Final = (0.5, 1.6)  # … and of those that are framed by it: others by their own
_LARGE: Final = 0.85  # … of the height of the page's letters, most of the ink of a line that is larger than the page's
_GAP: Final = 1.1  # of the letters' height: a gap as wide as this is no blank between words
_DARK: Final = 0.7  # of the paper's brightness
_ELSEWHERE: Final = (0.2, 0.8)  # … a part of a line is lower or higher by this, to be a line of its own
_LETTER: Final = (0.35, 1.2)  # … the height of a letter that tells where the part stands
_TELL: Final = 4  # so many letters are needed
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
    for whole in lines:
        size = _framed_by(gray, whole, letters)
        for line in _levels(gray, whole, size):
            y0, y1 = max(round(line.baseline - _ABOVE * size), 0), min(round(line.baseline + _BELOW * size), high)
            piece = Piece(max(line.x0 - _BESIDE_PX, 0), y0, min(line.x1 + _BESIDE_PX, wide), y1, line)
            if min(piece.x1 - piece.x0, piece.y1 - piece.y0) >= _LEAST_PX:
                out.append(piece)
    return out


def inked(inside: Gray) -> NDArray[np.bool_]:
    """The points of a part of a page (not an empty one) that are ink: much darker than its paper."""
    return np.asarray(inside < _DARK * np.percentile(inside, 75))


def _ink_of(inside: Gray) -> NDArray[np.int32]:
    """The connected pieces of ink: x, y, width, height, area of each."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(inked(inside).astype(np.uint8), connectivity=8)
    return np.asarray(stats[1:], np.int32)


def _levels(gray: Gray, line: TextLine, size: float) -> list[TextLine]:
    """The line's parts; one that stands higher or lower than the line as a whole (the number beside the place and
    day, a stamp beside the title) is a line of its own."""
    parts = _parts(gray, line, _GAP * size)
    out = []
    for k, (x0, x1) in enumerate(parts):
        down = _lower(gray, line, x0, x1, size) if len(parts) > 1 else 0.0
        part = replace(line, x0=x0, x1=x1)
        if _ELSEWHERE[0] * size < abs(down) < _ELSEWHERE[1] * size:
            block, par, n = line.key
            y0, y1 = max(line.y0 + round(down), 0), min(line.y1 + round(down), gray.shape[0])
            part = replace(part, y0=y0, y1=y1, baseline=line.baseline + down, key=(block, par, -(100 * n + k)))
        out.append(part)
    return out


def _lower(gray: Gray, line: TextLine, x0: int, x1: int, size: float) -> float:
    """How much lower than the line's this part's letters stand, in pixels; 0 where too few tell."""
    top, bottom = max(round(line.baseline - 2 * size), 0), round(line.baseline + size)
    inside = gray[top:bottom, x0:x1]
    if not inside.size:
        return 0.0
    stats = _ink_of(inside)
    heights, ends = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT]
    letter = (heights > _LETTER[0] * size) & (heights < _LETTER[1] * size) & (stats[:, cv2.CC_STAT_TOP] > 0)
    letter &= (ends < len(inside)) & (np.abs(top + ends - line.baseline) < _ELSEWHERE[1] * size)
    return float(np.median(ends[letter])) + top - line.baseline if letter.sum() >= _TELL else 0.0


def _framed_by(gray: Gray, line: TextLine, letters: float) -> float:
    """The height of letters that the line is framed by: the page's, or its own where that is quite another. A line
    whose box reaches into the one above (strokes run through both) is none of larger letters."""
    own = line.baseline - line.y0
    if own / letters <= _OF_THE_PAGE[0]:
        return own
    if own / letters < _OF_THE_PAGE[1] or _ink_high(gray, line) < _LARGE * letters:
        return letters
    return own


def _ink_high(gray: Gray, line: TextLine) -> float:
    """How high the pieces of ink in the line are, the median, by their width."""
    inside = gray[max(line.y0, 0) : line.y1, max(line.x0, 0) : line.x1]
    if not inside.size:
        return 0.0
    stats = _ink_of(inside)
    order = np.argsort(stats[:, cv2.CC_STAT_HEIGHT])
    reached = np.cumsum(stats[order, cv2.CC_STAT_WIDTH])
    if not reached.size:
        return 0.0
    return float(stats[order[np.searchsorted(reached, reached[-1] / 2)], cv2.CC_STAT_HEIGHT])


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
    columns = np.flatnonzero(inked(inside).any(axis=0))
    if not columns.size:
        return [(line.x0, line.x1)]
    breaks = np.flatnonzero(np.diff(columns) > gap)
    firsts, lasts = np.concatenate(([0], breaks + 1)), np.concatenate((breaks, [columns.size - 1]))
    return [
        (line.x0 + int(columns[first]), line.x0 + int(columns[last]) + 1)
        for first, last in zip(firsts, lasts, strict=True)
    ]
