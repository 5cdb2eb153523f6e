"""The export to Akoma Ntoso: valid, complete, each provision once with its name."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from extract.akn import akoma_ntoso
from extract.akn.inline import clean
from extract.document import extract
from extract.structure import structure
from vanthu.records import Cell, Extraction, Line, Page, PageSource

SHARED = Path(__file__).parents[3] / "shared"
SPACE = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0", "t": "urn:vanthu:1"}

DECISION = """THỦ TƯỚNG CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 904/QĐ-TTg
Hà Nội, ngày 12 tháng 8 năm 2025
QUYẾT ĐỊNH
Ban hành Quy chế quản lý kho dùng chung
THỦ TƯỚNG CHÍNH PHỦ
Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Quy chế quản lý kho dùng chung.
Điều 2. Tổ chức thực hiện
1. Bộ Tài chính có trách nhiệm:
a) Bố trí kinh phí trước ngày 31 tháng 12 năm 2025;
b) Kiểm tra việc sử dụng.
2. Bộ Nội vụ hướng dẫn <thực hiện> & báo cáo.
Nơi nhận:
- Lưu: VT.
THỦ TƯỚNG
Nguyễn Văn A
QUY CHẾ
Quản lý kho dùng chung
(Kèm theo Quyết định số 904/QĐ-TTg ngày 12 tháng 8 năm 2025 của Thủ tướng Chính phủ)
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi
Quy chế này quy định việc nộp văn bản."""


def pages(text: str) -> list[Page]:
    return [Page(1, None, None, PageSource.FILE, tuple(Line(row) for row in text.split("\n")))]


def exported(text: str) -> etree._Element:
    return etree.fromstring(akoma_ntoso(extract(pages(text))))


def one(root: etree._Element, path: str) -> etree._Element:
    found = root.xpath(path, namespaces=SPACE)
    assert len(found) == 1, path
    return found[0]


def said(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.fixture(scope="module")
def decision() -> etree._Element:
    return exported(DECISION)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/a:akomaNtoso/a:act/a:preface//a:docNumber", "904/QĐ-TTg"),
        ("/a:akomaNtoso/a:act/a:preface//a:docTitle", "Ban hành Quy chế quản lý kho dùng chung"),
        ("/a:akomaNtoso/a:act/a:preface//a:docDate[@date='2025-08-12']", "12 tháng 8 năm 2025"),
        ("/a:akomaNtoso/a:act/a:body/a:article[@eId='art_2']/a:num", "Điều 2."),
        ("/a:akomaNtoso/a:act/a:body/a:article[@eId='art_2']/a:heading", "Tổ chức thực hiện"),
        ("//a:paragraph[@eId='art_2__para_1']/a:intro", "Bộ Tài chính có trách nhiệm:"),
        ("//a:point[@eId='art_2__para_1__point_b']/a:content/a:p", "Kiểm tra việc sử dụng."),
        ("//a:paragraph[@eId='art_2__para_2']/a:content/a:p", "Bộ Nội vụ hướng dẫn <thực hiện> & báo cáo."),
        ("/a:akomaNtoso/a:act/a:conclusions/a:p[last()]", "Nguyễn Văn A"),
        ("//a:attachment/a:doc/a:mainBody/a:chapter/a:heading", "QUY ĐỊNH CHUNG"),
        ("//a:attachment//a:article/a:content", "Quy chế này quy định việc nộp văn bản."),
    ],
)
def test_each_provision_stands_in_its_element(decision: etree._Element, path: str, words: str) -> None:
    assert said(one(decision, path)) == words


def test_a_citation_with_a_number_refers_to_the_work_it_names(decision: etree._Element) -> None:
    ref = one(decision, "//a:preamble//a:ref[@class='basis']")
    assert ref.get("href") == "/akn/vn/act/nghi-dinh/2020-03-05/30-2020-nd-cp"


def test_a_task_stands_at_its_provision(decision: etree._Element) -> None:
    task = one(decision, "//t:task[t:deadline]")
    assert task.get("at") == "#art_2__para_1__point_a"
    assert said(one(task, "t:lead")) == "Bộ Tài chính"
    assert one(task, "t:deadline").get("value") == "2025-12-31"
    refers = one(task, "t:lead").get("refersTo").removeprefix("#")
    assert one(decision, f"//a:TLCOrganization[@eId='{refers}']").get("showAs") == "Bộ Tài chính"


def test_a_letter_is_a_doc_not_an_act() -> None:
    root = exported(
        "BỘ NỘI VỤ\nSố: 12/BNV-VP\nHà Nội, ngày 01 tháng 7 năm 2025\nKính gửi: Bộ Tài chính\nĐề nghị quý Bộ góp ý."
    )
    one(root, "/a:akomaNtoso/a:doc/a:mainBody")


def test_the_cells_of_a_table_keep_their_places() -> None:
    cells = (("TT", 0, 0, 1), ("Nhiệm vụ", 0, 1, 2), ("1", 1, 0, 1), ("Xây dựng kho", 1, 1, 1), ("Bộ Nội vụ", 1, 2, 1))
    lines = [Line("Điều 1. Phân công"), *(Line(text, cell=Cell(0, r, c, 1, w)) for text, r, c, w in cells)]
    root = etree.fromstring(akoma_ntoso(extract([Page(1, None, None, PageSource.FILE, tuple(lines))])))
    table = one(root, "//a:table")
    assert [[said(cell) for cell in row] for row in table] == [["TT", "Nhiệm vụ"], ["1", "Xây dựng kho", "Bộ Nội vụ"]]
    assert one(table, ".//a:td[@colspan='2']").get("rowspan") is None


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_gives_well_formed_xml_with_names_used_once(text: str) -> None:
    root = exported(f"Điều 1. {text}\nĐiều 1. a\n1. {text}\n1. b\na) {text}")
    names = [element.get("eId") for element in root.iter() if element.get("eId")]
    assert len(names) == len(set(names))


def letters(text: str) -> str:
    return regex.sub(r"\s+", "", clean(unicodedata.normalize("NFC", text)))


def lost(found: Extraction, root: etree._Element) -> int:
    """How many characters of the paragraphs are not in the export."""
    blocks = root.iter(*(f"{{*}}{name}" for name in ("preface", "preamble", "body", "mainBody", "conclusions")))
    kept = sum(len(letters("".join(block.itertext()))) for block in blocks)
    there = sum(len(letters(p.flow(found.text.text))) for p in structure(found.text).paragraphs)
    return there - kept


def papers() -> Sequence[Path]:
    """Every ninth text of the collection under 60 kB."""
    texts = [path for path in sorted((SHARED / "data/docs/txt").glob("*.txt")) if path.stat().st_size < 60_000]
    return texts[::9]


@pytest.mark.slow
@pytest.mark.shared
def test_real_papers_are_valid_and_lose_no_words() -> None:
    if not (SHARED / "data/interop/akomantoso30.xsd").exists():
        if os.environ.get("CI"):
            pytest.fail("../shared is missing")
        pytest.skip("../shared is missing")
    schema = etree.XMLSchema(etree.parse(str(SHARED / "data/interop/akomantoso30.xsd")))
    for path in papers():
        sheets = path.read_text("utf-8").split("\f")
        found = extract(
            [
                Page(n, None, None, PageSource.FILE, tuple(map(Line, sheet.split("\n"))))
                for n, sheet in enumerate(sheets, 1)
            ]
        )
        root = etree.fromstring(akoma_ntoso(found))
        assert schema.validate(root), (path.name, schema.error_log.last_error)
        assert lost(found, root) == 0, path.name
