"""The text of an HTML page as a browser shows it: blocks, numbered lists, tables; nothing is loaded or run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from ingest.numbering import written
from ingest.ooxml import Element, name
from ingest.readers.text import words
from ingest.tables import Placed, by_columns, in_grid, lays_out
from vanthu.records import Cell, Line

# fmt: off
_SILENT: Final = frozenset(
    (
        "script", "style", "head", "template", "noscript", "iframe", "object", "embed", "audio", "video",
        "canvas", "svg", "math", "select", "datalist", "textarea",
    )
)
_ELSEWHERE: Final = frozenset(
    (
        "script", "iframe", "object", "embed", "img", "frame", "link", "audio", "video", "canvas", "svg",
    )
)
_BLOCKS: Final = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div",
        "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
        "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary",
        "ul", "caption", "tr", "td", "th", "tbody", "thead", "tfoot",
    )
)
# fmt: on
_NUMBER_FORMS: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_INVISIBLE: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 0))


@dataclass(slots=True)
class HtmlText:
    """A page being gone through; `text` is the block in work."""

    lines: list[Line] = field(default_factory=list)
    text: str = ""
    cell: Cell | None = None
    tables: int = 0

    def go(self, element: Element, *, as_is: bool = False) -> None:
        """Takes in an element: its text, its children, what follows them."""
        tag = name(element)
        if tag in _SILENT or not tag or _is_hidden(element):
            return
        if tag == "br":
            self.end(as_is=as_is)
        elif tag == "table":
            self.end()
            self._table(element)
        elif tag in _BLOCKS:
            self.end(as_is=as_is)
            if tag == "li":
                self.text = _number(element)
            self._inside(element, as_is=as_is or tag == "pre")
            self.end(as_is=as_is or tag == "pre")
        else:
            self._inside(element, as_is=as_is)

    def _inside(self, element: Element, *, as_is: bool) -> None:
        self._say(element.text, as_is=as_is)
        for child in element:
            self.go(child, as_is=as_is)
            self._say(child.tail, as_is=as_is)

    def _say(self, text: str | None, *, as_is: bool) -> None:
        if text and as_is:
            first, *rest = text.split("\n")
            self.text += first
            for row in rest:
                self.end(as_is=True)
                self.text = row
        elif text:
            self.text += text

    def end(self, *, as_is: bool = False) -> None:
        """Ends the block in work."""
        text = self.text.translate(_INVISIBLE)
        text = text.rstrip() if as_is else " ".join(text.split())
        self.text = ""
        if text.strip():
            self.lines.append(Line(text, words(text), cell=self.cell))

    def _table(self, table: Element) -> None:
        outer = self.cell
        rows = [list(_cells(row)) for row in _rows(table)]
        cells = list(in_grid(rows))
        for caption in (one for one in table if name(one) == "caption"):
            self.go(caption)
        if lays_out(cells, bordered=_is_bordered(table)):
            ordered: list[Placed[Element]] = by_columns(cells)
            number = None
        else:
            ordered, number = cells, self.tables
            self.tables += 1
        for placed in ordered:
            self.cell = outer if number is None else placed.cell(number)
            self._inside(placed.content, as_is=False)
            self.end()
        self.cell = outer


def read_text(text: str) -> tuple[tuple[Line, ...], bool]:
    """The lines of a page; and whether it shows things that are not in the file (pictures, frames, scripts)."""
    data = text.encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser) if data.strip() else None
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return (), False
    page = HtmlText()
    page.go(root)
    page.end()
    return tuple(page.lines), any(name(one) in _ELSEWHERE for one in root.iter())


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        if name(element) in ("thead", "tbody", "tfoot"):
            yield from _rows(element)
        elif name(element) == "tr":
            yield element


def _cells(row: Element) -> Iterator[tuple[Element, int, int]]:
    for cell in row:
        if name(cell) in ("td", "th"):
            yield cell, _span(cell, "rowspan"), _span(cell, "colspan")


def _span(cell: Element, which: str) -> int:
    value = (cell.get(which) or "1").strip()
    return max(1, min(int(value), 1000)) if value.isascii() and value.isdigit() else 1


def _is_bordered(table: Element) -> bool:
    if (table.get("border") or "0").strip() not in ("", "0"):
        return True
    styles = " ".join(one.get("style") or "" for one in table.iter() if isinstance(one.tag, str)).lower()
    drawn = re.findall(r"border(?:-left|-right|-width|-style)?\s*:\s*([^;]*)", styles)
    return any(not re.match(r"none|0(?!\.\d)|initial", value) for value in drawn)


def _is_hidden(element: Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style


def _number(item: Element) -> str:
    """The number of an item of an ordered list, with a blank."""
    parent = item.getparent()
    if parent is None or name(parent) != "ol":
        return ""
    start = parent.get("start") or "1"
    number = int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1
    number += sum(1 for one in item.itersiblings(preceding=True) if name(one) == "li")
    return written(number, _NUMBER_FORMS.get(parent.get("type") or "1", "decimal")) + ". "
