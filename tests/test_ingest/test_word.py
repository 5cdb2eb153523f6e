"""Word files say what is printed: automatic numbers, tables, boxes, notes; and never what was deleted or hidden."""

from __future__ import annotations

import importlib.util
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ingest import ooxml
from ingest.limits import Limits
from ingest.wordtext import read_text
from vanthu.errors import Unreadable
from vanthu.records import Cell, Line, LineKind, State

_SPEC = importlib.util.spec_from_file_location("wordfile", Path(__file__).with_name("wordfile.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
w = importlib.util.module_from_spec(_SPEC)
sys.modules["wordfile"] = w
_SPEC.loader.exec_module(w)
p, r, num, level, table = w.p, w.r, w.num, w.level, w.table


@pytest.fixture
def lines(tmp_path: Path) -> Any:
    def go(body: str, **parts: str) -> tuple[Line, ...]:
        path = tmp_path / "a.docx"
        path.write_bytes(w.word_file(body, **parts))
        with ooxml.opened(path, Limits()) as package:
            return read_text(package).lines

    return go


def texts(found: tuple[Line, ...]) -> list[str]:
    return [line.text for line in found]


VANISH = "<w:vanish/>"
BOX = "<w:txbxContent>{}</w:txbxContent>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p("Điều 1. ", "Phạm vi"), ["Điều 1. Phạm vi"]),
        (p("a  b\u00a0c"), ["a b c"]),
        (p("ỦY BAN<x/>".replace("<x/>", "")) + p(), ["ỦY BAN"]),
        (p("<w:r><w:t>TỈNH</w:t><w:br/><w:t>THỪA THIÊN</w:t></w:r>"), ["TỈNH", "THỪA THIÊN"]),
        (p("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t></w:r>"), ["a b-c"]),
        (p("giữ", r("ẩn", VANISH)), ["giữ"]),
        (p(r("bộ tài chính", "<w:caps/>")), ["BỘ TÀI CHÍNH"]),
        (p("<w:ins>" + r("thêm") + "</w:ins>", "<w:del><w:r><w:delText>bớt</w:delText></w:r></w:del>"), ["thêm"]),
        (p("một ", properties="<w:rPr><w:del/></w:rPr>") + p("hai"), ["một hai"]),
        (p("<w:moveFrom>" + r("x") + "</w:moveFrom>", "<w:moveTo>" + r("y") + "</w:moveTo>"), ["y"]),
        (p('<w:hyperlink r:id="x">' + r("thuvien.vn") + "</w:hyperlink>"), ["thuvien.vn"]),
        (p("<w:sdt><w:sdtContent>" + r("trong ô") + "</w:sdtContent></w:sdt>"), ["trong ô"]),
        (p('<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> PAGE </w:instrText></w:r>', r("7")), ["7"]),
        (p('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', r(" có")), ["✓ có"]),
        (
            p(
                "thân",
                "<w:r><mc:AlternateContent><mc:Choice><w:drawing>"
                + BOX.format(p("Hỏa tốc"))
                + "</w:drawing></mc:Choice><mc:Fallback><w:pict>"
                + BOX.format(p("Hỏa tốc"))
                + "</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
            ),
            ["thân", "Hỏa tốc"],
        ),
        (
            p(r("Céng hoµ x· héi chñ nghÜa ViÖt Nam", '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>')),
            ["Cộng hoà xã hội chủ nghĩa Việt Nam"],
        ),
        (
            p(r("Cộng hoà xã hội chủ nghĩa", '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>')),
            ["Cộng hoà xã hội chủ nghĩa"],
        ),
        (
            p(
                *(
                    r(part, '<w:rFonts w:ascii="VNI-Times" w:hAnsi="VNI-Times"/>')
                    for part in ("Coä", "ng hoaø xa", "õ hoäi")
                )
            ),
            ["Cộng hoà xã hội"],
        ),
        (
            p(
                '<w:r><w:rPr><w:rFonts w:hAnsi=".VnTime"/></w:rPr><w:t>th</w:t><w:softHyphen/>'
                "<w:t> tÝn, ®\xadîc giao</w:t></w:r>"
            ),
            ["thư tín, được giao"],
        ),
        (p("hợp\u00adtác"), ["hợptác"]),
    ],
)
def test_a_paragraph_says_what_is_printed(body: str, expected: list[str], lines: Any) -> None:
    assert texts(lines(body)) == expected


def numbering(*levels: str, more: str = "") -> str:
    own = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{more}{own}'


AGAIN = (
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)
LAW = (
    level(0, "upperRoman", "Chương %1."),
    level(1, "decimal", "Điều %2.", '<w:lvlRestart w:val="0"/>'),
    level(2, "decimal", "%3."),
    level(3, "lowerLetter", "%4)"),
)


@pytest.mark.parametrize(
    ("inside", "places", "labels"),
    [
        (numbering(level(0, "decimal", "%1.")), [(1, 0)] * 3, ["1.", "2.", "3."]),
        (numbering(level(0, "bullet", "\uf0b7")), [(1, 0)], ["•"]),
        (numbering(level(0, "decimalZero", "%1/")), [(1, 0)], ["01/"]),
        (
            numbering(level(0, "lowerLetter", "%1)")),
            [(1, 0)] * 28,
            [*(f"{chr(97 + n)})" for n in range(26)), "aa)", "bb)"],
        ),
        (
            numbering(level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2.", "<w:isLgl/>")),
            [(1, 0), (1, 1), (1, 1)],
            ["I.", "1.1.", "1.2."],
        ),
        (
            numbering(level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)")),
            [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)],
            ["1.", "a)", "b)", "2.", "a)"],
        ),
        (
            numbering(*LAW),
            [(1, 0), (1, 1), (1, 2), (1, 3), (1, 0), (1, 1), (1, 2)],
            ["Chương I.", "Điều 1.", "1.", "a)", "Chương II.", "Điều 2.", "1."],
        ),
        (numbering(level(0, "decimal", "%1."), more=AGAIN), [(1, 0), (1, 0), (2, 0), (2, 0)], ["1.", "2.", "1.", "2."]),
        (numbering(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2.")), [(1, 1)], ["1.1."]),
        (numbering(level(0, "none", "")), [(1, 0)], [""]),
        (numbering(level(0, "decimal", "%1.")), [(0, 0), (9, 0), (1, 5)], ["", "", ""]),
    ],
)
def test_automatic_numbers_are_printed_like_word_does(
    inside: str, places: list[tuple[int, int]], labels: list[str], lines: Any
) -> None:
    body = "".join(p("x", properties=num(*place)) for place in places)
    assert texts(lines(body, numbering=inside)) == [f"{label} x".strip() for label in labels]


def test_a_style_may_bring_list_and_level(lines: Any) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Dieu"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Con"><w:basedOn w:val="Dieu"/></w:style>'
    )
    inside = numbering(level(0, "decimal", "%1."), level(1, "decimal", "Điều %2.", '<w:pStyle w:val="Dieu"/>'))
    body = p("a", properties='<w:pStyle w:val="Con"/>') + p("b", properties='<w:pStyle w:val="Dieu"/>')
    assert texts(lines(body, numbering=inside, styles=styles)) == ["Điều 1. a", "Điều 2. b"]


def test_cells_know_their_place_merged_ones_once(lines: Any) -> None:
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    down, more = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>"
    found = lines(
        table(
            (p("STT"), p("Nhiệm vụ"), p("Chủ trì"), p("Hạn")),
            (wide + p("I. Chung"), p(""), p("")),
            (down + p("1"), p("việc a"), p("Bộ A"), p("2025")),
            (more + p(""), p("việc b"), p("Bộ B"), p("2026")),
        )
    )
    assert [(line.text, line.cell) for line in found if line.text in ("I. Chung", "1", "việc b", "Hạn")] == [
        ("Hạn", Cell(0, 0, 3)),
        ("I. Chung", Cell(0, 1, 0, 1, 2)),
        ("1", Cell(0, 2, 0, 2, 1)),
        ("việc b", Cell(0, 3, 1)),
    ]


def test_a_letterhead_is_read_left_column_first_and_is_no_table(lines: Any) -> None:
    head = table((p("ỦY BAN NHÂN DÂN"), p("CỘNG HÒA")), (p("Số: 1/QĐ-UBND"), p("Huế, ngày 1")), borders="none")
    found = lines(head)
    assert texts(found) == ["ỦY BAN NHÂN DÂN", "Số: 1/QĐ-UBND", "CỘNG HÒA", "Huế, ngày 1"]
    assert {line.cell for line in found} == {None}


def test_footnotes_come_last_with_their_numbers(lines: Any) -> None:
    notes = "".join(f'<w:footnote w:id="{n}">{p(text)}</w:footnote>' for n, text in ((5, "thứ hai"), (3, "thứ nhất")))
    body = p("a", '<w:r><w:footnoteReference w:id="3"/></w:r>', r("b")) + p(
        "c", '<w:r><w:footnoteReference w:id="5"/></w:r>'
    )
    found = lines(body, footnotes=notes)
    assert [(line.text, line.kind) for line in found] == [
        ("ab", LineKind.BODY),
        ("c", LineKind.BODY),
        ("1 thứ nhất", LineKind.FOOTNOTE),
        ("2 thứ hai", LineKind.FOOTNOTE),
    ]


@pytest.mark.parametrize(
    ("body", "kept"),
    [("Điều 1", True), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", False)],
)
def test_a_header_counts_only_where_it_holds_the_only_letterhead(body: str, kept: bool, lines: Any) -> None:
    header = p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    section = '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'
    found = texts(lines(p(body) + section, header1=header))
    assert found == (["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", body] if kept else [body])


def rezipped(data: bytes, part: str, content: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


GOOD = w.word_file(p("x"))
XXE = b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]><d>&e;</d>'


@pytest.mark.parametrize(
    ("content", "state", "detail"),
    [
        (rezipped(GOOD, "word/document.xml", XXE), State.CORRUPT, ""),
        (rezipped(GOOD, "word/document.xml", XXE.decode().encode("utf-16")), State.CORRUPT, ""),
        (rezipped(GOOD, "word/document.xml", b"<a>"), State.CORRUPT, ""),
        (rezipped(GOOD, "word/document.xml", b"<a>" * 5000 + b"</a>" * 5000), State.CORRUPT, ""),
        (rezipped(GOOD, "word/document.xml", b"<a>" + b" " * (40 << 20) + b"</a>"), State.LIMIT_EXCEEDED, "ratio"),
        (rezipped(GOOD, "_rels/.rels", b"<a/>").replace(b"word/document.xml", b"word/dokument.xml"), State.CORRUPT, ""),
        (w.word_file(p("")), State.EMPTY, ""),
    ],
)
def test_broken_and_dangerous_files_end_in_a_named_state(
    content: bytes, state: State, detail: str, reading: Any
) -> None:
    outcome, sink = reading("a.docx", content)
    assert (outcome.state, outcome.detail, sink.pages) == (state, detail, sink.pages)


@pytest.mark.slow
def test_words_stand_where_they_are_printed(office: None, reading: Any) -> None:
    """Page, order and place of each word, over a page break and in a table; the rendition is handed on."""
    body = p("Điều 1. Phạm vi điều chỉnh") + table((p("trái"), p("phải")))
    body += p('<w:r><w:br w:type="page"/></w:r>') + p("Điều 2. Hiệu lực") + p("cuối trang", properties=num(1))
    outcome, sink = reading("a.docx", w.word_file(body, numbering=numbering(level(0, "decimal", "%1."))))
    assert (outcome.state, outcome.pages) == (State.DONE, 2)
    assert [[line.text for line in page.lines] for page in sink.pages] == [
        ["Điều 1. Phạm vi điều chỉnh", "trái", "phải"],
        ["Điều 2. Hiệu lực", "1. cuối trang"],
    ]
    boxes = {line.text: line.box for page in sink.pages for line in page.lines}
    assert all(word.box for page in sink.pages for line in page.lines for word in line.words)
    assert boxes["trái"].x1 < boxes["phải"].x0
    assert boxes["trái"].y0 > boxes["Điều 1. Phạm vi điều chỉnh"].y1
    assert sink.rendition is not None
    assert sink.rendition.read_bytes().startswith(b"%PDF")
    assert (sink.pages[0].width_pt, sink.rendition_type) != (None, None)


@pytest.mark.slow
def test_old_fonts_are_printed_in_letters_people_can_read(office: None, reading: Any) -> None:
    from ingest.pdfium import opened

    font = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
    _, sink = reading("a.docx", w.word_file(p(r("Bé tr\xadëng Bé Tµi chÝnh ®\xadîc giao", font))))
    assert sink.pages[0].lines[0].text == "Bộ trưởng Bộ Tài chính được giao"
    assert all(word.box for word in sink.pages[0].lines[0].words)
    with opened(sink.rendition) as pdf, pdf.page(1) as page:
        assert " ".join(word.text for word in page.words()) == "Bộ trưởng Bộ Tài chính được giao"


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_older_formats_are_read_through_libreoffice(suffix: str, office: None, reading: Any, tmp_path: Path) -> None:
    import subprocess

    from ingest import soffice

    source = tmp_path / "a.docx"
    source.write_bytes(w.word_file(p("Điều 1. Phạm vi") + table((p("trái"), p("phải"))) + p("")))
    program = soffice.program()
    assert program is not None
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for _ in range(2):  # a new profile ends the first start
        command = [program, profile, "--headless", "--convert-to", suffix, "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, check=False, capture_output=True, timeout=60)
    outcome, sink = reading(f"a.{suffix}", (tmp_path / f"a.{suffix}"))
    assert outcome.state is State.DONE
    assert [line.text for line in sink.pages[0].lines] == ["Điều 1. Phạm vi", "trái", "phải"]
    assert sink.pages[0].width_pt is not None


def test_without_libreoffice_the_text_still_comes(monkeypatch: Any, tmp_path: Path) -> None:
    from ingest import soffice
    from ingest.readers import docx, office
    from ingest.sink import ListSink

    monkeypatch.setattr(soffice, "program", lambda: None)
    path = tmp_path / "a.docx"
    path.write_bytes(w.word_file(p("Điều 1")))
    sink = ListSink()
    docx.read(path, sink, Limits())
    assert [(page.width_pt, page.lines[0].text) for page in sink.pages] == [(None, "Điều 1")]
    path.write_bytes(b"{\\rtf1 x}")
    with pytest.raises(Unreadable, match="LibreOffice") as refused:
        office.read(path, sink, Limits())
    assert refused.value.state == State.UNSUPPORTED_TYPE
    assert refused.value.next_step
