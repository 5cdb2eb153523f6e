"""PDF text layers: words, boxes, reading order, tables, and how bad files end."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.limits import Limits
from ingest.readers import pdf
from ingest.sink import ListSink
from tests.test_ingest import sheets
from tests.test_ingest.sheets import BODY, body, make, read, table, texts, together
from vanthu.errors import Unreadable
from vanthu.records import LineKind, PageSource


def test_the_text_of_a_page_is_its_lines_in_order(tmp_path: Path) -> None:
    [page] = read(make(tmp_path / "a.pdf", body()))
    assert page.source is PageSource.TEXT
    assert texts(page) == list(BODY)
    assert all(line.text[word.start : word.end].strip() for line in page.lines for word in line.words)
    assert all(word.confidence is None for line in page.lines for word in line.words)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (40, 60, 540, 800)])
def test_a_words_box_lies_on_its_ink_however_the_page_is_turned_and_cropped(
    tmp_path: Path, rotate: int, crop: tuple[float, float, float, float] | None
) -> None:
    path = make(tmp_path / "a.pdf", body(), rotate=rotate, crop=crop)
    [read_page] = read(path)
    assert texts(read_page) == list(BODY)
    pixels = sheets.picture(path, dpi=200)
    assert read_page.width_pt == pytest.approx(pixels.shape[1] * 72 / 200, abs=1)
    overlaps = {text: sheets.ink_overlap(pixels, box) for text, box in sheets.words(read_page.lines)}
    assert len(overlaps) > 50
    assert {text: o for text, o in overlaps.items() if o < 0.7} == {}


@pytest.mark.parametrize("degrees", [90, -90])
def test_a_sheet_printed_sideways_is_read_along_its_lines(tmp_path: Path, degrees: int) -> None:
    def sideways(canvas: Canvas) -> None:
        if degrees == 90:
            canvas.transform(0, 1, -1, 0, sheets.A4[0], 0)
        else:
            canvas.transform(0, -1, 1, 0, 0, sheets.A4[1])
        body(top=500)(canvas)
        table(XS, (300, 260, 220), HEAD, set())(canvas)

    path = make(tmp_path / "a.pdf", sideways)
    [page] = read(path)
    assert texts(page) == [*BODY, *HEAD.values()]
    assert [line.cell.column for line in page.lines if line.cell] == [0, 1, 2, 3, 4]
    pixels = sheets.picture(path)
    assert min(sheets.ink_overlap(pixels, box) for _, box in sheets.words(page.lines[:8])) > 0.7


def letter_by_letter(text: str, gap: float) -> sheets.Draw:
    """Each letter placed by itself, words parted by a gap and no blank."""

    def draw(canvas: Canvas) -> None:
        x = 85.0
        for letter in text:
            if letter == " ":
                x += gap
                continue
            canvas.drawString(x, 700, letter)
            x += canvas.stringWidth(letter, "Tinos", 13)

    return draw


def test_words_are_parted_by_gaps_where_the_file_has_no_blanks(tmp_path: Path) -> None:
    wanted = "Giao Bộ Khoa học và Công nghệ chủ trì"
    [page] = read(make(tmp_path / "a.pdf", letter_by_letter(wanted, gap=3.5)))
    assert texts(page) == [wanted]


def test_marks_drawn_as_characters_of_their_own_stay_with_their_letter(tmp_path: Path) -> None:
    apart = "Quyê\u0301t đi\u0323nh vê\u0300 hoa\u0300 gia\u0309i"
    [page] = read(make(tmp_path / "a.pdf", body([apart])))
    assert texts(page) == [apart]


@pytest.mark.parametrize(
    "row",
    [
        "Số: 57-NQ/TW – ngày 22/12/2024 — hết",
        "từ 45 - 50 triệu lượt; 1.000 doanh nghiệp (kể cả 03 tỉnh)",
        "“phát triển” ‘xanh’ § 5 … ½",
    ],
)
def test_dashes_quotes_and_figures_stay_as_they_are(tmp_path: Path, row: str) -> None:
    [page] = read(make(tmp_path / "a.pdf", body([row, "Điều 1."])))
    assert texts(page)[0] == row


def test_a_hyphen_at_the_end_of_a_line_is_kept(tmp_path: Path) -> None:
    [page] = read(make(tmp_path / "a.pdf", body(["Thực hiện Nghị quyết số 57-", "NQ/TW của Bộ Chính trị"])))
    assert texts(page) == ["Thực hiện Nghị quyết số 57-", "NQ/TW của Bộ Chính trị"]


LEFT = ("ỦY BAN NHÂN DÂN", "TỈNH MẪU", "Số: 15/KH-UBND")
RIGHT = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Mẫu, ngày 05 tháng 5 năm 2026")


def side_by_side(left: tuple[str, ...], right: tuple[str, ...], *, top: float, lower: float = 7) -> sheets.Draw:
    """Two centred columns whose rows do not stand level."""

    def draw(canvas: Canvas) -> None:
        for k, row in enumerate(left):
            canvas.drawCentredString(150, top - 17 * k, row)
        for k, row in enumerate(right):
            canvas.drawCentredString(410, top - lower - 19 * k, row)

    return draw


def test_a_letterhead_is_read_left_column_first(tmp_path: Path) -> None:
    [page] = read(make(tmp_path / "a.pdf", together(side_by_side(LEFT, RIGHT, top=780), body())))
    assert texts(page) == [*LEFT, *RIGHT, *BODY]


def test_a_signature_block_is_read_left_column_first(tmp_path: Path) -> None:
    def block(canvas: Canvas) -> None:
        for k, row in enumerate(
            ("Nơi nhận:", "- Như Điều 3;", "- Văn phòng Chính phủ (để báo cáo);", "- Lưu: VT, KH.")
        ):
            canvas.drawString(85, 400 - 16 * k, row)
        for y, row in ((400, "KT. CHỦ TỊCH"), (382, "PHÓ CHỦ TỊCH"), (300, "Nguyễn Văn A")):
            canvas.drawCentredString(430, y, row)

    [page] = read(make(tmp_path / "a.pdf", together(body(), block)))
    assert texts(page)[len(BODY) :] == [
        "Nơi nhận:",
        "- Như Điều 3;",
        "- Văn phòng Chính phủ (để báo cáo);",
        "- Lưu: VT, KH.",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Nguyễn Văn A",
    ]


def test_rows_with_wide_gaps_are_no_columns(tmp_path: Path) -> None:
    def pairs(canvas: Canvas) -> None:
        for k, (name, value) in enumerate(
            (("Địa chỉ:", "số 1 phố Mẫu"), ("Điện thoại:", "024.0000"), ("Email:", "a@b.vn"))
        ):
            canvas.drawString(85, 700 - 20 * k, name)
            canvas.drawString(260, 700 - 20 * k, value)

    [page] = read(make(tmp_path / "a.pdf", pairs))
    assert texts(page) == ["Địa chỉ: số 1 phố Mẫu", "Điện thoại: 024.0000", "Email: a@b.vn"]


def gazette_head(number: int) -> sheets.Draw:
    def draw(canvas: Canvas) -> None:
        canvas.drawCentredString(300, 790, "CÔNG BÁO/Số 281/Ngày 21-05-2026")
        canvas.drawRightString(532, 790, str(number))
        canvas.line(63, 784, 532, 784)

    return draw


def stamp(canvas: Canvas) -> None:
    canvas.setFont("Tinos", 7)
    for k, row in enumerate(
        ("Ký bởi: CÔNG BÁO NƯỚC CỘNG HÒA", "Cơ quan: VĂN PHÒNG CHÍNH PHỦ", "Ngày ký: 2026-05-21 08:05:48 +07:00")
    ):
        canvas.drawString(400, 60 - 9 * k, row)
    canvas.setFont("Tinos", 13)


def kinds(page_lines: object) -> list[str]:
    return [line.kind.value for line in page_lines]  # type: ignore[attr-defined]


def test_running_heads_page_numbers_and_stamps_are_told_from_the_text(tmp_path: Path) -> None:
    def numbered(canvas: Canvas) -> None:
        canvas.drawCentredString(297, 800, "2")

    first, second = read(
        make(tmp_path / "a.pdf", together(gazette_head(99), body(), stamp), together(numbered, body(["15", *BODY])))
    )
    assert [line.text for line in first.lines if line.kind is LineKind.RUNNING_HEAD] == [
        "CÔNG BÁO/Số 281/Ngày 21-05-2026 99"
    ]
    assert [line.text for line in first.lines if line.kind is LineKind.BODY] == list(BODY)
    assert sum(line.kind is LineKind.STAMP for line in first.lines) == 3
    assert [line.text for line in second.lines if line.kind is LineKind.PAGE_NUMBER] == ["2"]
    assert [line.text for line in second.lines if line.kind is LineKind.BODY] == ["15", *BODY]


def test_footnotes_are_the_small_rows_under_a_short_rule(tmp_path: Path) -> None:
    def notes(canvas: Canvas) -> None:
        canvas.line(85, 120, 230, 120)
        canvas.setFont("Tinos", 9)
        canvas.drawString(85, 108, "1 Theo Quyết định số 19/2025/QĐ-TTg của Thủ tướng Chính phủ")
        canvas.drawString(85, 97, "về bảng danh mục và mã số các đơn vị hành chính.")

    [page] = read(make(tmp_path / "a.pdf", together(body(), notes)))
    assert [line.kind for line in page.lines] == [LineKind.BODY] * len(BODY) + [LineKind.FOOTNOTE] * 2


def test_an_underlined_heading_of_the_recipients_begins_no_footnotes(tmp_path: Path) -> None:
    def recipients(canvas: Canvas) -> None:
        canvas.setFont("Tinos", 11)
        canvas.drawString(72, 140, "Nơi nhận gửi:")
        canvas.line(72, 138, 72 + canvas.stringWidth("Nơi nhận gửi:", "Tinos", 11), 138)
        canvas.drawString(72, 125, "- Các tỉnh ủy, thành ủy;")
        canvas.drawString(72, 111, "- Lưu Văn phòng.")

    [page] = read(make(tmp_path / "a.pdf", together(body(), recipients)))
    assert {line.kind for line in page.lines} == {LineKind.BODY}


def test_an_u_with_horn_under_a_wrong_name_is_put_right_and_kept_as_read(tmp_path: Path) -> None:
    [page] = read(make(tmp_path / "a.pdf", body(["Bộ Công Thƣơng hƣớng dẫn"])))
    assert texts(page) == ["Bộ Công Thương hướng dẫn"]
    assert [word.raw for word in page.lines[0].words] == [None, None, "Thƣơng", "hƣớng", None]


def test_a_heading_in_the_middle_of_the_page_is_no_part_of_the_letterhead_under_it(tmp_path: Path) -> None:
    def heading(canvas: Canvas) -> None:
        canvas.drawCentredString(297, 810, "BỘ CÔNG AN")

    [page] = read(make(tmp_path / "a.pdf", together(heading, side_by_side(LEFT, RIGHT, top=780), body())))
    assert texts(page)[:4] == ["BỘ CÔNG AN", *LEFT]


XS = (70, 105, 290, 390, 480, 540)
HEAD = {(0, 0): "STT", (0, 1): "Nhiệm vụ", (0, 2): "Chủ trì", (0, 3): "Phối hợp", (0, 4): "Thời hạn"}


def test_a_task_table_comes_cell_by_cell_with_its_spans(tmp_path: Path) -> None:
    content = HEAD | {
        (1, 0): "I",
        (1, 1): "Hoàn thiện thể chế",
        (2, 0): "1",
        (2, 1): "Sửa đổi Nghị định về\nkhoa học",
        (2, 2): "Bộ Khoa học\nvà Công nghệ",
        (2, 3): "Bộ Tư pháp",
        (2, 4): "Quý I/2026",
        (3, 1): "Trình Chính phủ",
        (3, 2): "Bộ Tài chính",
        (3, 4): "2027",
    }
    gaps = {("right", 1, k) for k in (1, 2, 3)} | {("below", 2, 0)}
    one = table(XS, (700, 670, 640, 600, 560), content, gaps)
    [page] = read(
        make(tmp_path / "a.pdf", together(body(["Kèm theo Kế hoạch"], top=730), one, body(["Ghi chú."], top=520)))
    )
    cells = [
        (line.cell.row, line.cell.column, line.cell.row_span, line.cell.column_span, line.text)
        for line in page.lines
        if line.cell
    ]
    assert cells == [
        (0, 0, 1, 1, "STT"),
        (0, 1, 1, 1, "Nhiệm vụ"),
        (0, 2, 1, 1, "Chủ trì"),
        (0, 3, 1, 1, "Phối hợp"),
        (0, 4, 1, 1, "Thời hạn"),
        (1, 0, 1, 1, "I"),
        (1, 1, 1, 4, "Hoàn thiện thể chế"),
        (2, 0, 2, 1, "1"),
        (2, 1, 1, 1, "Sửa đổi Nghị định về"),
        (2, 1, 1, 1, "khoa học"),
        (2, 2, 1, 1, "Bộ Khoa học"),
        (2, 2, 1, 1, "và Công nghệ"),
        (2, 3, 1, 1, "Bộ Tư pháp"),
        (2, 4, 1, 1, "Quý I/2026"),
        (3, 1, 1, 1, "Trình Chính phủ"),
        (3, 2, 1, 1, "Bộ Tài chính"),
        (3, 4, 1, 1, "2027"),
    ]
    assert (page.lines[0].text, page.lines[-1].text) == ("Kèm theo Kế hoạch", "Ghi chú.")
    assert [page.lines[0].cell, page.lines[-1].cell] == [None, None]


def test_a_table_that_runs_over_the_page_is_one_on_each_page_open_rows_included(tmp_path: Path) -> None:
    first = table(
        XS,
        (300, 270, 230, 60),
        HEAD | {(1, 0): "1", (1, 1): "Việc một", (2, 0): "2", (2, 1): "Việc hai, phần đầu"},
        {("below", 2, k) for k in range(5)},
    )
    second = table(XS, (790, 700, 650), {(0, 1): "phần sau", (0, 4): "2026", (1, 0): "3", (1, 1): "Việc ba"}, set())
    one, two = read(make(tmp_path / "a.pdf", first, second))
    assert [(line.cell.row, line.cell.column, line.text) for line in one.lines if line.cell][-2:] == [
        (2, 0, "2"),
        (2, 1, "Việc hai, phần đầu"),
    ]
    assert [(line.cell.row, line.cell.column, line.text) for line in two.lines if line.cell] == [
        (0, 1, "phần sau"),
        (0, 4, "2026"),
        (1, 0, "3"),
        (1, 1, "Việc ba"),
    ]
    assert {line.cell.table for line in one.lines if line.cell} != {line.cell.table for line in two.lines if line.cell}


def test_frames_underlines_and_single_boxes_are_no_tables(tmp_path: Path) -> None:
    def lines(canvas: Canvas) -> None:
        canvas.rect(30, 30, 535, 780)
        canvas.line(110, 715, 190, 715)
        canvas.rect(80, 300, 120, 40)
        canvas.drawString(85, 315, "ĐẾN ngày 05/5")

    [page] = read(make(tmp_path / "a.pdf", together(lines, body())))
    assert all(line.cell is None for line in page.lines)
    assert len(page.lines) == len(BODY) + 1


@pytest.mark.parametrize(
    ("spoil", "state"),
    [
        (lambda data: b"", "corrupt"),
        (lambda data: data[:300], "corrupt"),
        (lambda data: b"%PDF-1.7\n" + b"\0" * 500, "corrupt"),
    ],
)
def test_a_file_that_cannot_be_opened_is_corrupt(tmp_path: Path, spoil: object, state: str) -> None:
    path = make(tmp_path / "a.pdf", body())
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(Unreadable) as raised:
        read(path)
    assert raised.value.state == state


def test_an_encrypted_file_needs_its_password(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as raised:
        read(make(tmp_path / "a.pdf", body(), password="bí mật"))
    assert raised.value.state == "needs_password"


def test_a_file_without_pages_is_empty(tmp_path: Path) -> None:
    objects = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")
    data, places = b"%PDF-1.4\n", []
    for k, item in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj%sendobj\n" % (k, item)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"xref\n0 3\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size 3>>\nstartxref\n%d\n%%%%EOF" % (
        rows,
        len(data),
    )
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(Unreadable) as raised:
        read(tmp_path / "a.pdf")
    assert raised.value.state == "empty"


def test_pages_beyond_the_limit_are_named_and_the_others_kept(tmp_path: Path) -> None:
    sink = ListSink()
    outcome = pdf.read(make(tmp_path / "a.pdf", body(), body(), body()), sink, Limits(pages=2))
    assert (len(sink.pages), outcome.pages_expected) == (2, 3)
    assert "3 trang" in outcome.warnings[0]


def test_known_pages_are_left_out(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", body(), body(), body())
    sink = ListSink()
    pdf.read(path, sink, Limits())
    again = ListSink(pages=[sink.pages[1]])
    pdf.read(path, again, Limits())
    assert sorted(page.n for page in again.pages) == [1, 2, 3]
    assert sorted(again.pages, key=lambda page: page.n) == sink.pages


def test_a_table_of_coloured_cells_without_rules_is_found_too(tmp_path: Path) -> None:
    def coloured(canvas: Canvas) -> None:
        ys = (700, 660, 600, 540)
        content = HEAD | {
            (1, 0): "1",
            (1, 1): "Việc một",
            (1, 2): "Bộ Y tế",
            (2, 0): "2",
            (2, 1): "Việc hai",
            (2, 4): "2026",
        }
        for row in range(3):
            for column in range(5):
                canvas.setFillGray(0.95 - 0.03 * ((row + column) % 2))
                canvas.rect(
                    XS[column], ys[row + 1], XS[column + 1] - XS[column], ys[row] - ys[row + 1], stroke=0, fill=1
                )
                canvas.setFillGray(0)
                canvas.drawString(XS[column] + 4, ys[row] - 14, content.get((row, column), ""))

    [page] = read(make(tmp_path / "a.pdf", together(body(["Kèm theo Kế hoạch"], top=730), coloured)))
    assert [(line.cell.row, line.cell.column, line.text) for line in page.lines if line.cell][5:] == [
        (1, 0, "1"),
        (1, 1, "Việc một"),
        (1, 2, "Bộ Y tế"),
        (2, 0, "2"),
        (2, 1, "Việc hai"),
        (2, 4, "2026"),
    ]


def test_files_inside_a_pdf_are_handed_over_under_safe_names(tmp_path: Path) -> None:
    document = sheets.pypdfium2.PdfDocument(make(tmp_path / "a.pdf", body()))
    document.new_attachment("../../ngoài/phụ lục.txt").set_data("Phụ lục".encode())
    document.save(tmp_path / "b.pdf")
    document.close()
    sink = ListSink(folder=tmp_path)
    outcome = pdf.read(tmp_path / "b.pdf", sink, Limits())
    [(name, copy)] = sink.members
    assert (name, outcome.members) == ("ngoài/phụ lục.txt", 1)
    assert copy is not None
    assert copy.read_text("utf-8") == "Phụ lục"
    assert "1 tệp đính kèm" in outcome.warnings[0]


def test_a_sheet_of_monstrous_size_is_read_and_named(tmp_path: Path) -> None:
    [page] = read(make(tmp_path / "a.pdf", body(), size=(40_000, 40_000)))
    assert texts(page) == list(BODY)
    assert "Khổ trang" in page.warnings[0]


@pytest.mark.parametrize(("size", "refused"), [(3_000_000, True), (90_000, False)], ids=["bomb", "small"])
def test_a_stream_packed_twice_is_unpacked_to_the_limit_and_no_further(
    tmp_path: Path, size: int, refused: bool
) -> None:
    content = zlib.compress(zlib.compress(b"0 0 m " * (size // 6)))
    path = tmp_path / "a.pdf"
    path.write_bytes(
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\n"
        b"endobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>\nendobj\n"
        b"4 0 obj\n<</Length "
        + f"{len(content)}".encode()
        + b"/Filter[/FlateDecode /FlateDecode]>>stream\n"
        + content
        + b"\nendstream\nendobj\ntrailer<</Size 5/Root 1 0 R>>\n%%EOF\n"
    )
    limits = Limits(part_bytes=1_000_000)
    if not refused:
        assert pdf.read(path, ListSink(), limits).pages == 1
        return
    with pytest.raises(Unreadable) as raised:
        pdf.read(path, ListSink(), limits)
    assert (raised.value.state, raised.value.detail) == ("limit_exceeded", "bytes")
