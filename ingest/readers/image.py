"""Pictures of paper: JPEG, PNG, TIFF with one page or many, WebP. Every page is recognised."""

from __future__ import annotations

import re
import warnings as python_warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from ingest import correct, outcomes, scan
from ingest.limits import Limits
from ingest.lines import lines, on_page
from ingest.look import look
from ingest.readers.pdf import TABLES_PER_PAGE
from ingest.sink import Sink
from vanthu.errors import Unreadable
from vanthu.records import Outcome, Page, PageSource, State

FORMATS: Final = ("JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP")
_HEIC: Final = re.compile(rb"ftyp(?:hei[cxms]|hev[cx]|mif1|msf1)")
_PAPER_INCHES: Final = (5.0, 25.0)  # a resolution that makes the long side shorter or longer than this is not believed
_A4_LONG_INCHES: Final = 11.69
_LONGEST_PX: Final = 65_535  # of a side: more than any scanner or camera gives (2.7 m at 600 dpi)
_MOST_PIXELS: Final = 40_000_000  # larger pictures are scaled down as they are decoded


def read(path: Path, sink: Sink, limits: Limits, *, languages: Sequence[str] = ("vie",)) -> Outcome:
    """Hands over the pages of a picture file; a page that cannot be decoded is named in a warning.
    Raises Unreadable: corrupt, limit_exceeded (pixels)."""
    warnings: list[str] = []
    known = sink.known()
    done = 0
    with opened(path, limits) as picture:
        media_type = Image.MIME.get(picture.format or "", "image/other")
        expected = frames(picture)
        sink.expect(expected)
        for n in range(1, min(expected, limits.pages) + 1):
            if n in known:
                continue
            try:
                pixels, dpi = frame(picture, n, limits)
            except Unreadable as error:
                if expected == 1:
                    raise
                warnings.append(f"Trang {n}: {error.reason}")
                continue
            sink.page(read_page(pixels, dpi, n, limits, languages=languages))
            done += 1
    if expected > limits.pages:
        warnings.append(f"Tệp có {expected} trang, chỉ đọc {limits.pages} trang đầu.")
    if not done and warnings and not known:
        raise Unreadable("corrupt", "Tệp ảnh bị hỏng: không đọc được trang nào.")
    return Outcome(media_type, State.DONE, pages=done, pages_expected=expected, warnings=tuple(warnings))


def read_page(
    pixels: NDArray[np.uint8], dpi: float, n: int, limits: Limits, *, languages: Sequence[str] = ("vie",)
) -> Page:
    """A page from its pixels; `languages`: vie, eng, ind, nor, rus."""
    found = scan.read(pixels, dpi, n, languages=languages, timeout_s=limits.page_seconds * 0.4)
    high, wide = pixels.shape[:2]
    out = lines(
        found.words,
        on_page(n, found.width_pt, found.height_pt),
        width_pt=found.width_pt,
        height_pt=found.height_pt,
        rules=found.rules,
        grids=found.grids,
        first_table=n * TABLES_PER_PAGE,
    )
    return Page(
        n,
        max(round(wide * 72 / dpi, 2), 0.01),
        max(round(high * 72 / dpi, 2), 0.01),
        PageSource.OCR,
        correct.corrected(out, languages),
        f"ảnh; {found.how}",
        dpi=round(dpi, 1),
        language="+".join(languages),
        warnings=scan.warnings(found),
        look=look(pixels),
    )


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[Image.Image]:
    """The picture file, its pixels not yet decoded. Raises Unreadable: corrupt, limit_exceeded (pixels)."""
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore")  # Pillow warns of large pictures and odd tags: our own limit decides
        try:
            picture = Image.open(path, formats=(*FORMATS, *_phone_formats(path)))
        except Image.DecompressionBombError as error:
            raise _too_large() from error
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            raise Unreadable("corrupt", "Tệp ảnh bị hỏng, không mở được.") from error
        with picture:
            yield picture


def _phone_formats(path: Path) -> tuple[str, ...]:
    """HEIC, as telephones make it: its library is loaded when there is such a file."""
    with path.open("rb") as file:
        if not _HEIC.match(file.read(16), 4):
            return ()
    import pi_heif

    pi_heif.register_heif_opener(thumbnails=False)
    return ("HEIF",)


def frames(picture: Image.Image) -> int:
    """How many pages a picture file has; only TIFF has more than one (a moving GIF is one picture).
    Raises Unreadable: corrupt."""
    if picture.format != "TIFF":
        return 1
    try:
        return int(getattr(picture, "n_frames", 1))
    except (OSError, ValueError, SyntaxError, EOFError, TypeError) as error:
        raise Unreadable("corrupt", "Tệp ảnh bị hỏng, không đếm được số trang.") from error


def frame(picture: Image.Image, n: int, limits: Limits) -> tuple[NDArray[np.uint8], float]:
    """Page `n` as displayed (gray or RGB, the camera's turn applied) and its resolution.
    Raises Unreadable: corrupt, limit_exceeded (pixels)."""
    try:
        picture.seek(n - 1)
        wide, high = picture.size
        if wide * high > limits.pixels or max(wide, high) > _LONGEST_PX:
            raise _too_large(f"{wide} × {high} điểm ảnh")
        dpi = resolution(picture)
        if wide * high > _MOST_PIXELS and picture.format == "JPEG":
            picture.draft("RGB", (wide // 2, high // 2))
        upright = ImageOps.exif_transpose(picture)
        dpi *= max(upright.size) / max(wide, high)
        return _pixels(upright), dpi
    except Unreadable:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError) as error:
        raise Unreadable("corrupt", "Ảnh bị hỏng hoặc bị cắt cụt.", detail=f"page {n}") from error


def resolution(picture: Image.Image) -> float:
    """Pixels to the inch: the file's own word where it makes a sensible sheet, else as if the page were A4."""
    long = max(picture.size)
    stated = picture.info.get("dpi", (0, 0))
    dpi = float(max(stated)) if isinstance(stated, tuple) and stated else 0.0
    least, most = _PAPER_INCHES
    return dpi if dpi > 0 and least <= long / dpi <= most else long / _A4_LONG_INCHES


def _pixels(picture: Image.Image) -> NDArray[np.uint8]:
    """Gray or RGB on white paper."""
    if picture.mode.startswith(("I", "F")):
        values = np.asarray(picture, dtype=np.float32)
        low, top = float(values.min()), float(values.max())
        return np.asarray((values - low) * (255 / max(top - low, 1)), dtype=np.uint8)
    if picture.mode in ("1", "L"):
        return np.asarray(picture.convert("L"))
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        paper = Image.new("RGB", clear.size, "white")
        paper.paste(clear, mask=clear.getchannel("A"))
        return np.asarray(paper)
    return np.asarray(picture.convert("RGB"))


def _too_large(how: str = "") -> Unreadable:
    outcome = outcomes.over("image/other", "pixels", how)
    return Unreadable("limit_exceeded", outcome.reason, detail="pixels")
