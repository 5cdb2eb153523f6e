"""A second look at ink that stands like a line of print and that no word covers: Tesseract's page segmentation now
and then drops a whole line (of a clean 200 dpi scan; the same picture shifted by a pixel gave it)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest import cuttings, ink, sense
from ingest.cuttings import Cut
from ingest.ink import Ink
from ingest.reading import Reading

_LETTER_HIGH: Final = (0.3, 1.5)  # of a line's usual height, what a letter measures
_LETTER_WIDE: Final = 6.0  # … at most, for letters that run together
_BAND_HIGH: Final = 2.5  # … at most, for a line of them: what is higher is a drawing
_LEAST_LETTERS: Final = 3
_COARSE: Final = 4  # pixels to a point of the map on which letters are joined to lines
_SURE: Final = 0.6  # of a word, to be kept
_LINE_SURE: Final = 0.65  # of a line, by letters
_ALONE_SURE: Final = 0.8  # of a word that is all there is
_SAME_PLACE: Final = 0.3  # of the smaller box in common
_MADE_UP: Final = 0.25  # a word less sure than this gives way to one read in its place


def found(
    page: Ink, words: Sequence[Reading], *, dpi: float, languages: Sequence[str]
) -> tuple[list[Reading], list[Reading]]:
    """The words of lines that stand on the picture (without its rules) and not among `words`; and those of `words`,
    hardly readable ones, in whose place they were found. Nothing is recognised where no such line stands."""
    if not words:
        return [], []
    line_px = ink.line_height(words)
    free = ~page.covered(words, line_px)
    bands = _bands(page, free, line_px)
    if not bands:
        return [], []
    bare = page.without(~free)
    more: list[Reading] = []
    replaced: list[Reading] = []
    for piece in cuttings.read(bare, bands, dpi=dpi, languages=languages):
        for new in trusted(piece):
            there = [word for word in words if _share(new, word) > _SAME_PLACE]
            if all(word.confidence < _MADE_UP for word in there):
                more.append(new)
                replaced.extend(word for word in there if word not in replaced)
    return more, replaced


def trusted(piece: Sequence[Reading]) -> list[Reading]:
    """The words of a piece that are surely read and look like text; none of a piece that hardly does: seals,
    signatures and photographs are cut out too."""
    letters = sum(len(re.findall(r"\w", word.text)) for word in piece)
    if letters < 2 or not sense.makes_sense([word.text for word in piece]):
        return []
    sure = sum(len(word.text) * word.confidence for word in piece) / sum(len(word.text) for word in piece)
    kept = [word for word in piece if word.confidence >= _SURE and (re.search(r"\w", word.text) or len(piece) > 2)]
    alone = len(kept) == 1 and (kept[0].confidence < _ALONE_SURE or len(kept[0].text) < _LEAST_LETTERS)
    return [] if sure < _LINE_SURE or alone else kept


def _bands(page: Ink, free: NDArray[np.bool_], line_px: float) -> list[Cut]:
    """Where free pieces of a letter's size stand beside each other, with room for the marks above and below."""
    stats = page.stats
    least, most = (share * line_px for share in _LETTER_HIGH)
    letters = stats[free & (stats[:, 3] >= least) & (stats[:, 3] <= most) & (stats[:, 2] <= _LETTER_WIDE * line_px)]
    if len(letters) < _LEAST_LETTERS:
        return []
    high, wide = page.gray.shape
    reach, pad = int(0.6 * line_px), int(0.35 * line_px)
    joined = np.zeros((-(-high // _COARSE), -(-wide // _COARSE)), np.uint8)
    for x, y, across, down, _ in letters:
        left, right = max(x - reach, 0) // _COARSE, -(-(x + across + reach) // _COARSE)
        joined[y // _COARSE : -(-(y + down) // _COARSE), left:right] = 1
    _, _, bands, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    out = []
    for x, y, across, down, _ in _COARSE * bands[1:]:
        inside = (letters[:, 0] >= x) & (letters[:, 0] < x + across) & (letters[:, 1] >= y) & (letters[:, 1] < y + down)
        if inside.sum() < _LEAST_LETTERS or down > _BAND_HIGH * line_px:
            continue
        x0, y0 = max(int(x) + reach - pad, 0), max(int(y) - pad, 0)
        x1, y1 = min(int(x + across) - reach + pad, wide), min(int(y + down) + pad, high)
        out.append(Cut(x0, y0, x1 - x0, y1 - y0))
    return out


def _share(one: Reading, other: Reading) -> float:
    """What two boxes have in common, of the smaller one."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    smaller = min((one.x1 - one.x0) * (one.y1 - one.y0), (other.x1 - other.x0) * (other.y1 - other.y0))
    return max(across, 0) * max(down, 0) / max(smaller, 1)
