"""Plain text, hOCR and ALTO: what stands in them, where, and that other programs may read them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from ingest.writers.alto import NAMESPACE, alto
from ingest.writers.hocr import hocr
from ingest.writers.text import text
from vanthu.records import Box, Cell, Line, LineKind, Page, PageSource, Word

XHTML = "{http://www.w3.org/1999/xhtml}"
ALTO = f"{{{NAMESPACE}}}"
SAFE = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def line(printed: str, top: float = 0.1, *, sure: float | None = 0.9, page: int = 1, **more: Any) -> Line:
    """A printed line: each of its words a tenth of the page wide."""
    words, at = [], 0
    for k, word in enumerate(printed.split()):
        at = printed.index(word, at)
        box = Box(page, 0.1 * k, top, 0.1 * k + 0.08, top + 0.02)
        words.append(Word(at, at + len(word), box, sure))
        at += len(word)
    return Line(printed, tuple(words), **more)


def page(*lines: Line, n: int = 1, source: PageSource = PageSource.OCR, dpi: float | None = 200.0) -> Page:
    return Page(n, 595.0, 842.0, source, lines, dpi=dpi)


def cell(printed: str, row: int, column: int, table: int = 100) -> Line:
    return line(printed, 0.3 + 0.03 * row, cell=Cell(table, row, column))


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ([], ""),
        ([page(line("Điều 1."), line("Hiệu lực."))], "Điều 1.\nHiệu lực.\n"),
        ([page(line("một")), page(line("hai"), n=2)], "một\fhai\n"),
        ([page(line("ba"), n=3), page(line("một"))], "một\f\fba\n"),
        ([page(line("hai  chữ"))], "hai chữ\n"),
        ([page(line(unicodedata.normalize("NFD", "Nghị quyết")))], "Nghị quyết\n"),
        ([page(line("QUYếT ĐịNH"))], "QUYẾT ĐỊNH\n"),
        ([page(line("a\fb"))], "a b\n"),
        ([page(Line("  giữ  nguyên "), source=PageSource.FILE)], "  giữ  nguyên \n"),
        ([page(line("chữ"), line("2", kind=LineKind.PAGE_NUMBER))], "chữ\n2\n"),
        ([page(line("CÔNG BÁO/Số 3", kind=LineKind.RUNNING_HEAD), line("chữ"))], "chữ\n"),
        ([page(line("Ký bởi: A", kind=LineKind.STAMP), line("¹ Chú", kind=LineKind.FOOTNOTE))], "¹ Chú\n"),
        (
            [
                page(
                    line("Bảng"),
                    cell("TT", 0, 0),
                    cell("Việc", 0, 1),
                    cell("1", 1, 0),
                    cell("Giao", 1, 1),
                    cell("số", 1, 1),
                )
            ],
            "Bảng\nTT\tViệc\n1\tGiao số\n",
        ),
        ([page(cell("a", 0, 0, table=1), cell("b", 0, 0, table=2))], "a\nb\n"),
    ],
)
def test_the_text_is_one_line_for_each_printed_line_and_a_form_feed_between_pages(
    pages: Sequence[Page], told: str
) -> None:
    assert text(pages) == told


def test_pages_that_could_not_be_read_keep_their_place() -> None:
    assert text([page(line("hai"), n=2)], expected=4).split("\f") == ["", "hai", "", "\n"]


PAGES = [
    page(
        line("CÔNG BÁO/Số 3", 0.02, kind=LineKind.RUNNING_HEAD),
        line("Điều 1. “A & B” <b> là", 0.1, sure=0.876),
        line("của tệp", 0.2, sure=None),
        cell("TT", 0, 0),
        cell("Việc", 0, 1),
        line("7", 0.95, kind=LineKind.PAGE_NUMBER),
    ),
    page(n=2),
    Page(3, None, None, PageSource.FILE, (Line("không rõ chỗ"), Line("   "))),
]


def named(root: Any, kind: str) -> list[Any]:
    return [element for element in root.iter() if element.get("class") == kind]


def test_hocr_is_xhtml_with_every_word_in_its_box() -> None:
    root = etree.fromstring(hocr(PAGES, 'một "tệp" & <tên>.pdf').encode(), SAFE)
    assert root.tag == f"{XHTML}html"
    sheets = named(root, "ocr_page")
    assert "; bbox 0 0 1653 2339;" in sheets[0].get("title")
    words = named(root, "ocrx_word")
    assert [word.text for word in words[3:10]] == ["Điều", "1.", "“A", "&", "B”", "<b>", "là"]
    assert words[3].get("title") == "bbox 0 234 132 281; x_wconf 88"
    assert words[10].get("title") == "bbox 0 468 132 515"
    assert words[-1].get("title") is None
    for outer, inner in (("ocr_line", "ocrx_word"), ("ocr_par", "ocr_line"), ("ocr_page", "ocr_par")):
        for element in named(root, inner):
            assert element.iterancestors() is not None
            assert any(parent.get("class") == outer for parent in element.iterancestors())
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_hocr_names_heads_page_numbers_and_tables() -> None:
    root = etree.fromstring(hocr(PAGES, "tệp.pdf").encode(), SAFE)
    told = {
        kind: " ".join(named(root, kind)[0].itertext()).split() for kind in ("ocr_header", "ocr_pageno", "ocr_table")
    }
    assert told == {"ocr_header": ["CÔNG", "BÁO/Số", "3"], "ocr_pageno": ["7"], "ocr_table": ["TT", "Việc"]}


def test_a_paragraph_over_two_pages_stands_on_both() -> None:
    words = (Word(0, 3, Box(1, 0.1, 0.9, 0.2, 0.92)), Word(4, 7, Box(2, 0.1, 0.1, 0.2, 0.12)))
    pages = [page(Line("một hai", words), source=PageSource.FILE), page(n=2, source=PageSource.FILE)]
    root = etree.fromstring(hocr(pages, "tệp.docx").encode(), SAFE)
    assert ["".join(sheet.itertext()).split() for sheet in named(root, "ocr_page")] == [["một"], ["hai"]]


def test_alto_is_what_its_schema_asks_for() -> None:
    grammar = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("alto.rng")), SAFE))
    root = etree.fromstring(alto(PAGES, "một & <hai>.pdf").encode(), SAFE)
    grammar.assertValid(root)
    root.find(f".//{ALTO}String").set("WC", "1.2")
    assert not grammar.validate(root)


def test_alto_places_words_in_pixels_with_their_confidence() -> None:
    root = etree.fromstring(alto(PAGES, "tệp.pdf").encode(), SAFE)
    words = root.findall(f".//{ALTO}String")
    first = words[3]
    assert (first.get("CONTENT"), first.get("WC")) == ("Điều", "0.8760")
    assert [first.get(name) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")] == ["0", "234", "132", "47"]
    assert words[10].get("WC") is None
    sheets = root.findall(f".//{ALTO}Page")
    assert [sheet.get("PRINTED_IMG_NR") for sheet in sheets] == ["7", None, None]
    assert {block.get("TAGREFS") for block in root.iter(f"{ALTO}TextBlock")} == {
        None,
        "running_head",
        "page_number",
        "table",
    }


@pytest.mark.parametrize("write", [hocr, alto])
def test_what_xml_cannot_hold_is_replaced(write: Any) -> None:
    root = etree.fromstring(write([page(line("a\x02b \ud800c \x00"))], "x\x01.pdf").encode(), SAFE)
    told = "".join(root.itertext()) + "".join(element.get("CONTENT", "") for element in root.iter())
    assert "a\ufffdb" in told
    assert "\ufffdc" in told
