"""Sheets of paper made on the spot: small PDFs and pictures of them, spoiled as a scanner would."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.limits import Limits
from ingest.readers import pdf
from ingest.sink import ListSink
from vanthu.records import Box, Line, Page

A4 = (595.28, 841.89)
FONTS = Path("/usr/share/fonts/truetype/croscore")
Draw = Callable[[Canvas], None]

BODY = (
    "Điều 1. Giao Bộ Khoa học và Công nghệ chủ trì, phối hợp với",
    "các bộ, ngành, địa phương xây dựng Kế hoạch thực hiện Nghị quyết",
    "số 57-NQ/TW, báo cáo Thủ tướng Chính phủ trước ngày 30/6/2025;",
    "hoàn thành cơ sở dữ liệu quốc gia, hoà chung nền tảng số.",
    "Điều 2. Quyết định này có hiệu lực kể từ ngày ký ban hành.",
    "Điều 3. Chánh Văn phòng, Thủ trưởng các đơn vị trực thuộc Bộ",
    "chịu trách nhiệm thi hành Quyết định này và định kỳ hằng quý",
    "tổng hợp kết quả, gửi về Văn phòng để theo dõi, đôn đốc.",
)


def fonts() -> None:
    """Registers Tinos, which has all Vietnamese letters (Debian's fonts-liberation has not)."""
    for name, face in (("Tinos", "Regular"), ("Tinos-B", "Bold"), ("Tinos-I", "Italic")):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(FONTS / f"Tinos-{face}.ttf")))


UPRIGHT = {0: (1, 0, 0, 1, 0, 0), 90: (0, 1, -1, 0, A4[1], 0), 180: (-1, 0, 0, -1, *A4), 270: (0, -1, 1, 0, 0, A4[0])}
"""/Rotate → the matrix under which a sheet drawn upright is displayed upright."""


def make(
    path: Path,
    *pages: Draw,
    rotate: int = 0,
    crop: tuple[float, float, float, float] | None = None,
    size: tuple[float, float] = A4,
    password: str = "",
) -> Path:
    """A PDF with these pages, drawn with (0, 0) bottom left of the displayed A4 sheet. `rotate` writes /Rotate, the
    sheet is displayed upright all the same; `crop` (left, bottom, right, top) is of the displayed sheet too."""
    fonts()
    encrypt = {"encrypt": password} if password else {}
    canvas = Canvas(str(path), pagesize=size, invariant=1, **encrypt)
    for draw in pages:
        if rotate:
            canvas.setPageRotation(rotate)
            canvas.transform(*UPRIGHT[rotate])
        if crop:
            a, b, c, d, e, f = UPRIGHT[rotate]
            corners = [(a * x + c * y + e, b * x + d * y + f) for x, y in (crop[:2], crop[2:])]
            xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
            canvas.setCropBox((xs[0], ys[0], xs[1], ys[1]))
        canvas.setFont("Tinos", 13)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def body(rows: Sequence[str] = BODY, *, top: float = 700, left: float = 85, size: float = 13, lead: float = 20) -> Draw:
    """Rows of text from `top` down."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Tinos", size)
        for k, row in enumerate(rows):
            canvas.drawString(left, top - k * lead, row)

    return draw


def together(*draws: Draw) -> Draw:
    """All of them on one page."""

    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


def table(
    xs: Sequence[float], ys: Sequence[float], texts: dict[tuple[int, int], str], gaps: set[tuple[str, int, int]]
) -> Draw:
    """A ruled table; `ys` from the top down. `gaps` are walls left out: ("right" or "below", row, column)."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Tinos", 11)
        canvas.setLineWidth(0.6)
        for row in range(len(ys) - 1):
            for column in range(len(xs) - 1):
                x0, x1, y0, y1 = xs[column], xs[column + 1], ys[row], ys[row + 1]
                if column == 0:
                    canvas.line(x0, y0, x0, y1)
                if row == 0:
                    canvas.line(x0, y0, x1, y0)
                if ("right", row, column) not in gaps:
                    canvas.line(x1, y0, x1, y1)
                if ("below", row, column) not in gaps:
                    canvas.line(x0, y1, x1, y1)
                for k, line in enumerate(texts.get((row, column), "").split("\n")):
                    canvas.drawString(x0 + 4, y0 - 14 - 14 * k, line)

    return draw


def picture(path: Path, *, dpi: float = 200, page: int = 0) -> NDArray[np.uint8]:
    """A page of a PDF as RGB pixels."""
    document = pypdfium2.PdfDocument(path)
    try:
        return np.array(document[page].render(scale=dpi / 72, rev_byteorder=True).to_pil().convert("RGB"))
    finally:
        document.close()


def skewed(pixels: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """Laid askew on the glass: turned clockwise by `degrees`."""
    high, wide = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), -degrees, 1)
    return np.asarray(cv2.warpAffine(pixels, turn, (wide, high), borderValue=(255, 255, 255)), dtype=np.uint8)


def grainy(pixels: NDArray[np.uint8], *, sigma: float = 12, shade: float = 0.35, seed: int = 1) -> NDArray[np.uint8]:
    """Noise and a shadow from the left."""
    random = np.random.default_rng(seed)
    light = 1 - shade * np.linspace(1, 0, pixels.shape[1])[None, :, None]
    return np.clip(pixels * light + random.normal(0, sigma, pixels.shape), 0, 255).astype(np.uint8)


def scan_pdf(path: Path, *pictures: NDArray[np.uint8], over: Draw | None = None) -> Path:
    """An image-only PDF, each picture filling its page; `over` is drawn on each as text."""

    def page(pixels: NDArray[np.uint8]) -> Draw:
        def draw(canvas: Canvas) -> None:
            stream = io.BytesIO()
            Image.fromarray(pixels).save(stream, "JPEG", quality=85)
            canvas.drawImage(ImageReader(stream), 0, 0, *A4)
            if over:
                over(canvas)

        return draw

    return make(path, *(page(pixels) for pixels in pictures))


def read(path: Path, **limits: int) -> list[Page]:
    """The pages that the PDF reader hands over."""
    sink = ListSink()
    pdf.read(path, sink, Limits(**limits))
    return sink.pages


def texts(page: Page) -> list[str]:
    """The page's lines."""
    return [line.text for line in page.lines]


def words(lines: Sequence[Line]) -> list[tuple[str, Box]]:
    """The words with their boxes."""
    return [(line.text[word.start : word.end], word.box) for line in lines for word in line.words if word.box]


def ink_overlap(pixels: NDArray[np.uint8], box: Box) -> float:
    """How well a word's box fits ink: intersection over union of the box and the hull of the dark pixels found in
    and just around it."""
    high, wide = pixels.shape[:2]
    x0, y0, x1, y1 = box.x0 * wide, box.y0 * high, box.x1 * wide, box.y1 * high
    pad_x = pad_y = 0.12 * min(y1 - y0, x1 - x0)
    left, top = max(int(x0 - pad_x), 0), max(int(y0 - pad_y), 0)
    part = pixels[top : int(y1 + pad_y) + 1, left : int(x1 + pad_x) + 1]
    dark = (part if part.ndim == 2 else part.min(axis=2)) < 150
    if not dark.any():
        return 0.0
    rows, columns = np.flatnonzero(dark.any(1)), np.flatnonzero(dark.any(0))
    a0, b0, a1, b1 = left + columns[0], top + rows[0], left + columns[-1] + 1, top + rows[-1] + 1
    across, down = min(a1, x1) - max(a0, x0), min(b1, y1) - max(b0, y0)
    both = max(across, 0) * max(down, 0)
    return float(both / ((a1 - a0) * (b1 - b0) + (x1 - x0) * (y1 - y0) - both))
