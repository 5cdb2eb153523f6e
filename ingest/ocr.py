"""The recogniser: a picture → words with their boxes and how surely they were read. Tesseract's network does it, run by
ONNX Runtime; where that is not installed Tesseract itself, in this process or in one of its own."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Final

from ingest import tesseract_kept, tesseract_process
from ingest.clean import Gray
from ingest.lstm import engine as lstm
from ingest.reading import Reading
from vanthu.errors import ToolMissing, Unreadable

LANGUAGES: Final = frozenset({"vie", "ind", "nor", "rus", "eng"})
_SURE: Final = 1.5  # of how the page lies, by Tesseract's own measure


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
    found = _engine(wanted).readings(gray, wanted, dpi=dpi, sauvola=sauvola, psm=psm, timeout_s=timeout_s)
    if found is None:
        raise Unreadable("limit_exceeded", "Nhận dạng chữ quá lâu.", detail="time")
    return list(found)


def quarter_turns(gray: Gray, *, dpi: float) -> int:
    """How many quarter turns clockwise set the picture upright; 0 also where it cannot be told."""
    degrees, sure = _tesseract("osd").orientation(gray, dpi=dpi)
    return degrees // 90 % 4 if sure > _SURE else 0


def _engine(languages: str) -> ModuleType:
    return lstm if lstm.has(languages) else _tesseract(languages)


def _tesseract(languages: str) -> ModuleType:
    return tesseract_kept if tesseract_kept.has(languages) else tesseract_process
