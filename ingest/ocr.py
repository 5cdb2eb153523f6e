"""The door to Tesseract: a picture → words with their boxes and how surely they were read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import pytesseract

from ingest.clean import Gray
from vanthu.errors import ToolMissing, Unreadable

LANGUAGES: Final = frozenset({"vie", "ind", "nor", "rus", "eng"})
_SAUVOLA: Final = "-c thresholding_method=2"


@dataclass(frozen=True, slots=True)
class Reading:
    """A word as recognised: its box in pixels, the height of its line, how sure (0..1), which line it is of."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    top: int
    bottom: int
    confidence: float
    line: tuple[int, int, int]


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
    lines: dict[tuple[int, int, int], tuple[int, int]] = {}
    out = []
    columns = ("level", "block_num", "par_num", "line_num", "left", "top", "width", "height", "conf", "text")
    for level, block, par, line, left, top, width, height, conf, text in zip(
        *(data[column] for column in columns), strict=True
    ):
        key = (int(block), int(par), int(line))
        if level == 4:
            lines[key] = (int(top), int(top) + int(height))
        elif level == 5 and str(text).strip() and float(conf) >= 0:
            high = lines.get(key, (int(top), int(top) + int(height)))
            for_word = (int(left), int(top), int(left) + int(width), int(top) + int(height))
            out.append(Reading(str(text).strip(), *for_word, *high, float(conf) / 100, key))
    return out
