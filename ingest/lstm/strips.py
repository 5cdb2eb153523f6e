"""Lines cut from a page and made what the network was trained on: of its height, sharp, ink at -1 and paper at 1."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from ingest.clean import Gray
from ingest.lstm.traineddata import Floats

_SHRUNK: Final = 0.7  # a line made smaller than this is sharpened less
_SHARPER: Final = ((0.2, 3), (0.4, 5))  # how much, and over how many pixels: shrunk much, or little
_ENLARGED: Final = 1.4  # a line made larger than this is not sharpened
_INK: Final = 0.25  # of the darkest points of the middle row, the share taken for ink alone
_PAPER: Final = 0.75
_DARK: Final = 110  # a line whose usual point is darker is white on black
_LEAST_PX: Final = 3


def strip(line: Gray, height: int) -> Floats:
    """The picture of a line for the network; as Tesseract makes it, so far as its training can be matched."""
    factor = height / line.shape[0]
    wide = max(round(line.shape[1] * factor), _LEAST_PX)
    how = cv2.INTER_AREA if factor < _SHRUNK else cv2.INTER_LINEAR
    scaled = np.asarray(cv2.resize(line, (wide, height), interpolation=how), np.float32)
    if np.median(line) < _DARK:
        scaled = 255 - scaled
    if factor < _ENLARGED:
        much, over = _SHARPER[factor >= _SHRUNK]
        scaled += much * (scaled - cv2.blur(scaled, (over, over)))
        np.clip(scaled, 0, 255, out=scaled)
    dark, light = _ink_and_paper(scaled[height // 2])
    scaled -= dark
    scaled *= 2 / max(light - dark, 1.0)
    scaled -= 1
    return np.clip(scaled, -1, 1, out=scaled)


def _ink_and_paper(row: Floats) -> tuple[float, float]:
    """From the dips and peaks along the middle of the line."""
    before, here, after = row[:-2], row[1:-1], row[2:]
    dips = here[((here < before) & (here <= after)) | ((here <= before) & (here < after))]
    peaks = here[((here > before) & (here >= after)) | ((here >= before) & (here > after))]
    return (
        float(np.quantile(dips, _INK)) if dips.size else 0.0,
        float(np.quantile(peaks, _PAPER)) if peaks.size else 255.0,
    )
