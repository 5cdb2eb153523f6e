"""Tesseract as a process for each picture (pytesseract): the door that needs no more than the program."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2

from ingest.clean import Gray
from ingest.reading import Reading, of_table
from vanthu.errors import ToolMissing


def readings(
    gray: Gray, languages: str, *, dpi: float, sauvola: bool, psm: int, timeout_s: float
) -> list[Reading] | None:
    """The words on a picture; None where it took longer than `timeout_s`."""
    found = table(gray, languages, dpi=dpi, sauvola=sauvola, psm=psm, timeout_s=timeout_s)
    return None if found is None else of_table(found)


def table(gray: Gray, languages: str, *, dpi: float, sauvola: bool, psm: int, timeout_s: float) -> str | None:
    """Tesseract's table of words (TSV) of a picture; None where it took longer than `timeout_s`. Raises ToolMissing."""
    import pytesseract

    config = f"--psm {psm} --dpi {round(dpi)} -c thresholding_method={2 if sauvola else 0}"
    out = _run(gray, pytesseract.image_to_data, lang=languages, config=config, timeout=timeout_s)
    return None if out is None else str(out).split("\n", 1)[-1]


def orientation(gray: Gray, *, dpi: float) -> tuple[int, float]:
    """Degrees by which the text must be turned clockwise to stand upright, and how sure that is; 0, 0 in doubt."""
    import pytesseract

    try:
        out = _run(
            gray,
            pytesseract.image_to_osd,
            lang="osd",
            config=f"--psm 0 --dpi {round(dpi)}",
            timeout=30.0,
            output_type=pytesseract.Output.DICT,
        )
    except pytesseract.TesseractError:
        return 0, 0.0
    return (int(out["rotate"]), float(out["orientation_conf"])) if out else (0, 0.0)


def _run(gray: Gray, call: Callable[..., Any], **options: Any) -> Any:
    """One process, one core; None when the time is over."""
    import pytesseract

    os.environ["OMP_THREAD_LIMIT"] = "1"  # more threads cost twice the CPU and win nothing; pytesseract takes no env
    with tempfile.TemporaryDirectory(prefix="ocr-") as folder:
        path = Path(folder) / "page.pgm"  # uncompressed: packing a page as PNG costs a fifth of reading it
        cv2.imwrite(str(path), gray)
        try:
            return call(str(path), **options)
        except pytesseract.TesseractNotFoundError as error:
            raise ToolMissing("tesseract is not installed (Debian: tesseract-ocr tesseract-ocr-vie)") from error
        except RuntimeError as error:
            if "timeout" not in str(error).lower():
                raise
            return None
