"""PDFs that can be searched: words come back where they were read, the pages stay as they were."""

from __future__ import annotations

import html
import io
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageOps
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.limits import Limits
from ingest.pdfium import opened
from ingest.writers.pdf import child
from ingest.writers.pdf.font import truetype
from ingest.writers.pdf.searchable import Searchable, searchable
from tests.test_ingest import sheets
from tests.test_ingest.conftest import missing
from tests.verapdf import validator
from vanthu.errors import Unreadable
from vanthu.records import Box, Line, LineKind, Page, PageSource, Word

TEXTS = ("ỦY BAN NHÂN DÂN", "Căn cứ Nghị định số 57/NĐ-CP (“Điều 1”);", "- i, 1 ý")
A4 = (595.28, 841.89)


def page(texts: Sequence[str] = TEXTS, *, n: int = 1, sure: float | None = 0.9, size: tuple[float, float] = A4) -> Page:
    """A page as recognised: words of different heights, close together, on uneven lines."""
    lines = []
    for row, text in enumerate(texts):
        words, x, at = [], 0.12, 0
        for k, word in enumerate(text.split()):
            at = text.index(word, at)
            top = 0.1 + 0.05 * row + 0.001 * (k % 3)
            words.append(
                Word(at, at + len(word), Box(n, x, top, x + 0.011 * len(word), top + 0.012 + 0.002 * (k % 2)), sure)
            )
            x, at = x + 0.011 * len(word) + 0.003, at + len(word)
        lines.append(Line(text, tuple(words)))
    return Page(n, *size, PageSource.OCR, tuple(lines), dpi=200)


def wanted(read: Page) -> list[tuple[str, Box]]:
    return sheets.words(read.lines)


def overlap(a: Box, b: Box) -> float:
    both = max(min(a.x1, b.x1) - max(a.x0, b.x0), 0) * max(min(a.y1, b.y1) - max(a.y0, b.y0), 0)
    areas = [(box.x1 - box.x0) * (box.y1 - box.y0) for box in (a, b)]
    return both / (sum(areas) - both)


def found(path: Path, n: int = 1, *, hidden: bool = True) -> list[tuple[str, Box]]:
    """The words that a reader of PDFs finds on page n, in its order."""
    with opened(path) as file, file.page(n) as sheet:
        across, down = sheet.width_pt, sheet.height_pt
        return [
            (w.text, Box(n, w.x0 / across, w.y0 / down, w.x1 / across, w.y1 / down))
            for w in sheet.words()
            if w.hidden or not hidden
        ]


def agree(have: list[tuple[str, Box]], want: list[tuple[str, Box]]) -> None:
    assert [text for text, _ in have] == [text for text, _ in want]
    assert min(overlap(a, b) for (_, a), (_, b) in zip(have, want, strict=True)) > 0.9


def made(source: Path, media_type: str, *pages: Page) -> tuple[Path, Searchable]:
    target = source.with_name("made.pdf")
    return target, searchable(source, media_type, pages, target, Limits())


def at_hand(source: Path, media_type: str, *pages: Page) -> tuple[Path, dict[str, Any]]:
    """The same without a child of its own."""
    target = source.with_name("made.pdf")
    sizes = {one.n: (one.width_pt or 0.0, one.height_pt or 0.0) for one in pages}
    return target, child.make(source, media_type, sizes, pages, target, Limits())


def pixels(path: Path, n: int = 1) -> np.ndarray:
    return sheets.picture(path, dpi=50, page=n - 1)


def gradient(mode: str = "RGB", size: tuple[int, int] = (300, 420)) -> Image.Image:
    """A picture that looks different whichever way it is turned."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    whole = np.stack([x * 255 // size[0], y * 255 // size[1], np.where((x < 90) & (y < 60), 0, 200)], 2)
    return Image.fromarray(whole.astype(np.uint8)).convert(mode)


def packed(picture: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def scan(path: Path, **layout: Any) -> Path:
    """A PDF of one picture."""
    picture = packed(gradient(), "JPEG", quality=80)

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, *A4)

    return sheets.make(path, draw, **layout)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (40, 60, 540, 800)])
def test_words_come_back_in_order_and_in_their_boxes_however_the_page_is_turned_and_cropped(
    tmp_path: Path, rotate: int, crop: tuple[float, float, float, float] | None
) -> None:
    source = scan(tmp_path / "a.pdf", rotate=rotate, crop=crop)
    target, told = at_hand(source, "application/pdf", page())
    agree(found(target), wanted(page()))
    assert np.array_equal(pixels(target), pixels(source))
    assert (told["touched"], told["laid"]) == (True, 1)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_lines_that_run_down_or_up_the_page_are_laid_along_their_way(tmp_path: Path, turns: int) -> None:
    def turned(box: Box) -> Box:
        x0, y0, x1, y1 = box.x0, box.y0, box.x1, box.y1
        for _ in range(turns):
            x0, y0, x1, y1 = 1 - y1, x0, 1 - y0, x1
        return Box(box.page, x0, y0, x1, y1)

    upright = page()
    lines = tuple(
        Line(line.text, tuple(Word(w.start, w.end, turned(w.box), 0.9) for w in line.words if w.box))
        for line in upright.lines
    )
    target, _ = at_hand(scan(tmp_path / "a.pdf"), "application/pdf", Page(1, *A4, PageSource.OCR, lines))
    have, want = found(target), [(text, turned(box)) for text, box in wanted(upright)]
    if turns == 2:  # pdfium tells the words of a line that stands on its head from the left all the same
        have, want = sorted(have), sorted(want)
    agree(have, want)


def test_another_program_finds_the_same_words_in_the_same_places(tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        missing("pdftotext")
    target, _ = at_hand(scan(tmp_path / "a.pdf", rotate=180), "application/pdf", page())
    told = subprocess.run(
        ["pdftotext", "-bbox", "-raw", target, "-"], capture_output=True, text=True, check=True
    ).stdout
    size = re.search(r'<page width="([\d.]+)" height="([\d.]+)">', told)
    assert size
    across, down = float(size[1]), float(size[2])
    words = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', told)
    have = [
        (html.unescape(text), Box(1, float(a) / across, float(b) / down, float(c) / across, float(d) / down))
        for a, b, c, d, text in words
    ]
    agree(have, wanted(page()))


def test_content_that_leaves_the_page_scaled_does_not_move_the_words(tmp_path: Path) -> None:
    source = scan(tmp_path / "a.pdf")
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"Q Q q q 0.5 0 0 0.5 9 9 cm\n")
        pdf.save()
    target, _ = at_hand(source, "application/pdf", page())
    agree(found(target), wanted(page()))


def test_resources_that_pages_share_are_not_changed_for_the_others(tmp_path: Path) -> None:
    source = sheets.make(tmp_path / "a.pdf", sheets.body(("một",)), sheets.body(("hai",)))
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Resources = pdf.pages[1].obj.Resources = pdf.make_indirect(pdf.pages[0].obj.Resources)
        pdf.save()
    target, _ = at_hand(source, "application/pdf", page())
    with pikepdf.open(target) as pdf:
        assert len(pdf.pages[0].Resources.Font) == len(pdf.pages[1].Resources.Font) + 1
    assert [text for text, _ in found(target, 2, hidden=False)] == ["hai"]


def streams(path: Path) -> list[Any]:
    with pikepdf.open(path) as pdf:
        return [
            (item.read_raw_bytes(), str(item.Filter))
            for item in pdf.objects
            if isinstance(item, pikepdf.Stream) and item.get(Name.Subtype) == Name.Image
        ]


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_jpeg_goes_in_byte_by_byte(tmp_path: Path, mode: str) -> None:
    source = tmp_path / "a.jpg"
    source.write_bytes(packed(gradient(mode), "JPEG", quality=70))
    target, told = at_hand(source, "image/jpeg", page(size=(300, 420)))
    assert streams(target) == [(source.read_bytes(), "/DCTDecode")]
    assert (not told["hindrances"]) is (mode != "CMYK")
    agree(found(target), wanted(page()))


def test_a_jpeg_in_a_pdf_stays_byte_by_byte(tmp_path: Path) -> None:
    source = scan(tmp_path / "a.pdf")
    target, _ = at_hand(source, "application/pdf", page())
    assert streams(target) == streams(source)


def test_group_4_goes_in_as_it_is_packed(tmp_path: Path) -> None:
    source = tmp_path / "a.tif"
    bits = gradient("1")
    source.write_bytes(packed(bits, "TIFF", compression="group4", tiffinfo={278: bits.height}))
    target, _ = at_hand(source, "image/tiff", page(size=(300, 420)))
    [(body, how)] = streams(target)
    assert how == "/CCITTFaxDecode"
    assert body in source.read_bytes()


@pytest.mark.parametrize(
    ("mode", "form", "options", "slack"),
    [
        ("1", "TIFF", {"compression": "group4", "tiffinfo": {278: 50}}, 0),
        ("1", "TIFF", {"compression": "group4", "tiffinfo": {278: 420}}, 0),
        ("1", "TIFF", {"compression": "packbits"}, 0),
        ("L", "TIFF", {"compression": "tiff_lzw"}, 0),
        ("RGB", "PNG", {}, 0),
        ("P", "PNG", {}, 0),
        ("1", "PNG", {}, 0),
        ("RGBA", "PNG", {}, 0),
        ("RGB", "BMP", {}, 0),
        ("L", "GIF", {}, 0),
        ("RGB", "WEBP", {"lossless": True}, 8),
    ],
)
def test_the_pages_of_a_picture_file_look_like_it(
    tmp_path: Path, mode: str, form: str, options: dict[str, Any], slack: int
) -> None:
    source = tmp_path / "a"
    picture = gradient(mode)
    source.write_bytes(packed(picture, form, **options))
    target, told = at_hand(source, f"image/{form.lower()}", page(size=(300, 420)))
    drawn = sheets.picture(target, dpi=72).astype(int)
    assert np.abs(drawn - np.asarray(picture.convert("RGB"), int)).max() <= slack
    assert not told["hindrances"]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_camera_picture_is_shown_upright(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    source = tmp_path / "a.jpg"
    source.write_bytes(packed(gradient(), "JPEG", quality=95, exif=exif))
    with Image.open(source) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    target, _ = at_hand(source, "image/jpeg", page(size=(float(upright.width), float(upright.height))))
    drawn = sheets.picture(target, dpi=72).astype(int)
    assert np.abs(drawn - np.asarray(upright, int)).mean() < 3


def test_a_damaged_frame_keeps_its_page(tmp_path: Path) -> None:
    frames = [gradient("L"), gradient("L")]
    data = packed(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="tiff_lzw")
    source = tmp_path / "a.tif"
    source.write_bytes(data)
    with Image.open(source) as picture:
        start = picture.tag_v2[273][0]  # type: ignore[attr-defined]
    source.write_bytes(data[:start] + bytes(2000) + data[start + 2000 :])
    target, told = at_hand(source, "image/tiff", page(n=2, size=(300, 420)))
    agree(found(target, 2), wanted(page(n=2)))
    assert told["laid"] == 1


def test_a_pdf_with_all_its_words_is_copied_byte_by_byte(tmp_path: Path) -> None:
    source = sheets.make(tmp_path / "a.pdf", sheets.body())
    target, told = made(source, "application/pdf", page(sure=None))
    assert target.read_bytes() == source.read_bytes()
    assert (told.touched, told.archival) == (False, False)
    assert "nguyên từng byte" in told.remarks[0]


def test_only_words_that_the_page_lacks_are_laid_over_it(tmp_path: Path) -> None:
    source = sheets.make(tmp_path / "a.pdf", sheets.body(("của tệp",)))
    own, read = page(("của tệp",), sure=None).lines[0], page().lines[1]
    target, _ = at_hand(source, "application/pdf", Page(1, *A4, PageSource.OCR, (own, read)))
    assert [text for text, _ in found(target, hidden=False)] == ["của", "tệp", *TEXTS[1].split()]


@pytest.mark.parametrize("hidden", [True, False])
def test_text_that_the_reading_put_aside_is_no_longer_found_and_looks_the_same(tmp_path: Path, hidden: bool) -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(90, 700)
        text.setFont("Tinos", 13)
        text.setTextRenderMode(3 if hidden else 0)
        text.textLine("Coäng hoøa xaõ hoäi")
        text.setFont("Helvetica", 13)
        text.textLine("QuyÕt ®Þnh")
        canvas.drawText(text)

    source = sheets.make(tmp_path / "a.pdf", draw)
    stamp = Line("Ký bởi: A", (Word(0, 2, Box(1, 0.1, 0.9, 0.2, 0.92)),), LineKind.STAMP)
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))])
        pdf.save()
    read = page()
    target, _ = at_hand(source, "application/pdf", Page(1, *A4, PageSource.OCR, (*read.lines, stamp)))
    assert [text for text, _ in found(target, hidden=False)] == [text for text, _ in wanted(read)]
    assert np.array_equal(pixels(target), pixels(source))


def signed(path: Path) -> Path:
    """A scan with a signature field whose visible part stands on the page."""
    scan(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        look = pdf.make_stream(
            b"1 0 0 rg 0 0 80 40 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 80, 40])
        )
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=pikepdf.String("Ky"),
                Rect=Array([300, 100, 380, 140]),
                AP=Dictionary(N=look),
                V=Dictionary(Type=Name.Sig, Contents=b"xx"),
            )
        )
        pdf.pages[0].obj.Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)
        pdf.save()
    return path


def test_a_copy_of_a_signed_scan_claims_no_signature_and_shows_its_stamp(tmp_path: Path) -> None:
    source = signed(tmp_path / "a.pdf")
    before = source.read_bytes()
    target, told = made(source, "application/pdf", page())
    assert source.read_bytes() == before
    assert any("chữ ký chỉ có giá trị ở bản gốc" in remark for remark in told.remarks)
    with pikepdf.open(target) as pdf:
        assert Name.AcroForm not in pdf.Root
        [note] = pdf.pages[0].obj.Annots
        assert (note.Subtype, Name.V in note, Name.FT in note) == (Name.Stamp, False, False)
    with opened(target) as file, file.page(1) as sheet:
        shown = sheet.picture(dpi=72)
    assert tuple(shown[842 - 120, 340]) == (255, 0, 0)
    assert told.archival


def embed(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(pdf, b"x", filename="a.txt")


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def helvetica(pdf: pikepdf.Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].obj.Resources.Font = Dictionary(F9=font)
    pdf.pages[0].contents_add(b"BT /F9 12 Tf 50 50 Td (x) Tj ET")


def cmyk(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"0 0 0 1 k 0 0 5 5 re f")


def stamp(pdf: pikepdf.Pdf, *, width: int = 500, code: int = 1, glyphs: bool = True) -> None:
    """Text in an embedded font whose codes are glyph numbers, as signing programs write it."""
    program = pdf.make_stream(truetype())
    about = Dictionary(Type=Name.FontDescriptor, FontName=Name.Stamp, Flags=4, FontFile2=program, CIDSet=program)
    about.FontBBox, about.ItalicAngle, about.Ascent = Array([0, 0, 500, 1000]), 0, 1000
    about.Descent, about.CapHeight, about.StemV = -1, 1000, 80
    below = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Stamp, W=Array([1, Array([width])]))
    below.CIDSystemInfo = Dictionary(
        Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
    )
    below.FontDescriptor = pdf.make_indirect(about)
    if glyphs:
        below.CIDToGIDMap = Name.Identity
    font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Stamp, Encoding=Name("/Identity-H"))
    font.DescendantFonts = Array([pdf.make_indirect(below)])
    pdf.pages[0].obj.Resources.Font = Dictionary(F8=font)
    pdf.pages[0].contents_add(f"BT /F8 12 Tf 50 50 Td <{code:04X}> Tj ET".encode())


@pytest.mark.parametrize(
    ("odd", "fine"), [({}, True), ({"width": 600}, False), ({"code": 0}, False), ({"glyphs": False}, False)]
)
def test_a_stamp_in_an_embedded_font_is_looked_into(tmp_path: Path, odd: dict[str, Any], fine: bool) -> None:
    source = scan(tmp_path / "a.pdf")
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        stamp(pdf, **odd)
        pdf.save()
    _, told = at_hand(source, "application/pdf", page())
    assert (not told["hindrances"]) is fine
    assert fine or "chưa kiểm được" in told["hindrances"][0]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (embed, "có tệp đính kèm"),
        (script, "có mã kịch bản"),
        (helvetica, "phông Helvetica không nhúng"),
        (cmyk, "CMYK"),
    ],
)
def test_what_keeps_a_file_from_being_archival_is_said(tmp_path: Path, spoil: Any, why: str) -> None:
    source = scan(tmp_path / "a.pdf")
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        spoil(pdf)
        pdf.save()
    target, told = at_hand(source, "application/pdf", page())
    assert any(why in one for one in told["hindrances"])
    with pikepdf.open(target) as pdf:
        assert Name.OutputIntents not in pdf.Root


def test_an_archival_copy_says_so_and_names_its_original(tmp_path: Path) -> None:
    source = scan(tmp_path / "a.pdf")
    target, told = made(source, "application/pdf", page())
    assert told.archival
    with pikepdf.open(target) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
            assert metadata["dc:source"].startswith("sha256:")
        assert pdf.Root.OutputIntents[0].DestOutputProfile.N == 3
    again, _ = made(source, "application/pdf", page())
    assert again.read_bytes() == target.read_bytes()


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(Unreadable):
        made(source, "application/pdf", page())
    assert not (tmp_path / "made.pdf").exists()


@pytest.mark.slow
@pytest.mark.server
def test_the_reference_validator_agrees_that_copies_of_scans_are_archival(tmp_path: Path) -> None:
    sources = {"application/pdf": [scan(tmp_path / "1.pdf"), signed(tmp_path / "2.pdf")], "image/x": []}
    with pikepdf.open(tmp_path / "1.pdf") as pdf:
        stamp(pdf)
        pdf.save(tmp_path / "7.pdf")
    sources["application/pdf"].append(tmp_path / "7.pdf")
    for name, mode, form, options in (
        ("3.jpg", "RGB", "JPEG", {"quality": 80}),
        ("4.tif", "1", "TIFF", {"compression": "group4", "tiffinfo": {278: 420}}),
        ("5.png", "P", "PNG", {}),
        ("6.webp", "RGB", "WEBP", {}),
    ):
        path = tmp_path / name
        path.write_bytes(packed(gradient(mode), form, **options))
        sources["image/x"].append(path)
    for media_type, paths in sources.items():
        for path in paths:
            target = tmp_path / f"made-{path.stem}.pdf"
            assert searchable(path, media_type, [page(size=(300, 420))], target, Limits()).archival
    helvetica_pdf = tmp_path / "made-no.pdf"
    with pikepdf.open(tmp_path / "made-1.pdf") as pdf:
        helvetica(pdf)
        pdf.save(helvetica_pdf)
    try:
        broken = validator.failures(sorted(tmp_path.glob("made-*.pdf")))
    except validator.CannotStart as reason:
        missing(str(reason))
    assert broken.pop("made-no.pdf")
    assert broken == {f"made-{n}.pdf": [] for n in range(1, 8)}


@pytest.mark.parametrize("read", [True, False])
def test_the_pages_of_a_paper_are_cut_out_of_its_file(tmp_path: Path, read: bool) -> None:
    source = sheets.make(tmp_path / "a.pdf", *(sheets.body((f"tờ {n}",)) for n in range(1, 5)))
    words = [page(("một hai",), n=2), page(("ba",), n=3)] if read else []
    target = tmp_path / "made.pdf"
    told = child.make(source, "application/pdf", {}, words, target, Limits(), keep=(2, 3))
    assert told["touched"]
    with opened(target) as file:
        assert len(file) == 2
    assert [text for text, _ in found(target, 1)] == (["một", "hai"] if read else [])
    assert [text for text, _ in found(target, 2)] == (["ba"] if read else [])
    assert read or [text for text, _ in found(target, 2, hidden=False)] == ["tờ", "3"]
