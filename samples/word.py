"""A sample as a Word file: automatic numbering, a text box, a footnote, a tracked change."""

from __future__ import annotations

import io
import re
import zipfile

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from samples.paper import MARK
from samples.source import Source, plain

LEVELS = ((re.compile(r"^[IVX]+\. "), 0), (re.compile(r"^\d+\. "), 1), (re.compile(r"^[a-zđ]\) "), 2))
FORMATS = (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"))
NUMBERING = 77
FIXED_TIME = (2025, 1, 1, 0, 0, 0)
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def docx(source: Source) -> bytes:
    """The paper as a .docx; numbers of sections, clauses and points are Word's own, not typed."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(13.5)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    document.sections[0].header.paragraphs[0].text = MARK
    _numbering(document)
    _letterhead(document, source)
    _text_box(document, source.head["textbox"])
    _centred(document, source.head["kind"])
    _centred(document, source.head["title"])
    for block in source.blocks:
        _paragraph(document, plain(block.text), source)
    _signature(document, source)
    return _finished(document, source.head["footnote"])


def _numbering(document: DocumentObject) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for i, (form, text) in enumerate(FORMATS)
    )
    root = document.part.numbering_part.element
    root.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{NUMBERING}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        ),
    )
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{NUMBERING}"><w:abstractNumId w:val="{NUMBERING}"/></w:num>')
    )


def _letterhead(document: DocumentObject, source: Source) -> None:
    head, date = source.head, source.head["date"]
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    *parents, own = head["left"]
    _lines(left, [*((p, False) for p in parents), (own, True), (f"Số: {head['number']}", False)])
    day = f"{head['place']}, ngày {date.day:02} tháng {date.month:02} năm {date.year}"
    _lines(right, [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True), ("Độc lập - Tự do - Hạnh phúc", True), (day, False)])


def _lines(cell, lines) -> None:  # type: ignore[no-untyped-def]
    for number, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(text).bold = bold


def _centred(document: DocumentObject, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = True


def _text_box(document: DocumentObject, text: str) -> None:
    run = document.add_paragraph().add_run()
    run._r.append(
        parse_xml(
            f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml">'
            '<v:shape id="khan" style="width:90pt;height:24pt"><v:textbox><w:txbxContent>'
            f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
        )
    )


def _paragraph(document: DocumentObject, text: str, source: Source) -> None:
    paragraph = document.add_paragraph()
    for pattern, level in LEVELS:
        if pattern.match(text):
            text = pattern.sub("", text)
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{NUMBERING}"/></w:numPr>')
            )
            break
    before, mark, after = text.partition("{{fn}}")
    paragraph.add_run(before)
    if mark:
        paragraph.add_run()._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="2"/>'))
        paragraph.add_run(after)
    if text.startswith("Trong quá trình thực hiện"):
        _track(paragraph, source)


def _track(paragraph: Paragraph, source: Source) -> None:
    """A deletion and an insertion that a reader must treat as accepted."""
    tracked = source.head["tracked"]
    stamp = 'w:author="MẪU" w:date="2025-02-26T08:00:00Z"'
    paragraph._p.append(
        parse_xml(
            f'<w:del {nsdecls("w")} w:id="91" {stamp}><w:r><w:delText xml:space="preserve">{tracked["delete"]}</w:delText></w:r></w:del>'
        )
    )
    paragraph._p.append(
        parse_xml(
            f'<w:ins {nsdecls("w")} w:id="92" {stamp}><w:r><w:t xml:space="preserve">{tracked["insert"]}</w:t></w:r></w:ins>'
        )
    )


def _signature(document: DocumentObject, source: Source) -> None:
    head = source.head
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    left.paragraphs[0].add_run("Nơi nhận:").bold = True
    for recipient in head["recipients"]:
        left.add_paragraph(f"- {recipient};")
    _lines(right, [*((line, True) for line in head["sign"]), ("(Đã ký)", False), ("Nguyễn Văn A", True)])


def _finished(document: DocumentObject, footnote: str) -> bytes:
    """The package with its footnotes part, the same bytes each time."""
    raw = io.BytesIO()
    document.save(raw)
    note = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {nsdecls("w")}>'
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {footnote}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(package.namelist()):
            data = package.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(
                    b"</Types>",
                    f'<Override PartName="/word/footnotes.xml" ContentType="{FOOTNOTES}"/></Types>'.encode(),
                )
            if name == "word/_rels/document.xml.rels":
                data = data.replace(
                    b"</Relationships>",
                    f'<Relationship Id="rIdFn" Type="{RELATION}" Target="footnotes.xml"/></Relationships>'.encode(),
                )
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2025-01-01T00:00:00Z", data)
            made.writestr(zipfile.ZipInfo(name, FIXED_TIME), data, zipfile.ZIP_DEFLATED)
        made.writestr(zipfile.ZipInfo("word/footnotes.xml", FIXED_TIME), note, zipfile.ZIP_DEFLATED)
    return out.getvalue()
