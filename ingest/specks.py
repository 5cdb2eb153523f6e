"""Salt and pepper of one-bit scans and faxes: bits of ink smaller than any mark, pinholes in letters."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from ingest.clean import Gray

_BETWEEN: Final = (48, 208)  # neither black nor white
_FEW: Final = 0.02  # of the page between black and white: a picture of bits
_TINY: Final = 4  # pixels at 200 dpi; the dot below a letter has more
_MANY: Final = 0.5  # tiny pieces to a larger one, for a page to be a noisy one
_SOFT_PX: Final = 0.6


def without(gray: Gray, dpi: float) -> Gray:
    """The picture without specks and pinholes, its stairs softened; the same picture where it is none of bits or has
    few of them."""
    few = gray[::4, ::4]
    if ((few > _BETWEEN[0]) & (few < _BETWEEN[1])).mean() > _FEW:
        return gray
    out = gray.copy()
    tiny = _TINY * (dpi / 200) ** 2
    for dark in (True, False):
        ink = ((gray < 128) == dark).astype(np.uint8)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8 if dark else 4)
        small = stats[:, cv2.CC_STAT_AREA] <= tiny
        small[0] = False
        if dark and small.sum() < _MANY * (~small).sum():
            return gray
        out[small[labels]] = 255 if dark else 0
    return np.asarray(cv2.GaussianBlur(out, (0, 0), _SOFT_PX), np.uint8)
