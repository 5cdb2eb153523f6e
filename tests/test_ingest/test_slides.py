"""Slides: text boxes, tables and spoken notes in their order; what nobody is shown is left out."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import pytest

from ingest import rendition
from ingest.limits import Limits
from ingest.readers import slides
from ingest.sink import ListSink
from vanthu.records import Cell, Outcome

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/ppt/presentation.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>'
)
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def relation(number: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{number}" Type="{R}/{kind}" Target="{target}"/>'


def box(text: str, kind: str = "", font: str = "") -> str:
    holder = f'<p:nvPr><p:ph type="{kind}"/></p:nvPr>' if kind else "<p:nvPr/>"
    run = f'<a:rPr><a:latin typeface="{font}"/></a:rPr>' if font else ""
    return (
        f"<p:sp><p:nvSpPr>{holder}</p:nvSpPr><p:txBody><a:p><a:r>{run}<a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def cell(text: str, attributes: str = "") -> str:
    return f"<a:tc {attributes}><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"


def slide(shapes: str, root: str = "sld", attributes: str = "") -> str:
    names = f'xmlns:a="{A}" xmlns:p="{P}" xmlns:r="{R}"'
    return f"<p:{root} {names} {attributes}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:{root}>"


WIDE, COVERED = 'gridSpan="2"', 'hMerge="1"'
TABLE = (
    "<p:graphicFrame><a:graphic><a:graphicData><a:tbl>"
    f"<a:tr>{cell('Nhiệm vụ', WIDE)}{cell('', COVERED)}</a:tr>"
    f"<a:tr>{cell('Số hóa')}{cell('Sở Nội vụ')}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
)


def slide_file(*shown: str, notes: str = "") -> bytes:
    """A PPTX with these slides; `notes` are those of the first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS.format(relation("r", "officeDocument", "ppt/presentation.xml")))
        entries = "".join(f'<p:sldId id="{256 + k}" r:id="r{k}"/>' for k in range(len(shown)))
        archive.writestr(
            "ppt/presentation.xml",
            f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>{entries}</p:sldIdLst></p:presentation>',
        )
        targets = "".join(relation(f"r{k}", "slide", f"slides/slide{k}.xml") for k in range(len(shown)))
        archive.writestr("ppt/_rels/presentation.xml.rels", _RELATIONS.format(targets))
        for k, one in enumerate(shown):
            archive.writestr(f"ppt/slides/slide{k}.xml", one)
        if notes:
            spoken = relation("n", "notesSlide", "../notesSlides/notes.xml")
            archive.writestr("ppt/slides/_rels/slide0.xml.rels", _RELATIONS.format(spoken))
            archive.writestr("ppt/notesSlides/notes.xml", notes)
    return out.getvalue()


@pytest.fixture(autouse=True)
def no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice, which takes seconds and is not what these are about."""
    monkeypatch.setattr(rendition, "render", lambda *_: None)


def read(content: bytes) -> tuple[Outcome, list[tuple[str, Cell | None]]]:
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(content)
        copy.flush()
        sink = ListSink()
        outcome = slides.read(Path(copy.name), sink, Limits())
    return outcome, [(line.text, line.cell) for page in sink.pages for line in page.lines]


def test_slides_come_in_their_order_with_tables_and_notes() -> None:
    notes = slide(box("Nhấn mạnh hạn", "body") + box("1", "sldNum"), "notes")
    _, lines = read(slide_file(slide(box("Kế hoạch 2026", "title") + TABLE + box("3", "sldNum")), notes=notes))
    assert lines == [
        ("Kế hoạch 2026", None),
        ("Nhiệm vụ", Cell(0, 0, 0, 1, 2)),
        ("Số hóa", Cell(0, 1, 0)),
        ("Sở Nội vụ", Cell(0, 1, 1)),
        ("Nhấn mạnh hạn", None),
    ]


def test_tables_of_several_slides_are_several_tables() -> None:
    _, lines = read(slide_file(slide(TABLE), slide(TABLE + TABLE)))
    assert sorted({cell.table for _, cell in lines if cell}) == [0, 1, 2]


def test_hidden_slides_are_left_out_and_counted() -> None:
    outcome, lines = read(slide_file(slide(box("a")), slide(box("b"), attributes='show="0"')))
    assert [text for text, _ in lines] == ["a"]
    assert "1 trang chiếu" in outcome.warnings[0]


def test_text_in_old_fonts_is_converted() -> None:
    _, lines = read(slide_file(slide(box("b¸o c¸o", font=".VnTime") + box("bé tµi chÝnh", font=".VnTimeH"))))
    assert [text for text, _ in lines] == ["báo cáo", "BỘ TÀI CHÍNH"]
