"""Excel files for tests, from rows of cells: small enough to read beside the test."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_RELATION = '<Relationship Id="{0}" Type="' + R + '/{1}" Target="{2}"/>'
_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="170" formatCode="dd\\/mm\\/yyyy"/></numFmts>'
    '<fonts><font><name val="Arial"/></font><font><name val=".VnTime"/></font>'
    '<font><name val=".VnTimeH"/></font></fonts>'
    '<borders><border/><border><left style="thin"/><top style="thin"/></border></borders>'
    '<cellXfs><xf fontId="0" borderId="0"/><xf fontId="0" borderId="1"/><xf fontId="1" borderId="1"/>'
    '<xf fontId="2" borderId="0"/><xf numFmtId="170" fontId="0" borderId="1"/>'
    '<xf numFmtId="9" fontId="0" borderId="1"/>'
    "</cellXfs></styleSheet>"
)
PLAIN, RULED, OLD, OLD_CAPITALS, DAY, SHARE = range(6)
"""Styles of cells."""

Value = str | float | None
CellOf = tuple[Value, int] | Value
"""A cell: what is in it and its style; alone it is RULED."""
Rows = Sequence[Sequence[CellOf]]


def sheet_file(sheets: Mapping[str, Rows], *, hidden: str = "", merged: Sequence[str] = ()) -> bytes:
    """An XLSX with these sheets; `merged` are regions (A1:B2) of each."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS.format(_RELATION.format("r1", "officeDocument", "xl/workbook.xml")))
        archive.writestr("xl/styles.xml", _STYLES)
        parts, relations = "", _RELATION.format("s", "styles", "styles.xml")
        for number, (name, rows) in enumerate(sheets.items(), start=1):
            state = ' state="hidden"' if name == hidden else ""
            parts += f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"{state}/>'
            relations += _RELATION.format(f"r{number}", "worksheet", f"worksheets/sheet{number}.xml")
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows, merged))
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{R}"><sheets>{parts}</sheets></workbook>'
        )
        archive.writestr("xl/_rels/workbook.xml.rels", _RELATIONS.format(relations))
    return out.getvalue()


def _sheet(rows: Rows, merged: Sequence[str]) -> str:
    body = ""
    for number, row in enumerate(rows, start=1):
        cells = "".join(_cell(number, column, one) for column, one in enumerate(row))
        body += f'<row r="{number}">{cells}</row>'
    regions = "".join(f'<mergeCell ref="{region}"/>' for region in merged)
    return f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData><mergeCells>{regions}</mergeCells></worksheet>'


def _cell(row: int, column: int, cell: CellOf) -> str:
    value, style = cell if isinstance(cell, tuple) else (cell, RULED if cell is not None else PLAIN)
    place = f'r="{chr(65 + column)}{row}" s="{style}"'
    if value is None:
        return f"<c {place}/>"
    if isinstance(value, str):
        return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f"<c {place}><v>{value}</v></c>"
