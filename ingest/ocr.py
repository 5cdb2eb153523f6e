"""The recogniser: a picture → words with their boxes and how surely they were read. Tesseract does it, in this process
where its library is installed, else in one of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from types import ModuleType
from typing import Final

from ingest import tesseract_kept, tesseract_process
from ingest.clean import Gray
from vanthu.errors import ToolMissing, Unreadable

LANGUAGES: Final = frozenset({"vie", "ind", "nor", "rus", "eng"})
_SURE: Final = 1.5  # of how the page lies, by Tesseract's own measure
_WORD: Final = 5  # the level of words in Tesseract's table


@dataclass(frozen=True, slots=True)
class Reading:
    """A word as recognised: its box in pixels, the usual top and bottom of its line's words, how sure (0..1), and
    which line it is of; `raw` where the text was put right."""

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


def recognise(
    gray: Gray,
    *,
    dpi: float,
    languages: Sequence[str] = ("vie",),
    sauvola: bool = False,
    psm: int = 3,
    timeout_s: float = 110.0,
) -> list[Reading]:
    """The words on a picture, in Tesseract's order. One core. Raises ToolMissing, Unreadable (time)."""
    unknown = set(languages) - LANGUAGES
    if unknown:
        raise ToolMissing(f"no OCR data is set up for: {', '.join(sorted(unknown))}")
    wanted = "+".join(languages)
    table = _engine(wanted).table(gray, wanted, dpi=dpi, sauvola=sauvola, psm=psm, timeout_s=timeout_s)
    if table is None:
        raise Unreadable("limit_exceeded", "Nhận dạng chữ quá lâu.", detail="time")
    return _readings(table)


def quarter_turns(gray: Gray, *, dpi: float) -> int:
    """How many quarter turns clockwise set the picture upright; 0 also where it cannot be told."""
    degrees, sure = _engine("osd").orientation(gray, dpi=dpi)
    return degrees // 90 % 4 if sure > _SURE else 0


def _engine(languages: str) -> ModuleType:
    return tesseract_kept if tesseract_kept.has(languages) else tesseract_process


def _readings(table: str) -> list[Reading]:
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
