"""Paper after the scanner: pictures of the pages, worn on purpose, and the files scanners make of them."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pypdfium2
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas as pdf_canvas

from samples.paper import register_fonts

Picture = np.ndarray


def pictures(pdf: bytes, dpi: int = 200) -> list[Picture]:
    """The pages of a PDF in colour (RGB)."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [np.asarray(page.render(scale=dpi / 72).to_pil().convert("RGB")) for page in document]
    finally:
        document.close()


def seal(picture: Picture, dpi: int) -> Picture:
    """A red round seal over the name of the signer, right below the middle of what is printed."""
    ink = np.nonzero((picture < 128).all(axis=2).any(axis=1))[0]
    centre = (int(picture.shape[1] * 0.66), int(ink[-1] - dpi * 0.35))
    layer = picture.copy()
    for radius, thickness in ((0.68, 0.035), (0.60, 0.012), (0.34, 0.012)):
        cv2.circle(layer, centre, int(radius * dpi), (200, 30, 40), max(1, int(thickness * dpi)), cv2.LINE_AA)
    star = [
        (centre[0] + int(r * dpi * np.sin(a)), centre[1] - int(r * dpi * np.cos(a)))
        for i in range(10)
        for a, r in [(i * np.pi / 5, 0.2 if i % 2 == 0 else 0.08)]
    ]
    cv2.fillPoly(layer, [np.array(star)], (200, 30, 40), cv2.LINE_AA)
    return np.minimum(picture, cv2.addWeighted(layer, 0.8, picture, 0.2, 0))


def clean(picture: Picture, rng: np.random.Generator) -> Picture:
    """A good office scanner: a little noise, paper not quite white."""
    noise = rng.normal(0, 2.5, picture.shape[:2])[..., None]
    return np.clip(picture * 0.96 + 6 + noise, 0, 255).astype(np.uint8)


def noisy(picture: Picture, rng: np.random.Generator, *, degrees: float) -> Picture:
    """A worn copy, put in crooked: turned, blurred, light falling off, the back shining through, grain, specks."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    worn = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(250, 250, 250)).astype(
        float
    )
    back = cv2.GaussianBlur(picture[:, ::-1].astype(float), (0, 0), 3)
    worn = np.minimum(worn, 255 - (255 - back) * 0.10)
    worn = cv2.GaussianBlur(worn, (0, 0), 0.7)
    light = np.linspace(1.0, 0.86, width)[None, :, None] * np.linspace(0.97, 1.0, height)[:, None, None]
    worn = worn * light + rng.normal(0, 7, (height, width))[..., None]
    for x, y in zip(rng.integers(0, width, 260), rng.integers(0, height, 260), strict=True):
        worn[y : y + 2, x : x + 2] = 60
    return np.clip(worn, 0, 255).astype(np.uint8)


def photo(picture: Picture, rng: np.random.Generator) -> Picture:
    """A telephone's picture of the page on a desk: perspective, uneven light, a dark table around."""
    height, width = picture.shape[:2]
    margin = int(width * 0.07)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array(
        [
            [margin * 1.3, margin],
            [width + margin * 0.8, margin * 1.5],
            [width + margin * 1.4, height + margin * 0.9],
            [margin * 0.7, height + margin * 1.2],
        ],
        np.float32,
    )
    size = (width + 2 * margin, height + 2 * margin)
    desk = (82, 66, 52)
    shot = cv2.warpPerspective(
        picture, cv2.getPerspectiveTransform(corners, seen), size, flags=cv2.INTER_AREA, borderValue=desk
    ).astype(float)
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    light = 1.02 - 0.28 * np.hypot(x / size[0] - 0.35, y / size[1] - 0.3)
    shot = cv2.GaussianBlur(shot, (0, 0), 0.6) * light[..., None] + rng.normal(0, 3, (size[1], size[0], 1))
    return np.clip(shot, 0, 255).astype(np.uint8)


def jpeg(picture: Picture, quality: int = 60, dpi: int = 200) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=quality, dpi=(dpi, dpi))
    return out.getvalue()


def picture_pdf(pages: list[bytes], running_heads: list[str] | None = None) -> bytes:
    """Pictures as an image-only PDF, or with a text layer that holds only the running head."""
    register_fonts()
    out = io.BytesIO()
    sheet = pdf_canvas.Canvas(out, pagesize=A4, invariant=1)
    for number, page in enumerate(pages):
        sheet.drawImage(ImageReader(io.BytesIO(page)), 0, 0, A4[0], A4[1])
        if running_heads:
            sheet.setFont("Tinos", 10)
            sheet.drawCentredString(A4[0] * 0.36, A4[1] - 34, running_heads[number])
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def tiff_g4(pages: list[Picture], dpi: int = 200) -> bytes:
    """A fax-like TIFF of several pages, one bit a pixel."""
    bits = [Image.fromarray(page).convert("L").point(lambda v: 255 if v > 150 else 0).convert("1") for page in pages]
    out = io.BytesIO()
    bits[0].save(out, "TIFF", compression="group4", save_all=True, append_images=bits[1:], dpi=(dpi, dpi))
    return out.getvalue()
