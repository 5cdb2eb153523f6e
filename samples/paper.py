"""A sample as a PDF that looks like a real paper (Decree 30/2020/NĐ-CP, party layout of Instruction 36-HD/VPTW)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from samples.source import Block, Source, plain

FONTS = Path("/usr/share/fonts/truetype/croscore")  # Debian: fonts-croscore; Tinos has every Vietnamese letter
MARK = "MẪU – văn bản giả định, không có giá trị pháp lý"
LANDSCAPE = (A4[1], A4[0])
CROP = 14.0  # points cut off on each side by the crop box


def register_fonts() -> None:
    """Makes Tinos known to reportlab; raises FileNotFoundError where fonts-croscore is missing."""
    for name, file in (
        ("Tinos", "Regular"),
        ("Tinos-Bold", "Bold"),
        ("Tinos-Italic", "Italic"),
        ("Tinos-BI", "BoldItalic"),
    ):
        pdfmetrics.registerFont(TTFont(name, FONTS / f"Tinos-{file}.ttf"))
    pdfmetrics.registerFontFamily("Tinos", "Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-BI")


def style(size: float = 13.5, **more: Any) -> ParagraphStyle:
    return ParagraphStyle("s", fontName="Tinos", fontSize=size, leading=size * 1.32, **more)


CENTRE = style(13, alignment=TA_CENTER)
SMALL_CENTRE = style(11.8, alignment=TA_CENTER)
BODY = style(alignment=TA_JUSTIFY, firstLineIndent=1 * cm, spaceAfter=5)
DASH = style(alignment=TA_JUSTIFY, firstLineIndent=1 * cm, spaceAfter=3)
CELL = style(11.5)
CELL_CENTRE = style(11.5, alignment=TA_CENTER)
RECIPIENT = style(11)


def pdf(source: Source) -> bytes:
    """The paper as a digital PDF. With `table_pages: rotated` the annex stands on landscape pages that are stored
    upright with /Rotate 90 and a crop box."""
    register_fonts()
    out = io.BytesIO()
    rotated = source.head.get("table_pages") == "rotated"
    document = BaseDocTemplate(
        out,
        pagesize=A4,
        leftMargin=3 * cm,
        rightMargin=1.8 * cm,
        topMargin=2 * cm,
        bottomMargin=2 * cm,
        title=f"MẪU {source.head['number']}",
        author="vanthu",
        invariant=1,
    )
    upright = Frame(3 * cm, 2 * cm, A4[0] - 4.8 * cm, A4[1] - 4 * cm, id="upright", leftPadding=0, rightPadding=0)
    wide = Frame(2 * cm, 1.8 * cm, LANDSCAPE[0] - 4 * cm, LANDSCAPE[1] - 3.8 * cm, id="wide")
    turned = PageTemplate("rotated", [wide], onPage=_turned, pagesize=LANDSCAPE)
    turned.rotation = 90  # reportlab then stores the page upright and says how to display it
    document.addPageTemplates(
        [
            PageTemplate("upright", [upright], onPage=_furniture),
            turned,
        ]
    )
    document.build(story(source, rotated=rotated))
    return out.getvalue()


def _furniture(canvas: Any, document: Any) -> None:
    canvas.saveState()
    canvas.setFont("Tinos-Italic", 9)
    canvas.drawRightString(A4[0] - 1.8 * cm, A4[1] - 1.1 * cm, MARK)
    if document.page > 1:
        canvas.setFont("Tinos", 13)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 1.5 * cm, str(document.page))
    canvas.restoreState()


def _turned(canvas: Any, document: Any) -> None:
    """The page is stored upright and displayed turned; what follows is drawn in landscape coordinates."""
    canvas.setCropBox((CROP, CROP, A4[0] - CROP, A4[1] - CROP))
    canvas.translate(A4[0], 0)
    canvas.rotate(90)
    canvas.setFont("Tinos-Italic", 9)
    canvas.drawRightString(LANDSCAPE[0] - 2 * cm, LANDSCAPE[1] - 1.3 * cm, MARK)
    canvas.setFont("Tinos", 13)
    canvas.drawCentredString(LANDSCAPE[0] / 2, LANDSCAPE[1] - 1.5 * cm, str(document.page))


def story(source: Source, *, rotated: bool = False) -> list[Flowable]:
    """The flowables of the whole paper."""
    flow: list[Flowable] = [letterhead(source), Spacer(1, 10), *title(source), Spacer(1, 8)]
    signed = False
    for block in source.blocks:
        if block.kind == "annex" and not signed:
            flow.append(signature(source))
            signed = True
        if block.kind == "sign":
            flow.append(signature(source))
            signed = True
        else:
            flow += flowables(block, source, rotated=rotated)
    if not signed:
        flow.append(signature(source))
    return flow


def flowables(block: Block, source: Source, *, rotated: bool) -> list[Flowable]:
    if block.kind == "para":
        return [Paragraph(_emphasis(plain(block.text)), DASH if block.text.startswith("- ") else BODY)]
    if block.kind == "centre":
        return [Spacer(1, 4), Paragraph(f"<b>{block.text}</b>", CENTRE), Spacer(1, 6)]
    if block.kind == "newpage":
        return [PageBreak()]
    if block.kind == "annex":
        first, *rest = block.text.split(" | ")
        parts: list[Flowable] = [NextPageTemplate("rotated" if rotated else "upright"), PageBreak()]
        parts.append(Paragraph(f"<b>{first}</b>", CENTRE))
        parts += [
            Paragraph(f"<b>{line}</b>" if not line.startswith("(") else f"<i>{line}</i>", CENTRE) for line in rest
        ]
        return [*parts, _rule(90), Spacer(1, 8)]
    if block.kind == "table":
        return [table(block, LANDSCAPE[0] - 4 * cm - 12 if rotated else A4[0] - 4.8 * cm)]
    raise ValueError(block.kind)


def _emphasis(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    heading = len(text) < 90 and text.split(" ")[0].rstrip(".-") in {"I", "II", "III", "IV", "V"}
    article = text.startswith("Điều ")
    if heading:
        return f"<b>{text}</b>"
    if article:
        label, _, rest = text.partition(". ")
        return f"<b>{label}.</b> {rest}"
    return text


def _rule(width: float, thickness: float = 0.7) -> HRFlowable:
    return HRFlowable(width=width, hAlign="CENTER", thickness=thickness, color="black", spaceBefore=2, spaceAfter=2)


def letterhead(source: Source) -> Table:
    """Both columns of the head, state or party form."""
    head = source.head
    *parents, own = head["left"]
    date = head["date"]
    left: list[Flowable] = [Paragraph(p, SMALL_CENTRE) for p in parents]
    left.append(Paragraph(f"<b>{own}</b>", SMALL_CENTRE))
    if head["side"] == "party":
        left += [Paragraph("*", SMALL_CENTRE), Paragraph(f"Số {head['number']}", CENTRE)]
        right: list[Flowable] = [Paragraph("<b>ĐẢNG CỘNG SẢN VIỆT NAM</b>", style(14, alignment=TA_CENTER)), _rule(175)]
        right.append(
            Paragraph(f"<i>{head['place']}, ngày {date.day:02} tháng {date.month:02} năm {date.year}</i>", CENTRE)
        )
    else:
        left += [_rule(60), Paragraph(f"Số: {head['number']}", CENTRE)]
        if head["kind"] == "CÔNG VĂN":
            left.append(Paragraph(f"V/v {head['title']}", style(11.5, alignment=TA_CENTER)))
        right = [
            Paragraph("<b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b>", style(11.8, alignment=TA_CENTER)),
            Paragraph("<b>Độc lập - Tự do - Hạnh phúc</b>", CENTRE),
            _rule(150),
            Paragraph(f"<i>{head['place']}, ngày {date.day:02} tháng {date.month:02} năm {date.year}</i>", CENTRE),
        ]
    grid = Table([[left, right]], colWidths=[6.7 * cm, 9.7 * cm])
    grid.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("ALIGN", (0, 0), (-1, -1), "CENTER"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    return grid


def title(source: Source) -> list[Flowable]:
    head = source.head
    if head["kind"] == "CÔNG VĂN":
        to = head["to"]
        lines = (
            [f"Kính gửi: {to[0]}."]
            if len(to) == 1
            else ["Kính gửi:", *(f"- {name}{'.' if name == to[-1] else ';'}" for name in to)]
        )
        return [Spacer(1, 6), *(Paragraph(line, style(13.5, leftIndent=3.2 * cm)) for line in lines)]
    flow: list[Flowable] = [Paragraph(f"<b>{head['kind']}</b>", style(14.5, alignment=TA_CENTER))]
    if head.get("subhead"):
        flow.append(Paragraph(f"<b>{head['subhead']}</b>", CENTRE))
    flow += [Paragraph(f"<b>{head['title']}</b>", CENTRE), _rule(80)]
    if head.get("to"):
        flow += [Spacer(1, 8), Paragraph(f"Kính gửi: {head['to'][0]}", style(13.5, alignment=TA_CENTER))]
    return flow


def signature(source: Source) -> KeepTogether:
    """Recipients on the left, the signer on the right; the seal comes on scans only."""
    head = source.head
    heading = "<u>Nơi nhận:</u>" if head["side"] == "party" else "<b><i>Nơi nhận:</i></b>"
    last = head["recipients"][-1]
    left = [Paragraph(heading, RECIPIENT)]
    left += [Paragraph(f"- {r}{'.' if r is last else ';'}", RECIPIENT) for r in head["recipients"]]
    right: list[Flowable] = [Paragraph(f"<b>{line}</b>", CENTRE) for line in head["sign"]]
    right += [Spacer(1, 22), Paragraph("<i>(Đã ký)</i>", style(11, alignment=TA_CENTER)), Spacer(1, 22)]
    right.append(Paragraph("<b>Nguyễn Văn A</b>", CENTRE))
    grid = Table([[left, right]], colWidths=[8.2 * cm, 8.2 * cm])
    grid.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    return KeepTogether([Spacer(1, 8), grid])


def table(block: Block, width: float) -> Table:
    """A ruled task table; its head is repeated on each page, heading rows run across, `^` merges upwards."""
    total = sum(block.widths)
    columns = len(block.widths)
    cells: list[list[Any]] = []
    rules: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.6, "black"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
    ]
    for number, row in enumerate(block.rows):
        if len(row) == 1:
            cells.append([Paragraph(f"<b>{row[0]}</b>", CELL), *[""] * (columns - 1)])
            rules.append(("SPAN", (0, number), (-1, number)))
            continue
        made: list[Any] = []
        for column, text in enumerate(row):
            if text == "^":
                rules.append(("SPAN", (column, number - 1), (column, number)))
                made.append("")
            else:
                bold = f"<b>{text}</b>" if number == 0 else text
                made.append(Paragraph(bold, CELL_CENTRE if number == 0 or column != 1 else CELL))
        cells.append(made)
    grid = Table(cells, colWidths=[w / total * width for w in block.widths], repeatRows=1)
    grid.setStyle(TableStyle(rules))
    return grid
