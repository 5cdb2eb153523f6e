"""Scanned pages: what is recognised, where it lies, and which pages are recognised at all."""

from __future__ import annotations

import io
import shutil
from difflib import SequenceMatcher
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest import clean, ocr, render
from ingest.encodings import TABLES
from ingest.limits import Limits
from ingest.read import read as read_file
from ingest.readers import image
from ingest.sink import ListSink
from tests.test_ingest import sheets
from tests.test_ingest.sheets import BODY, body, make, picture, read, scan_pdf, table, texts, together
from vanthu.errors import NotFound, ToolMissing, Unreadable
from vanthu.records import LineKind, PageSource

XS = (70, 105, 290, 390, 480, 540)
TASKS = {
    (0, 0): "STT",
    (0, 1): "Nhiệm vụ",
    (0, 2): "Chủ trì",
    (0, 3): "Phối hợp",
    (0, 4): "Thời hạn",
    (1, 0): "1",
    (1, 1): "Sửa đổi Nghị định về\nkhoa học",
    (1, 2): "Bộ Tài chính",
    (1, 3): "Bộ Tư pháp",
    (1, 4): "2026",
    (2, 0): "2",
    (2, 1): "Xây dựng cơ sở dữ liệu",
    (2, 2): "Bộ Công an",
    (2, 3): "Bộ Y tế",
    (2, 4): "2027",
}


@pytest.fixture(autouse=True)
def _tesseract() -> None:
    if shutil.which("tesseract") is None:
        pytest.fail("tesseract is missing: ./test installs it")


def likeness(found: list[str], wanted: tuple[str, ...] = BODY) -> float:
    """0..1, by characters."""
    return SequenceMatcher(None, " ".join(found), " ".join(wanted), autojunk=False).ratio()


def paper(tmp_path: Path, *draws: sheets.Draw, dpi: float = 200) -> np.ndarray:  # type: ignore[type-arg]
    return picture(make(tmp_path / "paper.pdf", together(*(draws or (body(),)))), dpi=dpi)


def test_a_scan_is_read_with_confidence_and_boxes_on_the_ink(tmp_path: Path) -> None:
    path = scan_pdf(tmp_path / "scan.pdf", paper(tmp_path))
    [page] = read(path)
    assert (page.source, page.reason.startswith("trang ảnh")) == (PageSource.OCR, True)
    assert likeness(texts(page)) > 0.99
    assert all(0.3 < (word.confidence or 0) <= 1 for line in page.lines for word in line.words)
    pixels = picture(path)
    overlaps = [sheets.ink_overlap(pixels, box) for _, box in sheets.words(page.lines)]
    assert sum(overlap >= 0.7 for overlap in overlaps) >= 0.97 * len(overlaps)


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [-2.5, 1.5])
def test_a_skewed_scans_boxes_lie_on_the_page_as_it_is(tmp_path: Path, degrees: float) -> None:
    path = scan_pdf(tmp_path / "scan.pdf", sheets.skewed(paper(tmp_path), degrees))
    [page] = read(path)
    assert "xoay thẳng" in page.reason
    assert likeness(texts(page)) > 0.98
    pixels = picture(path)
    overlaps = [sheets.ink_overlap(pixels, box) for _, box in sheets.words(page.lines)]
    assert sum(overlap >= 0.7 for overlap in overlaps) >= 0.9 * len(overlaps)


@pytest.mark.slow
def test_a_dirty_scan_gets_the_chain_that_it_needs(tmp_path: Path) -> None:
    def seal(canvas: Canvas) -> None:
        canvas.setStrokeColorRGB(0.8, 0.1, 0.15)
        canvas.setLineWidth(4)
        canvas.circle(300, 640, 60)
        canvas.circle(300, 640, 45)

    dirty = sheets.grainy(paper(tmp_path, seal, body()), sigma=14, shade=0.4)
    [page] = read(scan_pdf(tmp_path / "scan.pdf", dirty))
    assert "bỏ dấu đỏ" in page.reason
    assert "làm đều nền" in page.reason
    assert likeness(texts(page)) > 0.95


@pytest.mark.slow
@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_scan_on_a_turned_page_is_read_as_displayed(tmp_path: Path, rotate: int) -> None:
    pixels = np.ascontiguousarray(np.rot90(paper(tmp_path), k=rotate // 90))
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PDF", resolution=200)
    document = sheets.pypdfium2.PdfDocument(stream.getvalue())
    document[0].set_rotation(rotate)
    document.save(tmp_path / "scan.pdf")
    document.close()
    [page] = read(tmp_path / "scan.pdf")
    assert likeness(texts(page)) > 0.98
    shown = picture(tmp_path / "scan.pdf")
    assert shown.shape[0] > shown.shape[1]
    overlaps = [sheets.ink_overlap(shown, box) for _, box in sheets.words(page.lines)]
    assert sum(overlap >= 0.7 for overlap in overlaps) >= 0.95 * len(overlaps)


@pytest.mark.slow
def test_a_picture_lying_on_its_side_is_turned_and_its_boxes_are_not(tmp_path: Path) -> None:
    rows = (*BODY, *BODY, *BODY)
    upright = paper(tmp_path, body(rows))
    on_side = np.ascontiguousarray(np.rot90(upright))
    path = tmp_path / "side.png"
    Image.fromarray(on_side).save(path, dpi=(200, 200))
    sink = ListSink()
    image.read(path, sink, Limits())
    [page] = sink.pages
    assert "xoay 90°" in page.reason
    assert likeness(texts(page), rows) > 0.97
    overlaps = [sheets.ink_overlap(on_side, box) for _, box in sheets.words(page.lines)]
    assert sum(overlap >= 0.7 for overlap in overlaps) >= 0.9 * len(overlaps)


def gazette(canvas: Canvas) -> None:
    canvas.drawString(200, 800, "CÔNG BÁO/Số 88/Ngày 06-02-2026")
    canvas.drawString(500, 800, "100")


def test_a_picture_page_whose_layer_holds_only_the_running_head_is_recognised(tmp_path: Path) -> None:
    [page] = read(scan_pdf(tmp_path / "scan.pdf", paper(tmp_path), over=gazette))
    assert page.source is PageSource.OCR
    assert [line.text for line in page.lines if line.kind is LineKind.RUNNING_HEAD] == [
        "CÔNG BÁO/Số 88/Ngày 06-02-2026 100"
    ]
    assert likeness([line.text for line in page.lines if line.kind is LineKind.BODY]) > 0.99
    head = next(line for line in page.lines if line.kind is LineKind.RUNNING_HEAD)
    assert all(word.confidence is None for word in head.words)


def invisible(rows: tuple[str, ...]) -> sheets.Draw:
    """A scanner's hidden text layer."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Tinos", 13)
        for k, row in enumerate(rows):
            text = canvas.beginText(85, 700 - 20 * k)
            text.setTextRenderMode(3)
            text.textLine(row)
            canvas.drawText(text)

    return draw


# How a layer in the old encoding looks; the code of ư is a soft hyphen, which programs write as a minus.
TO_TCVN3 = {ord(letter): chr(code).replace("\xad", "−") for code, letter in TABLES["tcvn3"].items() if len(letter) == 1}


@pytest.mark.parametrize(
    ("layer", "source"),
    [
        (BODY, PageSource.TEXT),
        (
            ("DIEU 1. Giao Bo Khoa hoc va Cong nghe chu tri, phoi hop voi cac bo", "nganh dia phuong xay dung"),
            PageSource.OCR,
        ),
        (tuple(line.translate(TO_TCVN3) for line in BODY), PageSource.TEXT),
    ],
    ids=["good", "without marks", "old encoding"],
)
def test_a_hidden_layer_is_taken_only_where_it_is_good_vietnamese(
    tmp_path: Path, layer: tuple[str, ...], source: PageSource
) -> None:
    [page] = read(scan_pdf(tmp_path / "scan.pdf", paper(tmp_path), over=invisible(layer)))
    assert page.source is source
    assert likeness(texts(page)) > 0.98


def test_a_page_with_text_stays_text_with_a_logo_on_it(tmp_path: Path) -> None:
    def logo(canvas: Canvas) -> None:
        stream = io.BytesIO()
        Image.new("RGB", (200, 200), "red").save(stream, "PNG")
        stream.seek(0)
        canvas.drawImage(sheets.ImageReader(stream), 85, 740, 60, 60)

    [page] = read(make(tmp_path / "a.pdf", together(body(), logo)))
    assert (page.source, texts(page)) == (PageSource.TEXT, list(BODY))


@pytest.mark.slow
def test_the_picture_part_of_a_mixed_page_is_read_and_its_text_kept(tmp_path: Path) -> None:
    part = paper(tmp_path)[250:760]

    def mixed(canvas: Canvas) -> None:
        body(BODY[:4])(canvas)
        stream = io.BytesIO()
        Image.fromarray(part).save(stream, "PNG")
        canvas.drawImage(sheets.ImageReader(stream), 0, 300, part.shape[1] * 0.36, part.shape[0] * 0.36)

    [page] = read(make(tmp_path / "a.pdf", mixed))
    assert texts(page)[:4] == list(BODY[:4])
    assert likeness(texts(page)[4:], BODY[:7]) > 0.95
    assert {word.confidence is None for line in page.lines[:4] for word in line.words} == {True}
    assert {word.confidence is None for line in page.lines[4:] for word in line.words} == {False}


def test_blank_pages_are_known_without_recognition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "recognise", lambda *_, **__: pytest.fail("a blank page was recognised"))
    white = np.full((2339, 1654, 3), 250, np.uint8)
    cv2.circle(white, (300, 400), 3, (40, 40, 40), -1)
    white[:, :25] = 20  # the edge of the glass
    [page] = read(scan_pdf(tmp_path / "scan.pdf", white))
    assert (page.lines, "trang trắng" in page.reason) == ((), True)


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [0.0, 1.0])
def test_a_scanned_task_table_comes_cell_by_cell_without_bars(tmp_path: Path, degrees: float) -> None:
    rows = (700, 660, 600, 540)
    pixels = sheets.skewed(
        paper(tmp_path, body(("Kèm theo Kế hoạch số 15/KH-UBND",), top=730), table(XS, rows, TASKS, set())), degrees
    )
    [page] = read(scan_pdf(tmp_path / "scan.pdf", pixels))
    cells: dict[tuple[int, int], str] = {}
    for line in page.lines:
        assert "|" not in line.text
        assert "_" not in line.text
        if line.cell:
            key = (line.cell.row, line.cell.column)
            cells[key] = f"{cells[key]}\n{line.text}" if key in cells else line.text
    assert cells == TASKS


@pytest.mark.slow
def test_every_page_of_a_tiff_is_read(tmp_path: Path) -> None:
    first, second = paper(tmp_path), paper(tmp_path, body(BODY[::-1]))
    path = tmp_path / "two.tiff"
    pages = [Image.fromarray(first).convert("1"), Image.fromarray(second).convert("L")]
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(200, 200), compression="tiff_deflate")
    sink = ListSink()
    outcome = image.read(path, sink, Limits())
    assert (outcome.media_type, outcome.pages, sink.expected) == ("image/tiff", 2, 2)
    assert likeness(texts(sink.pages[0])) > 0.98
    assert likeness(texts(sink.pages[1]), BODY[::-1]) > 0.98
    assert sink.pages[0].width_pt == pytest.approx(595.28, abs=1)


@pytest.mark.slow
def test_a_photograph_is_read_as_the_camera_held_it(tmp_path: Path) -> None:
    turned = np.ascontiguousarray(np.rot90(sheets.grainy(paper(tmp_path, dpi=250), sigma=5, shade=0.3)))
    exif = Image.Exif()
    exif[0x0112] = 6  # shown after a quarter turn clockwise
    path = tmp_path / "photo.jpg"
    Image.fromarray(turned).save(path, exif=exif, quality=80)
    sink = ListSink()
    image.read(path, sink, Limits())
    [page] = sink.pages
    assert page.width_pt < page.height_pt  # type: ignore[operator]
    assert likeness(texts(page)) > 0.97


@pytest.mark.parametrize(
    ("cut", "limits", "state"),
    [(400, Limits(), "corrupt"), (4, Limits(), "corrupt"), (None, Limits(pixels=10_000), "limit_exceeded")],
)
def test_a_picture_that_cannot_be_read_says_why(tmp_path: Path, cut: int | None, limits: Limits, state: str) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (300, 300), dtype=np.uint8)).save(path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(Unreadable) as raised:
        image.read(path, ListSink(), limits)
    assert raised.value.state == state


def test_a_picture_longer_than_any_sheet_is_over_the_limit_of_pixels(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("L", (1, 70_000), 255).save(path)
    with pytest.raises(Unreadable) as raised:
        image.read(path, ListSink(), Limits())
    assert (raised.value.state, raised.value.detail) == ("limit_exceeded", "pixels")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["WEBP", "BMP", "GIF"])
def test_other_kinds_of_pictures_are_read_too(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind.lower()}"
    Image.fromarray(paper(tmp_path)).save(path, kind)
    sink = ListSink()
    outcome = read_file(path, path.name, sink, Limits())
    assert (outcome.state.value, outcome.media_type) == ("done", f"image/{kind.lower()}")
    assert likeness(texts(sink.pages[0])) > 0.97


def test_a_language_without_data_is_a_missing_tool() -> None:
    with pytest.raises(ToolMissing):
        ocr.recognise(np.full((100, 100), 255, np.uint8), dpi=200, languages=("tlh",))


@pytest.mark.parametrize("degrees", [-4.0, -1.3, 0.0, 0.4, 3.2])
def test_skew_is_measured_to_a_tenth_of_a_degree(tmp_path: Path, degrees: float) -> None:
    pixels = sheets.skewed(paper(tmp_path, body((*BODY, *BODY, *BODY)), dpi=100), degrees)
    assert clean.skew(clean.as_gray(pixels)) == pytest.approx(degrees, abs=0.13)


@pytest.mark.parametrize("rotate", [0, 90])
def test_a_page_picture_is_the_page_as_displayed(tmp_path: Path, rotate: int) -> None:
    path = make(tmp_path / "a.pdf", body(), body(("trang hai",)), rotate=rotate, crop=(40, 60, 540, 800))
    shown = Image.open(io.BytesIO(render.page_picture(path, "application/pdf", 1, width_px=700)))
    assert shown.size == (700, 1036)
    with pytest.raises(NotFound):
        render.page_picture(path, "application/pdf", 3, width_px=700)


def test_a_picture_file_has_a_page_picture_too(tmp_path: Path) -> None:
    Image.new("L", (1000, 1400), 255).save(tmp_path / "a.png")
    shown = Image.open(io.BytesIO(render.page_picture(tmp_path / "a.png", "image/png", 1, width_px=500)))
    assert shown.size == (500, 700)
    with pytest.raises(Unreadable):
        render.page_picture(tmp_path / "a.docx", "application/msword", 1, width_px=500)
