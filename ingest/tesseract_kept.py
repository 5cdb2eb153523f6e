"""Tesseract inside this process (tesserocr), its language data read once: the door where the library is installed.

Its results are those of a process of its own, for two thirds of the CPU time. Not for threads: one reading at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

from ingest.clean import Gray
from ingest.reading import Reading, of_table

_DATA: Final = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
"""Where the systems' packages put the language data."""
_ORIENTATION: Final = 0  # Tesseract's mode that only tells how the page lies
_SAUVOLA: Final = ("0", "2")  # its thresholds: Otsu's for the page, Sauvola's for each point
_ONE: Final = Lock()


def has(languages: str) -> bool:
    """Whether the library and the data of these languages ("vie+eng") are here."""
    return _library() is not None and _folder(languages) is not None


def data(language: str) -> Path | None:
    """The file of one language's data; None where there is none, or several languages are asked for."""
    folder = _folder(language)
    return Path(folder) / f"{language}.traineddata" if folder and "+" not in language else None


@contextmanager
def shown(gray: Gray, *, dpi: float, sauvola: bool, psm: int) -> Iterator[tuple[Any, Any]]:
    """The library with the picture set, for page segmentation alone, and its names of levels."""
    with _ONE:
        api = _api("osd")
        api.SetPageSegMode(psm)
        api.SetVariable("thresholding_method", _SAUVOLA[sauvola])
        _show(api, gray, dpi)
        try:
            yield api, _library().RIL
        finally:
            api.Clear()


def readings(
    gray: Gray, languages: str, *, dpi: float, sauvola: bool, psm: int, timeout_s: float
) -> list[Reading] | None:
    """The words on a picture; None where it took longer than `timeout_s`."""
    found = table(gray, languages, dpi=dpi, sauvola=sauvola, psm=psm, timeout_s=timeout_s)
    return None if found is None else of_table(found)


def table(gray: Gray, languages: str, *, dpi: float, sauvola: bool, psm: int, timeout_s: float) -> str | None:
    """Tesseract's table of words (TSV) of a picture; None where it took longer than `timeout_s`."""
    with _ONE:
        api = _api(languages)
        api.SetPageSegMode(psm)
        api.SetVariable("thresholding_method", _SAUVOLA[sauvola])
        _show(api, gray, dpi)
        try:
            done = api.Recognize(max(round(1000 * timeout_s), 1))
            return str(api.GetTSVText(0)) if done else None
        finally:
            api.Clear()
            api.ClearAdaptiveClassifier()  # what one page taught must not change how the next is read


def orientation(gray: Gray, *, dpi: float) -> tuple[int, float]:
    """Degrees by which the text must be turned clockwise to stand upright, and how sure that is; 0, 0 in doubt."""
    with _ONE:
        api = _api("osd")
        api.SetPageSegMode(_ORIENTATION)
        _show(api, gray, dpi)
        found = api.DetectOrientationScript()
        api.Clear()
    return (-int(found["orient_deg"]) % 360, float(found["orient_conf"])) if found else (0, 0.0)


def _show(api: Any, gray: Gray, dpi: float) -> None:
    high, wide = gray.shape
    api.SetImageBytes(gray.tobytes(), wide, high, 1, wide)
    api.SetSourceResolution(round(dpi))


@cache
def _api(languages: str) -> Any:
    library = _library()
    library.set_leptonica_log_level(library.LeptLogLevel.NONE)
    return library.PyTessBaseAPI(path=_folder(languages), lang=languages, variables={"debug_file": "/dev/null"})


@cache
def _folder(languages: str) -> str | None:
    names = languages.split("+")
    return next((place for place in _DATA if all((Path(place) / f"{n}.traineddata").is_file() for n in names)), None)


@cache
def _library() -> Any:
    try:
        import tesserocr
    except ImportError:
        return None
    return tesserocr
