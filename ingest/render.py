"""Pictures of pages for people: the page as displayed, as JPEG or PNG bytes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from PIL import Image

from ingest.limits import Limits
from ingest.pdfium import opened as opened_pdf
from ingest.readers import image
from vanthu.errors import NotFound, Unreadable

MOST_WIDTH_PX: Final = 4000
_MOST_PIXELS: Final = 60_000_000
_PAPER_COLOURS: Final = 256  # a page of no more colours than this is smaller, and sharper, as PNG


def page_picture(path: Path, media_type: str, n: int, *, width_px: int) -> bytes:
    """Page `n` (from 1) of a PDF or picture file as displayed, `width_px` wide (at most 4000), as JPEG bytes, or PNG
    where that is smaller ("\\x89PNG" in front). Rotation and crop box, or the camera's turn, are applied; signature
    stamps are drawn. Raises NotFound for a page the file does not have, Unreadable: needs_password, corrupt,
    unsupported_type (a file that has no pages of its own), limit_exceeded."""
    width_px = min(max(width_px, 16), MOST_WIDTH_PX)
    if media_type == "application/pdf":
        return _packed(_pdf_page(path, n, width_px))
    if media_type.startswith("image/"):
        return _packed(_image_page(path, n, width_px))
    raise Unreadable("unsupported_type", "Loại tệp này không có hình trang.", detail=media_type)


def _pdf_page(path: Path, n: int, width_px: int) -> Image.Image:
    with opened_pdf(path) as pdf:
        if not 1 <= n <= len(pdf):
            raise NotFound(f"page {n} of {len(pdf)}")
        with pdf.page(n) as page:
            scale = width_px / page.width_pt
            most = (_MOST_PIXELS / (page.width_pt * page.height_pt)) ** 0.5
            return Image.fromarray(page.picture(dpi=72 * min(scale, most)))


def _image_page(path: Path, n: int, width_px: int) -> Image.Image:
    with image.opened(path, Limits()) as picture:
        if not 1 <= n <= image.frames(picture):
            raise NotFound(f"page {n} of {image.frames(picture)}")
        pixels, _ = image.frame(picture, n, Limits())
    whole = Image.fromarray(pixels)
    height = max(round(whole.height * width_px / whole.width), 1)
    return whole.resize((width_px, height), Image.Resampling.LANCZOS) if whole.width > width_px else whole


def _packed(picture: Image.Image) -> bytes:
    """JPEG, or PNG where the page has few colours and that is smaller."""
    if picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=82, optimize=True)
    if picture.getcolors(_PAPER_COLOURS) is None:
        return jpeg.getvalue()
    png = io.BytesIO()
    picture.quantize(_PAPER_COLOURS).save(png, "PNG")
    return min(png.getvalue(), jpeg.getvalue(), key=len)
