"""Streaks that a scanner's dirty glass or a fold draws across the whole sheet: thin rows of ink and dashes that join
the letters they cross. Told by the margins, where nothing else stands."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.clean import Gray

_DARK: Final = 0.75  # of the paper's brightness
_THICK_INCHES: Final = 0.02
_ROWS: Final = 5  # over which a streak wanders
_MARGINS: Final = ((0.0, 0.1), (0.93, 1.0))  # of the width
_EDGES: Final = ((0.0, 0.04), (0.96, 1.0))  # frames and tables do not reach so far
_INKED: Final = (0.3, 0.12)  # rows of ink that a streak puts into both margins, and into both edges, at least
_ABOVE_USUAL: Final = 5.0  # … and how many times as much as there is elsewhere in them
_MOST: Final = 6  # of a page: where there are more, they are something else


def without(gray: Gray, dpi: float) -> Gray:
    """The picture without streaks; the same picture where there is none."""
    paper = float(np.percentile(gray[::8, ::8], 75))
    thick = max(int(_THICK_INCHES * dpi), 3)
    crossed = np.ones(gray.shape[0], np.bool_)
    for sides, least in zip((_MARGINS, _EDGES), _INKED, strict=True):
        for first, last in sides:
            part = gray[:, int(first * gray.shape[1]) : int(last * gray.shape[1])]
            inked = _rows(_thin(part, paper, thick))
            crossed &= inked > max(least, _ABOVE_USUAL * float(np.mean(inked)))
    bands = _bands(crossed)
    if not bands or len(bands) > _MOST:
        return gray
    out = gray.copy()
    for y0, y1 in bands:
        top, bottom = max(y0 - 2 * thick, 0), min(y1 + 2 * thick, gray.shape[0])
        streak = _thin(gray[top:bottom], paper, thick)
        streak[: max(y0 - _ROWS // 2 - top, 0)] = 0
        streak[y1 + _ROWS // 2 - top :] = 0
        out[top:bottom][cv2.dilate(streak, np.ones((3, 1), np.uint8)) > 0] = int(paper)
    return out


def _thin(part: Gray, paper: float, thick: int) -> NDArray[np.uint8]:
    """The ink of a part of the picture that is lower than `thick` pixels."""
    ink = (part < _DARK * paper).astype(np.uint8)
    return np.asarray(cv2.subtract(ink, cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((thick + 1, 1), np.uint8))))


def _rows(thin: NDArray[np.uint8]) -> NDArray[np.float64]:
    """For each row, how many rows of ink there are in it and its neighbours."""
    return np.convolve(thin.mean(1), np.ones(_ROWS), "same")


def _bands(crossed: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Rows that follow one another, as (first, after the last)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], crossed, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
