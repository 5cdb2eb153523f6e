"""Words → rows: which words stand on one line of print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ingest.placed import PlacedWord

_SAME_ROW: Final = 0.5  # share of the lower word's height that two words of a row have in common
_SURELY: Final = 0.85  # … and this much is proof


def rows_of(words: Sequence[PlacedWord]) -> list[list[PlacedWord]]:
    """The words by row: a word joins the row whose height it shares most, so that raised figures stay in theirs."""
    rows: list[list[PlacedWord]] = []
    bands: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda w: w.top + w.bottom):
        top, bottom = word.top, word.bottom
        best, share = -1, _SAME_ROW
        for k in range(len(rows) - 1, max(-1, len(rows) - 7), -1):
            high, low = bands[k]
            common = (bottom if bottom < low else low) - (top if top > high else high)
            lower = min(bottom - top, low - high)
            if common <= share * lower:
                continue
            if common > _SURELY * lower or not any(_over(word, other) for other in rows[k]):
                best, share = k, common / max(lower, 0.1)
                if share > _SURELY:
                    break
        if best < 0:
            rows.append([word])
            bands.append((top, bottom))
        else:
            rows[best].append(word)
            if bottom - top > 1.15 * (bands[best][1] - bands[best][0]):
                bands[best] = (top, bottom)
    for row in rows:
        row.sort(key=lambda w: w.x0)
    order = sorted(range(len(rows)), key=lambda k: bands[k][0] + bands[k][1])
    return [rows[k] for k in order]


def _over(word: PlacedWord, other: PlacedWord) -> bool:
    """Whether a word stands above or below another, so that they cannot be of one row."""
    if word.x0 >= other.x1 or word.x1 <= other.x0:
        return False
    across = min(word.x1, other.x1) - max(word.x0, other.x0)
    if across <= 0.4 * min(word.x1 - word.x0, other.x1 - other.x0):
        return False
    along = min(word.y1, other.y1) - max(word.y0, other.y0)
    return along < 0.3 * min(word.y1 - word.y0, other.y1 - other.y0)
