"""Lists of papers: which column means what, which row names which file, what is no list."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.catalogue import Matches, Table, match, read_table
from ingest.sandbox import Sandbox
from vanthu.errors import BadRequest
from vanthu.records import Receipt

NOW = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


def receipts(*paths: str) -> list[Receipt]:
    return [Receipt(path, "b", path, "", 0, NOW, "local") for path in paths]


def named(matches: Matches) -> dict[str, int]:
    return {one.receipt: one.row for one in matches.listed}


def workbook(path: Path, rows: list[list[str | int]]) -> None:
    """A workbook of one sheet; whole numbers are days."""
    cells = ""
    for r, row in enumerate(rows, start=1):
        cells += f'<row r="{r}">'
        for c, value in enumerate(row):
            place = f"{chr(65 + c)}{r}"
            if isinstance(value, int):
                cells += f'<c r="{place}" s="1"><v>{value}</v></c>'
            else:
                cells += f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
        cells += "</row>"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = "http://schemas.openxmlformats.org/package/2006"
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{packed}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{spreadsheet}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packed}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packed}/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{office}/styles" '
        'Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')


CSV = """\
DANH MỤC HỒ SƠ;;;;
STT;"Số, ký hiệu";Ngày ban hành;Tên loại và trích yếu nội dung văn bản;Tên tệp
1;12/KH-UBND;3/4/2025;"Kế hoạch; lưu trữ";a.pdf
;;;;
2;57-NQ/TW;22/12/2024;Nghị quyết;hop 1\\b.pdf
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_list_is_read_whatever_its_separator_title_and_encoding(
    sandbox: Sandbox, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "danh muc.csv"
    for separator in ";,\t":
        text = CSV.replace(";", separator) if separator != ";" else CSV
        path.write_bytes(text.encode(encoding))
        table = read_table(path, path.name, sandbox=sandbox)
        assert table.columns == ("row", "number", "issued", "title", "file")
        assert table.rows[1]["number"] == "57-NQ/TW"
        assert len(table.rows) == 2


def test_a_workbook_is_read_with_its_dates_as_shown(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    workbook(path, [["Danh mục"], ["Tên tệp", "Số ký hiệu", "Ngày ban hành"], ["a.pdf", "12/KH-UBND", 45750]])
    table = read_table(path, path.name, sandbox=sandbox)
    assert table.columns == ("file", "number", "issued")
    assert {**table.rows[0], "issued": ""} == {"file": "a.pdf", "number": "12/KH-UBND", "issued": ""}
    assert "2025" in table.rows[0]["issued"]


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("Tên tệp,Trích yếu", ("file", "title")),
        ("SỐ/KÝ HIỆU,Cơ quan ban hành văn bản", ("number", "issuer")),
        ("Số và ký hiệu,Ngày tháng năm ban hành,Số trang,Ghi chú", ("number", "issued", "pages", "note")),
        ("File name,Date,Title", ("file", "issued", "title")),
        ("Số trang,Số ký hiệu,Nội dung", ("pages", "number", "title")),
        ("Loại văn bản,Người ký,Tên tập tin", ("type", "signer", "file")),
    ],
)
def test_columns_are_told_by_their_headings(
    sandbox: Sandbox, tmp_path: Path, heading: str, columns: tuple[str, ...]
) -> None:
    path = tmp_path / "l.csv"
    path.write_text(heading + "\n" + ",".join("x" * len(columns)) + "\n", encoding="utf-8")
    assert read_table(path, path.name, sandbox=sandbox).columns == columns


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"\x7fELF\0\0\0", b"PK\x03\x04rubbish", "Trích yếu,Ghi chú\n1,2".encode()]
)
def test_what_is_no_list_is_refused_with_a_reason(sandbox: Sandbox, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "l.csv"
    path.write_bytes(content)
    with pytest.raises(BadRequest, match="anh mục"):
        read_table(path, path.name, sandbox=sandbox)


FILES = Table(
    ("file", "number"), tuple({"file": name, "number": "1"} for name in ("A.pdf", "hộp 1\\b.PDF", "c", "no.pdf"))
)
NUMBERS = Table(
    ("number", "title"), ({"number": "57-NQ/TW", "title": "x"}, {"number": "1/QĐ", "title": "y"}, {"title": "z"})
)


@pytest.mark.parametrize(
    ("table", "paths", "rows", "unmatched"),
    [
        (FILES, ["in/a.pdf", "in/hộp 1/b.pdf", "in/c.docx"], {"in/a.pdf": 1, "in/hộp 1/b.pdf": 2, "in/c.docx": 3}, 1),
        (FILES, ["in/x/a.pdf", "in/y/a.pdf"], {}, 4),
        (NUMBERS, ["in/57_NQ-TW.pdf", "in/1-QĐ.pdf"], {"in/57_NQ-TW.pdf": 1, "in/1-QĐ.pdf": 2}, 1),
        (NUMBERS, ["in/157_NQ-TW.pdf"], {}, 3),
    ],
)  # fmt: skip
def test_rows_meet_files_and_what_meets_none_is_named(
    table: Table, paths: list[str], rows: dict[str, int], unmatched: int
) -> None:
    found = match(table, receipts(*paths))
    assert named(found) == rows
    assert len(found.unmatched) == unmatched
    assert all(said.startswith("dòng ") for said in found.unmatched)


def test_two_rows_with_one_name_meet_by_their_folders_or_not_at_all() -> None:
    table = Table(("file",), ({"file": "x/a.pdf"}, {"file": "y/a.pdf"}))
    assert named(match(table, receipts("in/x/a.pdf", "in/y/a.pdf"))) == {"in/x/a.pdf": 1, "in/y/a.pdf": 2}
    assert named(match(table, receipts("in/a.pdf"))) == {}
