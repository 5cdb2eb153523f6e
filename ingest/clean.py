"""A page's picture made fit for reading: what it needs is looked up first, and nothing more is done to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.placed import Rule

Gray = NDArray[np.uint8]

_WHITE: Final = 245.0  # of paper made even
_PALE: Final = 0.84  # … above this share of it nothing is print; lower, and marks over letters go first
_COLOUR: Final = 16  # steps of gray between a point's channels, more or less than on the paper
_COLOUR_SHARE: Final = 0.0002  # of the page
_RED: Final = 6  # how far red must stand above green and blue, more than on the paper, to be the ink of a seal
_SURELY_RED: Final = 20  # … and somewhere on the page at least this far
_RED_REACH_INCHES: Final = 0.13  # between pieces of one seal
_RED_INCHES: Final = 0.4  # a seal's least width and height: lines printed in red are lower
_SEAL_LONG: Final = 2.5  # … and how many times as long as wide at most
_UNDER_RED: Final = (0.38, 0.62)  # of the paper's red: darker is print below the seal, paler is the seal alone
_SKEW_DEGREES: Final = 0.15  # less than this is straight
_TRUST: Final = 0.35  # the share of the page's ink rows that a turn must sharpen to be believed


@dataclass(frozen=True, slots=True)
class Needs:
    """What a picture needs before it is read."""

    flatten: bool  # the paper is not evenly white: shade, folds, print from the other side
    smooth: bool  # grain
    skew_degrees: float  # how far the text is turned, clockwise positive
    blank: bool  # no letters at all

    @property
    def dirty(self) -> bool:
        """Whether the recogniser's plain threshold would fail."""
        return self.flatten or self.smooth


def needs(picture: NDArray[np.uint8], dpi: float) -> Needs:
    """Looks at a page's picture (gray, or RGB)."""
    gray = as_gray(picture)
    small = _scaled(gray, 0.25) if min(gray.shape) > 600 else gray
    paper = _paper(small)
    usual = float(np.median(paper))
    ink = small < 0.62 * paper
    uneven = float(np.percentile(paper, 85) - np.percentile(paper, 8)) if usual > 0 else 255.0
    grain = _grain(gray)
    angle = skew(small)
    return Needs(
        flatten=bool(uneven > 28 or usual < 190),
        smooth=bool(grain > 5.0),
        skew_degrees=angle if abs(angle) >= _SKEW_DEGREES else 0.0,
        blank=_is_blank(ink, dpi * small.shape[1] / gray.shape[1]),
    )


def as_gray(picture: NDArray[np.uint8]) -> Gray:
    """The picture in gray."""
    return picture if picture.ndim == 2 else _gray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))


def is_coloured(picture: NDArray[np.uint8]) -> bool:
    """Whether there is a colour other than that of the paper: a page without any is worked on in gray."""
    if picture.ndim == 2:
        return False
    red, green, blue = cv2.split(np.ascontiguousarray(picture[::4, ::4]))
    spread = cv2.subtract(cv2.max(red, cv2.max(green, blue)), cv2.min(red, cv2.min(green, blue)))
    apart = np.abs(spread.astype(np.int16) - int(np.median(spread)))
    return bool((apart > _COLOUR).mean() > _COLOUR_SHARE)


def _scaled(picture: NDArray[np.uint8], share: float) -> NDArray[np.uint8]:
    return _gray(cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA))


def _gray(picture: Any) -> Gray:
    out: Gray = np.ascontiguousarray(picture, dtype=np.uint8)
    return out


def _paper(small: Gray) -> NDArray[np.uint8]:
    """The brightness of the paper around each point."""
    tiny = cv2.resize(small, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    back = cv2.medianBlur(cv2.dilate(tiny, np.ones((7, 7), np.uint8)), 21)
    return _gray(cv2.resize(back, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_LINEAR))


def _grain(gray: Gray) -> float:
    """The usual difference between neighbouring points of bare paper, in steps of gray."""
    part = gray[:: max(gray.shape[0] // 400, 1)].astype(np.int16)
    steps = np.abs(part[:, 1:] - part[:, :-1])
    bright = part[:, 1:] > np.percentile(part, 40)
    return float(np.percentile(steps[bright], 75)) if bright.any() else 0.0


def red_ink(picture: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8] | None:
    """Where a seal's red ink is (a mask of the picture's size), None where there is none: ink redder than the paper in
    pieces that stand together as a seal does; a line printed in red is none. A coarse JPEG leaves little of the
    colour."""
    if picture.ndim != 3:
        return None
    half = _scaled(picture, 0.5)
    redness = _redness(half)
    if not (redness[::2, ::2] > _SURELY_RED).any():
        return None
    redness = _gray(cv2.GaussianBlur(redness, (0, 0), 0.8))
    mask = (redness > _RED + float(np.median(redness[::4, ::4]))).astype(np.uint8)
    reach = int(_RED_REACH_INCHES * dpi / 2) | 1
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH] * 2 / dpi, stats[:, cv2.CC_STAT_HEIGHT] * 2 / dpi
    large = (np.minimum(wide, high) > _RED_INCHES) & (np.maximum(wide, high) < _SEAL_LONG * np.minimum(wide, high))
    large[0] = False
    if not large.any():
        return None
    seal = cv2.dilate(mask & large[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    whole = _gray(cv2.resize(seal, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_NEAREST))
    whole[picture[..., 0] < _UNDER_RED[0] * np.percentile(picture[::8, ::8, 0], 60)] = 0
    return whole


def _redness(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    red, green, blue = cv2.split(picture)
    return _gray(cv2.subtract(red, cv2.max(green, blue)))


def without_red(picture: NDArray[np.uint8], red: NDArray[np.uint8]) -> Gray:
    """The page in gray without red ink: where `red_ink` found some, the red channel, in which it is pale and print
    below it dark, takes its place, and what is pale in it becomes paper."""
    gray = as_gray(picture)
    rows, columns = np.flatnonzero(red.any(1)), np.flatnonzero(red.any(0))
    part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    paper = max(float(np.percentile(picture[::8, ::8, 0], 60)), 1.0)  # a black picture has none
    dark, pale = (share * paper for share in _UNDER_RED)
    lifted = np.clip((picture[..., 0][part].astype(np.float32) - dark) * (paper / (pale - dark)), 0, paper)
    out = gray.copy()
    out[part] = np.where(red[part] > 0, np.maximum(gray[part], lifted.astype(np.uint8)), gray[part])
    return out


def flat(gray: Gray) -> Gray:
    """Evenly white paper."""
    small = cv2.resize(gray, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    back = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    paper = cv2.resize(back, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    return _gray(cv2.divide(gray, paper, scale=_WHITE))


def blanched(gray: Gray) -> Gray:
    """A page that `flat` made even, what is paler than print made white: the other side shining through, folds."""
    levels = np.arange(256, dtype=np.float32)
    least = _PALE * _WHITE
    return _gray(cv2.LUT(gray, np.where(levels >= least, 255, levels * (255 / least)).astype(np.uint8)))


def smooth(gray: Gray, dpi: float) -> Gray:
    """Grain softened: one pixel at 300 dpi."""
    return _gray(cv2.GaussianBlur(gray, (0, 0), dpi / 300))


def skew(small: Gray) -> float:
    """How far lines of text are turned, in degrees (−5 … 5), from how sharply rows of ink part from each other."""
    wide = cv2.resize(small, None, fx=min(1.0, 640 / small.shape[1]), fy=min(1.0, 640 / small.shape[1]))
    ink = cv2.adaptiveThreshold(wide, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15).astype(np.float32)
    high, broad = ink.shape

    def sharpness(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((broad / 2, high / 2), angle, 1)
        rows = cv2.warpAffine(ink, turn, (broad, high), flags=cv2.INTER_LINEAR).sum(1)
        return float(((rows[1:] - rows[:-1]) ** 2).sum())

    scores = {float(angle): sharpness(float(angle)) for angle in np.arange(-5, 5.01, 0.5)}
    best = max(scores, key=scores.__getitem__)
    if scores[best] < (1 + _TRUST) * float(np.median(list(scores.values()))) or abs(best) == 5.0:
        return 0.0
    for step in (0.25, 0.125, 0.0625):
        best = max((best - step, best, best + step), key=sharpness)
    return best


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of the picture about its middle, in pixels: from the picture made straight back to the picture as is."""

    degrees: float
    width_px: float
    height_px: float

    def forth(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """The box on the picture made straight around a box on the picture as it is."""
        return Turn(-self.degrees, self.width_px, self.height_px).back(box)

    def back(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """The box on the picture as it is around a box on the picture made straight."""
        if not self.degrees:
            return box
        x0, y0, x1, y1 = box
        angle = np.radians(self.degrees)
        cos, sin = float(np.cos(angle)), float(np.sin(angle))
        cx, cy = self.width_px / 2, self.height_px / 2
        corners = [
            (cx + cos * (x - cx) - sin * (y - cy), cy + sin * (x - cx) + cos * (y - cy))
            for x, y in ((x0, y0), (x1, y0), (x0, y1), (x1, y1))
        ]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)


def straightened(gray: Gray, degrees: float) -> tuple[Gray, Turn]:
    """The picture turned by the angle that `needs` found, and the way back."""
    high, wide = gray.shape
    turn = Turn(degrees, wide, high)
    if not degrees:
        return gray, turn
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
    out = cv2.warpAffine(gray, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return _gray(out), turn


def _is_blank(ink: NDArray[np.bool_], dpi: float) -> bool:
    """Whether hardly anything on the page is of a letter's size (the edges, where a scanner leaves bars, left out)."""
    high, wide = ink.shape
    inner = ink[high // 30 : high - high // 30, wide // 30 : wide - wide // 30]
    count, _, stats, _ = cv2.connectedComponentsWithStats(inner.astype(np.uint8), connectivity=8)
    if count <= 1:
        return True
    widths, heights = stats[1:, cv2.CC_STAT_WIDTH] / dpi, stats[1:, cv2.CC_STAT_HEIGHT] / dpi  # inches
    letters = (heights > 0.05) & (heights < 0.7) & (widths > 0.015) & (widths < 3)
    return int(letters.sum()) < 4


def rules(gray: Gray, dpi: float) -> tuple[list[Rule], NDArray[np.uint8]]:
    """The ruled lines on a straight picture, in pixels, and a mask of their ink."""
    ink = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, int(dpi / 8) | 1, 12)
    found: list[Rule] = []
    mask = np.zeros_like(gray)
    least, thick = int(0.38 * dpi), max(int(0.035 * dpi), 3)
    for lying in (True, False):
        kernel = np.ones((1, least) if lying else (least, 1), np.uint8)
        across = np.ones((3, 1) if lying else (1, 3), np.uint8)
        lines = cv2.morphologyEx(cv2.dilate(ink, across), cv2.MORPH_OPEN, kernel)
        if not lines.any():
            continue
        bridge = np.ones((1, int(0.05 * dpi)) if lying else (int(0.05 * dpi), 1), np.uint8)
        lines = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, bridge)
        shapes, _ = cv2.findContours(lines, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        for shape in shapes:
            x, y, wide, high = cv2.boundingRect(shape)
            length, thickness = (wide, high) if lying else (high, wide)
            if cv2.contourArea(shape) / max(length, 1) > thick + 3 or (
                length < 4 * thickness and thickness > 2 * thick
            ):
                continue
            if thickness > max(4 * thick, 0.035 * length):  # neither straight nor a line only slightly turned
                continue
            if lying:
                found.append(Rule(x, y + high / 2, x + wide, y + high / 2))
            else:
                found.append(Rule(x + wide / 2, y, x + wide / 2, y + high))
            cv2.drawContours(mask, [shape], -1, 255, cv2.FILLED)
    return found, mask


def without_rules(gray: Gray, mask: NDArray[np.uint8]) -> Gray:
    """The picture with the ink of its ruled lines made paper."""
    grown = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    out = gray.copy()
    out[grown > 0] = int(np.percentile(gray[::8, ::8], 75))
    return out
