"""A word as a recogniser gives it, and those of Tesseract's table."""

from __future__ import annotations

from dataclasses import dataclass
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
    found: dict[tuple[int, int, int], list[tuple[str, int, int, int, int, float]]] = {}
    for row in table.split("\n"):
        fields = row.split("\t")
        if len(fields) < 12 or int(fields[0]) != _WORD or not fields[11].strip() or float(fields[10]) < 0:
            continue
        _, _, block, par, line, _, x, y, wide, high = map(int, fields[:10])
        word = (fields[11].strip(), x, y, x + wide, y + high, float(fields[10]) / 100)
        found.setdefault((block, par, line), []).append(word)
    out: list[Reading] = []
    for key, words in found.items():
        letters = [word for word in words if any(c.isalnum() for c in word[0])] or words
        top, bottom = int(median(word[2] for word in letters)), int(median(word[4] for word in letters))
        out.extend(
            Reading(text, x0, y0, x1, y1, top, max(bottom, top + 1), sure, key) for text, x0, y0, x1, y1, sure in words
        )
    return out
