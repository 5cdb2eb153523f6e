"""The body of a part: provisions as nested elements, what stands between them, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final
from xml.etree import ElementTree as ET

from extract.akn.inline import Inline
from extract.akn.names import ELEMENTS, Ids, tag
from extract.structure import Paragraph, Structure
from extract.tables import Table
from vanthu.records import Evidence, Provision, Span

_TITLED: Final = frozenset({"phan", "chuong", "muc", "tieu-muc", "dieu"})
"""Provisions that have a title; of others a line that ends in a colon only opens a list."""


@dataclass(slots=True)
class Node:
    """A provision (None: the part itself) with what stands in it, in order: paragraphs, tables, provisions."""

    provision: Provision | None
    items: list[Paragraph | Cells | Node] = field(default_factory=list)


@dataclass(slots=True)
class Cells:
    """The cells of one table, joined over page breaks."""

    table: Table | None
    cells: list[Paragraph]


class BodyWriter:
    """Writes the paragraphs of a document's parts."""

    def __init__(self, built: Structure, inline: Inline, ids: Ids) -> None:
        self._built = built
        self._inline = inline
        self._ids = ids
        self._by_path = {provision.path: provision for provision in built.provisions}
        self._row_at = {row.span.start: row.path for table in built.tables for row in table.rows if row.path}

    def tree(self, paragraphs: Sequence[Paragraph], part: Provision | None) -> Node:
        """The tree of a part; `part` is the provision that an attached paper is, None for the main one."""
        root = Node(part)
        open_nodes = [root]
        for paragraph in paragraphs:
            chain = self._chain(paragraph.span.start, part)
            depth = 0
            while (
                depth < len(chain) and depth + 1 < len(open_nodes) and open_nodes[depth + 1].provision is chain[depth]
            ):
                depth += 1
            del open_nodes[depth + 1 :]
            for provision in chain[depth:]:
                node = Node(provision)
                open_nodes[-1].items.append(node)
                open_nodes.append(node)
            self._place(open_nodes[-1], paragraph)
        return root

    def _chain(self, offset: int, part: Provision | None) -> list[Provision]:
        """The provisions around an offset, outermost first, without the part and without rows of tables."""
        chain: list[Provision] = []
        provision = self._built.provision_at(offset)
        while provision is not None and provision is not part:
            if provision.kind in ELEMENTS:
                chain.append(provision)
            provision = self._by_path.get(provision.parent or "")
        return chain[::-1]

    def _place(self, node: Node, paragraph: Paragraph) -> None:
        if paragraph.kind != "cell":
            node.items.append(paragraph)
            return
        table = next((t for t in self._built.tables if t.span.start <= paragraph.span.start < t.span.end), None)
        last = node.items[-1] if node.items else None
        if isinstance(last, Cells) and last.table is table:
            last.cells.append(paragraph)
        else:
            node.items.append(Cells(table, [paragraph]))

    def write(self, into: ET.Element, node: Node) -> None:
        """What stands in a part, as children of `body` or `mainBody`."""
        for item in node.items:
            if isinstance(item, Node):
                self._provision(into, item)
            else:
                self._loose(into, item)
        if not len(into):
            self._empty(into)

    def _provision(self, into: ET.Element, node: Node) -> None:
        provision = node.provision
        assert provision is not None
        element = ET.SubElement(into, tag(ELEMENTS[provision.kind][0]), {"eId": self._ids.of(provision)})
        blocks = self._headed(element, provision, list(node.items))
        first = next((n for n, item in enumerate(blocks) if isinstance(item, Node)), len(blocks))
        last = next((n for n in range(len(blocks), 0, -1) if isinstance(blocks[n - 1], Node)), 0)
        if not last:
            self._blocks(ET.SubElement(element, tag("content")), blocks)
            return
        if first:
            self._blocks(ET.SubElement(element, tag("intro")), blocks[:first])
        for item in blocks[first:last]:
            if isinstance(item, Node):
                self._provision(element, item)
            else:
                self._loose(element, item)
        if last < len(blocks):
            self._blocks(ET.SubElement(element, tag("wrapUp")), blocks[last:])

    def _headed(
        self, element: ET.Element, provision: Provision, items: list[Paragraph | Cells | Node]
    ) -> list[Paragraph | Cells | Node | Evidence]:
        """Writes number and heading; answers what is left, the rest of the first paragraph as its evidence."""
        left: list[Paragraph | Cells | Node | Evidence] = list(items)
        first = items[0] if items else None
        if not isinstance(first, Paragraph) or first.label is None or first.span.start != provision.heading.start:
            return left
        label = Span(first.span.start, min(first.span.start + first.label.end, first.span.end))
        ET.SubElement(element, tag("num")).text = self._inline.words(label)
        heading = Span(label.end, provision.heading.end)
        title = self._inline.words(heading)
        if not title or (title.endswith(":") and provision.kind not in _TITLED):
            heading = Span(label.end, label.end)
        else:
            self._inline.write(ET.SubElement(element, tag("heading")), (heading,))
        rest = first.evidence(Span(heading.end, first.span.end)) if heading.end < first.span.end else ()
        left = [item for item in left[1:] if not (isinstance(item, Paragraph) and item.span.end <= heading.end)]
        return [rest, *left] if any(self._inline.words(span) for span in rest) else left

    def _loose(self, into: ET.Element, item: Paragraph | Cells | Evidence) -> None:
        """A paragraph or table that stands between provisions."""
        container = ET.SubElement(into, tag("hcontainer"), {"name": "doan", "eId": self._ids.new("doan")})
        self._blocks(ET.SubElement(container, tag("content")), [item])

    def _empty(self, into: ET.Element) -> None:
        container = ET.SubElement(into, tag("hcontainer"), {"name": "trong", "eId": self._ids.new("trong")})
        ET.SubElement(ET.SubElement(container, tag("content")), tag("p"))

    def _blocks(self, into: ET.Element, items: Sequence[Paragraph | Cells | Node | Evidence]) -> None:
        for item in items:
            if isinstance(item, Cells):
                self._table(into, item)
            elif isinstance(item, tuple):
                self._inline.write(ET.SubElement(into, tag("p")), item)
            elif isinstance(item, Paragraph):
                self.paragraph(into, item)
        if not len(into):
            ET.SubElement(into, tag("p"))

    def paragraph(self, into: ET.Element, paragraph: Paragraph) -> None:
        """A paragraph; the wording of another paper's provision is a modification, a footnote a note."""
        block = ET.SubElement(into, tag("p"))
        if paragraph.kind == "quoted":
            modified = ET.SubElement(block, tag("mod"), {"eId": self._ids.new("mod")})
            block = ET.SubElement(modified, tag("quotedText"), {"eId": self._ids.new("quoted")})
        elif paragraph.kind == "footnote":
            note = ET.SubElement(block, tag("authorialNote"), {"placement": "bottom", "eId": self._ids.new("note")})
            block = ET.SubElement(note, tag("p"))
        self._inline.write(block, paragraph.pieces)

    def _table(self, into: ET.Element, found: Cells) -> None:
        table = ET.SubElement(into, tag("table"), {"eId": self._ids.new("table")})
        for _, cells in groupby(found.cells, lambda p: p.cell and (p.cell.table, p.cell.row)):
            row = list(cells)
            path = self._row_at.get(row[0].span.start)
            attributes = {"eId": self._ids.of(self._by_path[path])} if path in self._by_path else {}
            line = ET.SubElement(table, tag("tr"), attributes)
            for each in row:
                place = each.cell
                assert place is not None
                spans = (("rowspan", place.row_span), ("colspan", place.column_span))
                cell = ET.SubElement(line, tag("td"), {name: str(n) for name, n in spans if n > 1})
                self._inline.write(ET.SubElement(cell, tag("p")), each.pieces)
