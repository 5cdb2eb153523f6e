"""A word as a recogniser gives it, and those of Tesseract's table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

_WORD: Final = 5  # the level of words in Tesseract's table


@dataclass(frozen=True, slots=True)
class Reading:
    """A word as recognised: its box in pixels, the usual top and bottom of its line's words, how sure (0..1), and
    which line it is of; `raw` where the text was put right; `others` is what else it may be, as in `records.Word`."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    top: int
    bottom: int
    confidence: float
    line: tuple[int, int, int]
    raw: str | None = None
    others: tuple[tuple[str, float], ...] = ()


def of_table(table: str) -> list[Reading]:
    """The words of Tesseract's table (TSV), in its order."""
    found: dict[tuple[int, int, int], list[Reading]] = {}
    for row in table.split("\n"):
        fields = row.split("\t")
        if len(fields) < 12 or int(fields[0]) != _WORD or not fields[11].strip() or float(fields[10]) < 0:
            continue
        _, _, block, par, line, _, x, y, wide, high = map(int, fields[:10])
        key, sure = (block, par, line), float(fields[10]) / 100
        word = Reading(fields[11].strip(), x, y, x + wide, y + high, y, y + high, sure, key)
        found.setdefault(key, []).append(word)
    return [word for line in found.values() for word in levelled(line)]


def levelled(line: Sequence[Reading]) -> list[Reading]:
    """The words of a line with its usual top and bottom, those of words that hold a letter or figure."""
    if not line:
        return []
    letters = [word for word in line if any(c.isalnum() for c in word.text)] or line
    top, bottom = int(median(word.y0 for word in letters)), int(median(word.y1 for word in letters))
    return [replace(word, top=top, bottom=max(bottom, top + 1)) for word in line]
