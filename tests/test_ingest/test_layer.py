"""The text layer of a PDF page: converted where it is in an old encoding, and not believed where it misleads."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest import layer, sense
from ingest.encodings import TABLES, VNI
from ingest.pdfium import opened
from ingest.readers.pdf import read_page

TEXT = (
    "Thủ tướng giao Bộ Tài chính chủ trì, phối hợp với các cơ quan liên quan thực hiện trước ngày 30 tháng 6 năm 2026"
)
FRENCH = "Le conseil a été élu à Orléans, où il a siégé"
TO_TCVN3 = {letter: chr(code) for code, letter in TABLES["tcvn3"].items() if code < 256}
TO_VNI = {letter: code for code, letter in VNI.items()}


def old(text: str, table: dict[str, str]) -> bytes:
    return "".join(table.get(letter, letter) for letter in text).encode("latin-1")


def pdf(pieces: list[tuple[str, bytes]]) -> bytes:
    """A PDF that draws these bytes, each piece in a font of this name, on lines of their own."""
    fonts = sorted({font for font, _ in pieces})
    drawn = b""
    for k, (font, text) in enumerate(pieces):
        safe = b"".join(b"\\%03o" % byte for byte in text)
        drawn += b"BT /F%d 12 Tf 50 %d Td (%s) Tj ET\n" % (fonts.index(font), 780 - 20 * k, safe)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 842] /Contents 4 0 R /Resources << /Font << %s >> >> >>"
        % b" ".join(b"/F%d %d 0 R" % (k, 5 + k) for k in range(len(fonts))),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        *(
            b"<< /Type /Font /Subtype /TrueType /BaseFont /%s /Encoding /WinAnsiEncoding >>" % font.encode()
            for font in fonts
        ),
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    places = []
    for k, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (k, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table))
    return out.getvalue()


def words(content: bytes, tmp_path: Path) -> list[Any]:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with opened(path) as document, document.page(1) as page:
        return layer.words_of(page)


@pytest.mark.parametrize(
    ("pieces", "seen"),
    [
        ([(".VnTime", old(TEXT, TO_TCVN3))], TEXT),
        ([("ABCDEF+.VnTime,Bold", old(TEXT, TO_TCVN3))], TEXT),
        ([(".VnTime", old(TEXT, TO_TCVN3)), (".VnTimeH", old("bộ tài chính", TO_TCVN3))], f"{TEXT} BỘ TÀI CHÍNH"),
        ([("VNI-Times", old(TEXT, TO_VNI))], TEXT),
        ([("TT12o00", old(TEXT, TO_TCVN3))], TEXT),  # a font that tells nothing: the letters do
        ([("Helvetica", FRENCH.encode("cp1252"))], FRENCH),
    ],
)
def test_a_layer_in_an_old_encoding_is_converted(pieces: Any, seen: str, tmp_path: Path) -> None:
    found = words(pdf(pieces), tmp_path)
    assert " ".join(word.text for word in found) == seen
    assert any(word.raw for word in found) is seen.startswith(TEXT)


GIBBERISH = "Cữmg hừơ xĩl hợụ chựr nghĩẽ vịơt nẵmm độơc lợơp từu dơị hạmh phừơc qưyêt địmhh vỏơ"


@pytest.mark.parametrize(
    ("text", "spells"),
    [
        (TEXT, True),
        (GIBBERISH, False),
        ("Høyesterett på Østlandet sa at også små fylker må få være med når saken går til Oslo tingrett", True),
        (
            "Pemerintah daerah wajib melaporkan hasilnya kepada menteri sebelum tanggal yang ditetapkan",
            True,
        ),
        ("Çocuğun güvenliği için şehir içi ulaşım ağı geliştirildi ve yeni durakların yapımına başlandı bu yıl", True),
        ("KH. UBND, QĐ-TTg, BKHCN", True),
    ],
)
def test_words_that_look_vietnamese_and_are_none_do_not_spell(text: str, spells: bool) -> None:
    assert sense.spells(text.split()) is spells


def scan(text: str, *, over: bool, hidden: bool = False) -> bytes:
    """A page with a picture of a sheet and a text: the picture drawn over the text, or the text over the picture."""
    from PIL import Image

    body = io.BytesIO()
    canvas = Canvas(body, pagesize=(595, 842), pageCompression=0)

    def write() -> None:
        lines = canvas.beginText(60, 760)
        lines.setFont("Helvetica", 11)
        lines.setTextRenderMode(3 if hidden else 0)
        for k in range(0, len(text), 60):
            lines.textLine(text[k : k + 60])
        canvas.drawText(lines)

    def paper() -> None:
        canvas.drawImage(ImageReader(Image.new("L", (600, 850), 255)), 0, 0, 595, 842)

    for step in (write, paper) if over else (paper, write):
        step()
    canvas.save()
    return body.getvalue()


ENGLISH = "Cong hoa xa hoi chu nghia Viet Nam Doc lap Tu do Hanh phuc quyet dinh phe duyet ke hoach nam 2026 cua bo "


@pytest.mark.parametrize(
    ("content", "recognised"),
    [
        (scan(ENGLISH, over=True), True),  # nobody sees it, and its marks are gone
        (scan(ENGLISH, over=False, hidden=True), True),
        (scan(ENGLISH, over=False), False),  # what people see is what counts
    ],
)
def test_a_layer_that_nobody_sees_is_believed_only_if_it_is_good(
    content: bytes, recognised: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with opened(path) as document, document.page(1) as page:
        _, pictures = page.objects()
        why = layer.fault(page, layer.words_of(page), pictures)
    assert bool(why) is recognised


def test_the_choice_and_its_reason_are_kept_with_the_page(tmp_path: Path) -> None:
    from ingest.limits import Limits

    path = tmp_path / "a.pdf"
    path.write_bytes(scan(ENGLISH, over=True))
    with opened(path) as document, document.page(1) as page:
        found = read_page(page, 1, Limits())
    assert found.source == "ocr"
    assert found.reason.startswith("lớp chữ ẩn không đáng tin; ")
