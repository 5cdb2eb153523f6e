"""The door to Tesseract: a picture → words with their boxes and how surely they were read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import cv2
import pytesseract

from ingest.clean import Gray
from vanthu.errors import ToolMissing, Unreadable

LANGUAGES: Final = frozenset({"vie", "ind", "nor", "rus", "eng"})
_SAUVOLA: Final = "-c thresholding_method=2"


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
    """The words on a picture, in Tesseract's order. One process, one core. Raises ToolMissing, Unreadable (time)."""
    unknown = set(languages) - LANGUAGES
    if unknown:
        raise ToolMissing(f"no OCR data is set up for: {', '.join(sorted(unknown))}")
    config = f"--psm {psm} --dpi {round(dpi)}" + (f" {_SAUVOLA}" if sauvola else "")
    data = _run(gray, pytesseract.image_to_data, "+".join(languages), config, timeout_s)
    return _readings(data)


def quarter_turns(gray: Gray, *, dpi: float, timeout_s: float = 30.0) -> int:
    """How many quarter turns clockwise set the picture upright; 0 also where it cannot be told."""
    try:
        found = _run(gray, pytesseract.image_to_osd, "osd", f"--psm 0 --dpi {round(dpi)}", timeout_s)
    except (Unreadable, pytesseract.TesseractError):
        return 0
    return int(found["rotate"]) // 90 % 4 if float(found["orientation_conf"]) > 1.5 else 0


def _run(gray: Gray, call: Any, languages: str, config: str, timeout_s: float) -> Any:
    os.environ["OMP_THREAD_LIMIT"] = "1"  # more threads cost twice the CPU and win nothing; pytesseract takes no env
    with tempfile.TemporaryDirectory(prefix="ocr-") as folder:
        path = Path(folder) / "page.pgm"  # uncompressed: packing a page as PNG costs a fifth of reading it
        cv2.imwrite(str(path), gray)
        try:
            return call(
                str(path), lang=languages, config=config, timeout=timeout_s, output_type=pytesseract.Output.DICT
            )
        except pytesseract.TesseractNotFoundError as error:
            raise ToolMissing("tesseract is not installed (Debian: tesseract-ocr tesseract-ocr-vie)") from error
        except RuntimeError as error:
            if "timeout" not in str(error).lower():
                raise
            raise Unreadable("limit_exceeded", "Nhận dạng chữ quá lâu.", detail="time") from error


def _readings(data: dict[str, list[Any]]) -> list[Reading]:
    columns = ("level", "block_num", "par_num", "line_num", "left", "top", "width", "height", "conf", "text")
    found: dict[tuple[int, int, int], list[tuple[str, int, int, int, int, float]]] = {}
    for level, block, par, line, left, top, width, height, conf, text in zip(
        *(data[column] for column in columns), strict=True
    ):
        if int(level) == 5 and str(text).strip() and float(conf) >= 0:
            x, y = int(left), int(top)
            word = (str(text).strip(), x, y, x + int(width), y + int(height), float(conf) / 100)
            found.setdefault((int(block), int(par), int(line)), []).append(word)
    out: list[Reading] = []
    for key, words in found.items():
        letters = [word for word in words if any(c.isalnum() for c in word[0])] or words
        top, bottom = int(median(word[2] for word in letters)), int(median(word[4] for word in letters))
        out.extend(
            Reading(text, x0, y0, x1, y1, top, max(bottom, top + 1), sure, key) for text, x0, y0, x1, y1, sure in words
        )
    return out
