"""A sheet photographed on a darker desk: its four corners found, the sheet made flat, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.clean import Gray, as_gray

_MOST_PIXELS: Final = 60_000_000  # larger pictures are not turned over for this
_LONG_PX: Final = 800  # of the small picture on which the outline is looked for
_SHEET: Final = (0.3, 0.97)  # of the picture's area, what the sheet fills
_CONTRAST: Final = 45  # steps of gray by which the paper is brighter than the desk right beside it
_FILLED: Final = 0.96  # of the four-cornered outline, what the bright surface fills
_STRAIGHT: Final = 0.985  # of its hull, what four corners must enclose
_SQUARE: Final = (65.0, 115.0)  # degrees of a corner
_KEYSTONE: Final = 0.4  # degrees between opposite sides: less than this a plain turn puts right

Corners = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Flat:
    """A sheet made flat, and what maps its points (in shares of its width and height) to the picture's."""

    picture: NDArray[np.uint8]
    back: NDArray[np.float64]

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """The box on the photograph around a box on the flat sheet; both in shares of width and height."""
        corners = np.array([[[x0, y0], [x1, y0], [x1, y1], [x0, y1]]], np.float64)
        there = cv2.perspectiveTransform(corners, self.back)[0]
        (a, b), (c, d) = np.clip(there.min(0), 0, 1), np.clip(there.max(0), 0, 1)
        return float(a), float(b), float(c), float(d)


def flattened(picture: NDArray[np.uint8]) -> Flat | None:
    """The sheet on a photograph (gray or RGB) made flat; None where no sheet's outline is clear, or where it was
    photographed straight from above."""
    corners = outline(picture) if picture.shape[0] * picture.shape[1] <= _MOST_PIXELS else None
    if corners is None or _keystone(corners) < _KEYSTONE:
        return None
    sides = [float(np.hypot(*(a - b))) for a, b in pairwise([*corners, corners[0]])]
    wide, high = round((sides[0] + sides[2]) / 2), round((sides[1] + sides[3]) / 2)
    target = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    forth = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    paper = cv2.warpPerspective(picture, forth, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    across, down = picture.shape[1], picture.shape[0]
    back = np.diag([1 / across, 1 / down, 1.0]) @ np.linalg.inv(forth) @ np.diag([float(wide), float(high), 1.0])
    return Flat(np.ascontiguousarray(paper, dtype=np.uint8), back)


def outline(picture: NDArray[np.uint8]) -> Corners | None:
    """The corners of the one bright sheet on a darker desk, in pixels, from the top left clockwise; None in doubt."""
    gray = as_gray(picture)
    scale = min(1.0, _LONG_PX / max(gray.shape))
    small = np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    if float(np.percentile(small, 80)) - float(np.median(_rim(small))) < _CONTRAST:
        return None  # no desk around the sheet: nearly every scan ends here
    _, bright = cv2.threshold(cv2.medianBlur(small, 5), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    shapes, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not shapes:
        return None
    sheet = max(shapes, key=cv2.contourArea)
    hull = cv2.convexHull(sheet)
    found = cv2.approxPolyDP(hull, 0.02 * cv2.arcLength(hull, True), True)
    if len(found) != 4:
        return None
    four = _in_order(found[:, 0].astype(np.float64))
    area, share = cv2.contourArea(hull), cv2.contourArea(four.astype(np.float32)) / small.size
    ok = (
        _SHEET[0] < share < _SHEET[1]
        and cv2.contourArea(sheet) > _FILLED * area
        and share * small.size > _STRAIGHT * area
        and all(_SQUARE[0] < angle < _SQUARE[1] for angle in _angles(four))
        and _contrast(small, four) > _CONTRAST
    )
    return four / scale if ok else None


def _rim(small: Gray) -> Gray:
    """The points along the picture's edge."""
    return np.concatenate([small[:3].ravel(), small[-3:].ravel(), small[:, :3].ravel(), small[:, -3:].ravel()])


def _in_order(points: Corners) -> Corners:
    middle = points.mean(0)
    around = points[np.argsort(np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0]))]
    return np.roll(around, -int(np.argmin(around.sum(1))), axis=0)


def _angles(four: Corners) -> list[float]:
    out = []
    for k in range(4):
        one, other = four[k - 1] - four[k], four[(k + 1) % 4] - four[k]
        cosine = float(one @ other) / max(float(np.hypot(*one) * np.hypot(*other)), 1e-9)
        out.append(float(np.degrees(np.arccos(np.clip(cosine, -1, 1)))))
    return out


def _keystone(four: Corners) -> float:
    """The larger of the angles between opposite sides, in degrees."""
    ways = [float(np.degrees(np.arctan2(*(b - a)[::-1]))) for a, b in pairwise([*four, four[0]])]
    return max(_apart(ways[k], ways[k + 2]) for k in (0, 1))


def _apart(one: float, other: float) -> float:
    """Degrees between two ways that run against each other."""
    return abs((one - other) % 360 - 180)


def _contrast(small: Gray, four: Corners) -> float:
    """How much brighter the sheet is inside its edge than the desk outside, at the least of its sides."""
    middle = four.mean(0)
    least = 255.0
    for a, b in pairwise([*four, four[0]]):
        along = a + (b - a) * np.linspace(0.1, 0.9, 40)[:, None]
        out = (along - middle) / np.hypot(*(along - middle).T)[:, None]
        inside, outside = along - 8 * out, along + 8 * out
        high, wide = small.shape
        seen = (outside[:, 0] >= 0) & (outside[:, 0] < wide) & (outside[:, 1] >= 0) & (outside[:, 1] < high)
        if seen.sum() < 20:
            return 0.0
        (ix, iy), (ox, oy) = inside[seen].astype(int).T, outside[seen].astype(int).T
        least = min(least, float(np.median(small[iy, ix].astype(float)) - np.median(small[oy, ox].astype(float))))
    return least
