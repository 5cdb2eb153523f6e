"""How a page looks, in 64 bits: pictures of the same paper differ in few of them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.clean import as_gray


def look(picture: NDArray[np.uint8]) -> str:
    """The hash of a page's picture (gray or RGB), 16 hexadecimal digits: which of neighbouring fields of a coarse grid
    is darker. A paler or coarser scan of the same paper, or one laid a little askew, has nearly the same."""
    small = cv2.resize(as_gray(picture), (72, 64), interpolation=cv2.INTER_AREA)
    fields = cv2.resize(cv2.GaussianBlur(small, (0, 0), 3), (9, 8), interpolation=cv2.INTER_AREA).astype(np.int16)
    bits = (fields[:, 1:] > fields[:, :-1]).ravel()
    return np.packbits(bits).tobytes().hex()
