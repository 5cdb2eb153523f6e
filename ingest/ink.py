"""The connected pieces of ink on a page's picture, and which of them stand under recognised words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.clean import Gray
from ingest.reading import Reading

_DARK: Final = 0.7  # of the paper's brightness, seen at half the resolution
_HALF: Final = 2
_TALL: Final = 1.5  # a box this many lines high was stretched by dirt or by a neighbour: its line tells the height
_NOWHERE: Final = 0.25  # a tall box of a word less sure than this says nothing about what stands there


@dataclass(frozen=True, slots=True)
class Ink:
    """Pieces of ink, looked for at half the resolution: `labels` has the number of each point's piece there (0 is
    paper), `stats[k]` is piece k + 1 (x, y, width, height, area), in pixels of the picture."""

    gray: Gray
    paper: int
    labels: NDArray[np.int32]
    stats: NDArray[np.int32]

    def covered(self, words: Iterable[Reading], line_px: float) -> NDArray[np.bool_]:
        """Of each piece, whether its middle lies in the box of one of the words."""
        high, wide = self.gray.shape
        cover = np.zeros((high, wide), np.uint8)
        pad = max(int(0.1 * line_px), 1)
        for word in words:
            top, bottom = word.y0, word.y1
            if bottom - top > _TALL * line_px:
                if word.confidence < _NOWHERE:
                    continue
                room = int(0.3 * line_px)
                top, bottom = max(top, word.top - room), min(bottom, word.bottom + room)
            cover[max(top - pad, 0) : bottom + pad, max(word.x0 - pad, 0) : word.x1 + pad] = 1
        x = np.clip(self.stats[:, 0] + self.stats[:, 2] // 2, 0, wide - 1)
        y = np.clip(self.stats[:, 1] + self.stats[:, 3] // 2, 0, high - 1)
        return np.asarray(cover[y, x] > 0)

    def without(self, pieces: NDArray[np.bool_]) -> Gray:
        """The picture with these pieces made paper."""
        high, wide = self.gray.shape
        kinds = np.append(0, np.where(pieces, 1, 2)).astype(np.uint8)[self.labels]
        gone = cv2.dilate((kinds == 1).astype(np.uint8), np.ones((3, 3), np.uint8))
        gone[kinds == 2] = 0
        whole = cv2.resize(gone, (wide, high), interpolation=cv2.INTER_NEAREST)
        return np.where(whole > 0, np.uint8(self.paper), self.gray)


def of(gray: Gray) -> Ink:
    """The ink of a picture that needs no more than one threshold: made even before, where it was not."""
    paper = float(np.percentile(gray[::8, ::8], 75))
    small = cv2.resize(gray, (gray.shape[1] // _HALF, gray.shape[0] // _HALF), interpolation=cv2.INTER_AREA)
    _, labels, stats, _ = cv2.connectedComponentsWithStats((small < _DARK * paper).astype(np.uint8), connectivity=8)
    whole = np.asarray(stats[1:], np.int32) * np.array([_HALF, _HALF, _HALF, _HALF, _HALF**2], np.int32)
    return Ink(gray, int(paper), np.asarray(labels, np.int32), whole)


def line_height(words: Iterable[Reading]) -> float:
    """The usual height of the words' lines, in pixels."""
    return float(median(word.bottom - word.top for word in words))
