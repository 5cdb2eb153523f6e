"""An extraction → an Akoma Ntoso document."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as ET

from extract.akn.body import BodyWriter
from extract.akn.inline import Inline, marks
from extract.akn.meta import analysis, identification, references
from extract.akn.names import ACTS, NS, OWN_NS, Ids, tag
from extract.parts import Part, slugged
from extract.structure import Structure, structure
from vanthu.records import Extraction

_WORDS: Final = frozenset({tag("p"), tag("num"), tag("heading")})

ET.register_namespace("", NS)
ET.register_namespace("vt", OWN_NS)


def akoma_ntoso(found: Extraction) -> bytes:
    """The paper as Akoma Ntoso 3.0, UTF-8: `act` for laws, decrees, decisions and their like, `doc` for all others;
    attached plans, regulations and annexes are `attachment`s. Valid against the schema of OASIS (2018).

    Every provision has an `eId`, citations with a number are `ref`, tasks stand in `otherAnalysis`. Pure."""
    built = structure(found.text)
    ids = Ids()
    for provision in built.provisions:
        ids.of(provision)
    writer = BodyWriter(built, Inline(found.text, list(marks(found.metadata, found.citations))), ids)
    kind = found.metadata.type.value if found.metadata.type else None
    root = ET.Element(tag("akomaNtoso"))
    main, attached = built.parts[0] if built.parts else None, built.parts[1:]
    form = "act" if kind in ACTS else "doc"
    paper = ET.SubElement(root, tag(form), {"name": slugged(kind or "") or "van-ban", "contains": "originalVersion"})
    meta = ET.SubElement(paper, tag("meta"))
    identification(meta, found)
    analysis(meta, found, ids)
    references(meta, found)
    _content(paper, built, main, writer, "body" if form == "act" else "mainBody")
    if attached:
        attachments = ET.SubElement(paper, tag("attachments"))
        for n, part in enumerate(attached, 1):
            _attachment(attachments, found, built, part, n, writer)
    _indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _indent(element: ET.Element, depth: int = 0) -> None:
    """Line breaks between elements, none inside words."""
    if element.tag in _WORDS or not len(element):
        return
    element.text = "\n" + " " * (depth + 1)
    for child in element:
        _indent(child, depth + 1)
        child.tail = "\n" + " " * (depth + 1)
    element[-1].tail = "\n" + " " * depth


def _attachment(into: ET.Element, found: Extraction, built: Structure, part: Part, n: int, writer: BodyWriter) -> None:
    attachment = ET.SubElement(into, tag("attachment"), {"eId": f"att_{n}"})
    paper = ET.SubElement(attachment, tag("doc"), {"name": part.slug or "kem-theo", "contains": "originalVersion"})
    meta = ET.SubElement(paper, tag("meta"))
    identification(meta, found, f"!{part.slug or 'kem-theo'}_{n}")
    _content(paper, built, part, writer, "mainBody")


def _content(paper: ET.Element, built: Structure, part: Part | None, writer: BodyWriter, name: str) -> None:
    """Preface (letterhead, title), preamble (bases, in acts), body and conclusions (signature, recipients)."""
    inside = list(built.paragraphs[part.first : part.last]) if part else []
    head = [p for p in inside if p.kind == "head"]
    tail = [p for p in inside if p.kind == "tail"]
    rest = [p for p in inside if p.kind not in ("head", "tail")]
    itself = next((p for p in built.provisions if part and part.slug and p.path == part.slug), None)
    opening = 0
    if name == "body":
        while (
            opening < len(rest)
            and rest[opening].kind == "text"
            and built.provision_at(rest[opening].span.start) is itself
        ):
            opening += 1
    for element, paragraphs in (("preface", head), ("preamble", rest[:opening])):
        if paragraphs:
            block = ET.SubElement(paper, tag(element))
            for paragraph in paragraphs:
                writer.paragraph(block, paragraph)
    writer.write(ET.SubElement(paper, tag(name)), writer.tree(rest[opening:], itself))
    if tail:
        block = ET.SubElement(paper, tag("conclusions"))
        for paragraph in tail:
            writer.paragraph(block, paragraph)
