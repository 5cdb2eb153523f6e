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
from ingest.ocr import Reading

_DARK: Final = 0.62  # of the paper's brightness
_TALL: Final = 1.5  # a box this many lines high was stretched by dirt or by a neighbour: its line tells the height
_NOWHERE: Final = 0.25  # a tall box of a word less sure than this says nothing about what stands there


@dataclass(frozen=True, slots=True)
class Ink:
    """Pieces of ink: `labels` has the number of each point's piece (0 is paper), `stats[k]` is piece k + 1 (x, y,
    width, height, area), in pixels."""

    gray: Gray
    paper: int
    labels: NDArray[np.int32]
    stats: NDArray[np.int32]

    def covered(self, words: Iterable[Reading], line_px: float) -> NDArray[np.bool_]:
        """Of each piece, whether its middle lies in the box of one of the words."""
        high, wide = self.labels.shape
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
        out = self.gray.copy()
        grown = cv2.dilate(np.append(False, pieces)[self.labels].astype(np.uint8), np.ones((3, 3), np.uint8))
        others = np.append(False, ~pieces)[self.labels]
        out[(grown > 0) & ~others] = self.paper
        return out


def of(gray: Gray) -> Ink:
    """The ink of a picture that needs no more than one threshold: made even before, where it was not."""
    paper = float(np.percentile(gray[::8, ::8], 75))
    _, labels, stats, _ = cv2.connectedComponentsWithStats((gray < _DARK * paper).astype(np.uint8), connectivity=8)
    return Ink(gray, int(paper), np.asarray(labels, np.int32), np.asarray(stats[1:], np.int32))


def line_height(words: Iterable[Reading]) -> float:
    """The usual height of the words' lines, in pixels."""
    return float(median(word.bottom - word.top for word in words))
