"""Word files for tests, from the XML of their body: small enough to read beside the test."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>{}</Types>'
)
_PART_TYPE = (
    '<Override PartName="/word/{0}.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{1}+xml"/>'
)
_RELATION = '<Relationship Id="{0}" Type="' + R + '/{1}" Target="{2}"/>'
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def word_file(body: str, **parts: str) -> bytes:
    """A DOCX with this body; `parts` are the insides of styles, numbering, footnotes, header1 …"""
    kinds = {name: name.rstrip("0123456789") for name in parts}
    roots = {
        "footnotes": "footnotes",
        "endnotes": "endnotes",
        "styles": "styles",
        "numbering": "numbering",
        "header": "hdr",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        types = "".join(_PART_TYPE.format(name, kind) for name, kind in kinds.items())
        archive.writestr("[Content_Types].xml", _TYPES.format(types))
        archive.writestr(
            "_rels/.rels", _RELATIONS.format(_RELATION.format("r1", "officeDocument", "word/document.xml"))
        )
        relations = "".join(_RELATION.format(name, kind, f"{name}.xml") for name, kind in kinds.items())
        archive.writestr("word/_rels/document.xml.rels", _RELATIONS.format(relations))
        archive.writestr("word/document.xml", f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>")
        for name, inside in parts.items():
            root = roots[kinds[name]]
            archive.writestr(f"word/{name}.xml", f"<w:{root} {_NAMES}>{inside}</w:{root}>")
    return out.getvalue()


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs; what is no XML becomes one."""
    inside = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def num(list_id: int, level: int = 0) -> str:
    """The paragraph property of being in a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def level(at: int, form: str, text: str, more: str = "") -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def table(*rows: tuple[str, ...], borders: str = "single") -> str:
    """A table of cells, each the insides of a w:tc (paragraphs, with properties first where there are any)."""
    lines = "".join(f'<w:{side} w:val="{borders}"/>' for side in ("left", "right", "insideV"))
    inside = "".join("<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    grid = '<w:gridCol w:w="2000"/>' * max(map(len, rows))
    properties = f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    return f"<w:tbl>{properties}{inside}</w:tbl>"
