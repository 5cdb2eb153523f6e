"""Slides: PPTX by itself, PPT and ODP through LibreOffice; a page for each slide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ingest import ooxml, rendition
from ingest.limits import Limits
from ingest.oldtext import Piece, Writing, writing
from ingest.ooxml import Element, Package, attribute, child, inside, name
from ingest.readers.office import newer
from ingest.readers.table import PPTX
from ingest.readers.text import words
from ingest.sink import Sink
from ingest.sniff import sniff
from ingest.tables import in_grid
from vanthu.records import Cell, Line, Outcome

_SUFFIX: Final = {"application/vnd.ms-powerpoint": ".ppt", "application/vnd.oasis.opendocument.presentation": ".odp"}

Paragraph = tuple[tuple[Piece, ...], Cell | None]


def read(path: Path, sink: Sink, limits: Limits) -> Outcome:
    """Hands over the slides in their order, each with its text boxes, tables and the speaker's notes; hidden slides are
    left out and counted. Slides of pictures alone are recognised. Raises Unreadable; without LibreOffice an older file
    is unsupported_type."""
    media_type = sniff(path)
    source = path if media_type == PPTX else newer(path, media_type, _SUFFIX[media_type], "pptx", limits)
    with ooxml.opened(source, limits) as package:
        slides, hidden = _slides(package)
        pictures = package.has_pictures()
    how = writing(pieces for paragraphs in slides for pieces, _ in paragraphs)
    lines = [line for paragraphs in slides for line in _lines(paragraphs, how)]
    printed = rendition.render(source, ".pptx", sink, limits) if lines or pictures else None
    if not lines and printed is not None:
        return rendition.recognised(printed, sink, limits)
    warnings = (f"Có {hidden} trang chiếu bị ẩn nên không được đọc.",) if hidden else ()
    return rendition.hand_over(lines, printed, sink, "trang trình chiếu", media_type, warnings)


def _slides(package: Package) -> tuple[list[list[Paragraph]], int]:
    part = package.main_part("ppt/presentation.xml")
    root = package.xml(part)
    parts = {one.id: one.target for one in package.relations(part) if not one.external}
    slides: list[list[Paragraph]] = []
    hidden = tables = 0
    for entry in inside(root, "sldIdLst"):
        target = parts.get(_relation(entry), "")
        if target not in package:
            continue
        slide = package.xml(target)
        if attribute(slide, "show") in ("0", "false"):
            hidden += 1
            continue
        found = list(_shapes(child(slide, "cSld", "spTree"), tables))
        tables += len({cell.table for _, cell in found if cell})
        notes = package.related(target, "notesSlide")
        if notes is not None:
            spoken = _shapes(child(package.xml(notes), "cSld", "spTree"), 0, notes=True)
            found += [(pieces, None) for pieces, cell in spoken if cell is None]
        slides.append(found)
    return slides, hidden


def _relation(entry: Element) -> str:
    """The relation that a list entry names: its other `id` is a number of its own."""
    return next((value for key, value in entry.attrib.items() if key.endswith("}id")), "")


def _shapes(tree: Element | None, first_table: int, *, notes: bool = False) -> Iterator[Paragraph]:
    """The paragraphs of a slide's shapes in their order; groups gone into; of notes only what the speaker wrote."""
    if tree is None:
        return
    tables = first_table
    for element in tree.iter():
        if name(element) == "sp":
            kind = attribute(child(element, "nvSpPr", "nvPr", "ph"), "type")
            if kind not in ("sldNum", "dt", "ftr", "sldImg") and (not notes or kind == "body"):
                for paragraph in inside(element, "txBody"):
                    yield _pieces(paragraph), None
        elif name(element) == "tbl":
            yield from _table(element, tables)
            tables += 1


def _table(table: Element, number: int) -> Iterator[Paragraph]:
    rows = [
        [(cell, _span(cell, "rowSpan"), _span(cell, "gridSpan")) for cell in row if _is_cell(cell)]
        for row in table
        if name(row) == "tr"
    ]
    for placed in in_grid(rows):
        for paragraph in inside(placed.content, "txBody"):
            yield _pieces(paragraph), placed.cell(number)


def _is_cell(element: Element) -> bool:
    merged = (attribute(element, "hMerge"), attribute(element, "vMerge"))
    return name(element) == "tc" and not any(one in ("1", "true") for one in merged)


def _span(cell: Element, which: str) -> int:
    value = attribute(cell, which) or "1"
    return min(int(value), 1000) if value.isascii() and value.isdigit() else 1


def _pieces(paragraph: Element) -> tuple[Piece, ...]:
    out: list[Piece] = []
    for run in paragraph:
        if name(run) in ("r", "fld"):
            text, font = child(run, "t"), attribute(child(run, "rPr", "latin"), "typeface")
            out.append(((text.text or "") if text is not None else "", font or ""))
        elif name(run) == "br":
            out.append(("\n", ""))
    return tuple(out)


def _lines(paragraphs: list[Paragraph], how: Writing) -> Iterator[Line]:
    for pieces, cell in paragraphs:
        for row in "".join(how.read(pieces)).split("\n"):
            text = " ".join(row.split())
            if text:
                yield Line(text, words(text), cell=cell)
