"""The text of a Word document as it is printed: paragraphs with their automatic numbers, tables, text boxes, notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ingest.encodings import encoding_of
from ingest.numbering import Counter, lists, written
from ingest.oldtext import Writing, writing
from ingest.ooxml import Element, Package, attribute, child, inside, is_on, name, whole
from ingest.readers.text import words
from ingest.styles import Styles, styles
from ingest.tables import Placed, by_columns, lays_out
from vanthu.records import Cell, Line, LineKind
from vanthu.viet import fold

_THROUGH: Final = frozenset(
    {"hyperlink", "ins", "smartTag", "fldSimple", "moveTo", "dir", "bdo", "customXml", "oMath", "oMathPara"}
)
_GONE: Final = frozenset({"del", "moveFrom", "pPr", "rPr", "instrText", "delText", "delInstrText"})
_TRACKED: Final = frozenset({"del", "ins", "moveFrom", "moveTo"})
_SIGNS: Final = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\xad"}
_SYMBOLS: Final = {
    "f0b7": "•",
    "f0a7": "▪",
    "f0d8": "➢",
    "f0fc": "✓",
    "f0e0": "→",
    "f06f": "□",
    "f0a8": "□",
    "f0fe": "☒",
}
_INVISIBLE: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0))
_MOTTOS: Final = ("cong hoa xa hoi chu nghia viet nam", "dang cong san viet nam")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its pieces (text, font), its printed number, what it is, where in a table. `open` says that its end
    was deleted, so that the next one continues it."""

    pieces: tuple[tuple[str, str], ...]
    label: str = ""
    kind: LineKind = LineKind.BODY
    cell: Cell | None = None
    open: bool = False


@dataclass(slots=True)
class WordText:
    """A document being gone through. `tracked` says that changes are still recorded in it."""

    package: Package
    part: str
    styles: Styles
    counter: Counter
    tracked: bool = False
    tables: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)  # (footnote or endnote, id) in order of mention

    def paragraphs(self, body: Element) -> Iterator[Paragraph]:
        """What is in the body, in reading order, then the notes."""
        yield from self._letterhead(body)
        yield from self._blocks(body)
        yield from self._notes()

    def _blocks(self, parent: Element, kind: LineKind = LineKind.BODY, cell: Cell | None = None) -> Iterator[Paragraph]:
        for element in parent:
            match name(element):
                case "p":
                    yield from self._paragraph(element, kind, cell)
                case "tbl":
                    yield from self._table(element, kind)
                case "sdt":
                    yield from self._blocks(inside(element, "sdtContent"), kind, cell)
                case "AlternateContent":
                    yield from self._blocks(_chosen(element), kind, cell)
                case "customXml" | "ins" | "moveTo" | "smartTag":
                    yield from self._blocks(element, kind, cell)

    def _paragraph(self, element: Element, kind: LineKind, cell: Cell | None) -> Iterator[Paragraph]:
        properties = child(element, "pPr")
        style = attribute(child(properties, "pStyle")) or self.styles.usual
        pieces: list[tuple[str, str]] = []
        boxes: list[Element] = []
        self._runs(element, style, pieces, boxes)
        ends_deleted = child(properties, "rPr", "del") is not None
        empty = not any(text.strip() for text, _ in pieces)
        label = "" if empty and (ends_deleted or not pieces) else self._label(properties, style)
        yield Paragraph(tuple(pieces), label, kind, cell, open=ends_deleted)
        for box in boxes:
            yield from self._blocks(box, kind, cell)

    def _label(self, properties: Element | None, style: str | None) -> str:
        own = child(properties, "numPr")
        num, level, owner = self.styles.list_of(style)
        if own is not None:
            num = attribute(child(own, "numId")) or num
            level = whole(child(own, "ilvl")) if child(own, "ilvl") is not None else level
        if not num or num == "0":
            return ""
        if level is None:
            found = self.counter.lists.levels.get(num, {}).items()
            level = next((at for at, one in found if one.style is not None and one.style == owner), 0)
        return self.counter.next(num, level)

    def _runs(self, parent: Element, style: str | None, pieces: list[tuple[str, str]], boxes: list[Element]) -> None:
        for element in parent:
            kind = name(element)
            self.tracked |= kind in _TRACKED
            if kind == "r":
                self._run(element, style, pieces, boxes)
            elif kind == "sdt":
                self._runs(inside(element, "sdtContent"), style, pieces, boxes)
            elif kind == "AlternateContent":
                self._runs(_chosen(element), style, pieces, boxes)
            elif kind not in _GONE and (kind in _THROUGH or len(element)):
                self._runs(element, style, pieces, boxes)

    def _run(self, run: Element, style: str | None, pieces: list[tuple[str, str]], boxes: list[Element]) -> None:
        properties = child(run, "rPr")
        run_style = attribute(child(properties, "rStyle"))

        def flag(which: str) -> bool:
            own = child(properties, which)
            found = own if own is not None else self.styles.flag(run_style, which)
            return is_on(found if found is not None else self.styles.flag(style, which))

        if flag("vanish"):
            return
        font = self.styles.font(properties, style)
        capitals = flag("caps")
        for text in self._texts(run, boxes):
            pieces.append((text.upper() if capitals and encoding_of(font) is None else text, font))

    def _texts(self, run: Element, boxes: list[Element]) -> Iterator[str]:
        for element in run:
            kind = name(element)
            if kind == "t":
                yield element.text or ""
            elif kind in _SIGNS:
                yield _SIGNS[kind]
            elif kind == "sym":
                yield _symbol(attribute(element, "char") or "")
            elif kind in ("footnoteReference", "endnoteReference"):
                self.notes.append((kind.removesuffix("Reference"), attribute(element, "id") or ""))
            elif kind == "AlternateContent":
                boxes.extend(_boxes(_chosen(element)))
            elif kind in ("drawing", "pict", "object"):
                boxes.extend(_boxes(element))

    def _table(self, table: Element, kind: LineKind) -> Iterator[Paragraph]:
        cells = list(_cells(table))
        bordered = self._is_bordered(table)
        number = self.tables
        if lays_out(cells, bordered=bordered):
            for placed in by_columns(cells):
                yield from self._blocks(placed.content, kind, None)
            return
        self.tables += 1
        for placed in cells:
            yield from self._blocks(placed.content, kind, placed.cell(number))

    def _is_bordered(self, table: Element) -> bool:
        """Whether the table has upright lines."""
        style = attribute(child(table, "tblPr", "tblStyle"))
        own = [child(table, "tblPr", "tblBorders")]
        own += [child(cell, "tcPr", "tcBorders") for row in _rows(table) for cell in _cells_of(row)]
        if any(_upright(borders) for borders in own):
            return True
        if own[0] is not None:
            return False
        return any(_upright(child(one, "tblPr", "tblBorders")) for one in self.styles.chain(style))

    def _notes(self) -> Iterator[Paragraph]:
        """Footnotes and endnotes in order of their first mention, numbered as Word does."""
        for kind, form in (("footnote", "decimal"), ("endnote", "lowerRoman")):
            part = self.package.related(self.part, f"{kind}s")
            if part is None:
                continue
            found = {attribute(one, "id"): one for one in self.package.xml(part) if name(one) == kind}
            ids = dict.fromkeys(one for which, one in self.notes if which == kind)
            for number, note in enumerate((one for one in ids if one in found), start=1):
                label = written(number, form) + " "
                for paragraph in self._blocks(found[note], LineKind.FOOTNOTE):
                    yield Paragraph(paragraph.pieces, label + paragraph.label, LineKind.FOOTNOTE, paragraph.cell)
                    label = ""

    def _letterhead(self, body: Element) -> Iterator[Paragraph]:
        """The header of the first page, where it holds the letterhead and the body does not."""
        section = next((one for one in body.iter() if name(one) == "sectPr"), None)
        if section is None or _has_motto(body):
            return
        first = is_on(child(section, "titlePg"))
        wanted = ("first", "default") if first else ("default",)
        headers = {attribute(one, "type"): attribute(one, "id") for one in section if name(one) == "headerReference"}
        parts = {one.id: one.target for one in self.package.relations(self.part) if not one.external}
        for kind in wanted:
            part = parts.get(headers.get(kind) or "")
            if part is None or part not in self.package:
                continue
            header = self.package.xml(part)
            if _has_motto(header):
                yield from self._blocks(header)
                return


@dataclass(frozen=True, slots=True)
class Found:
    """The lines of a Word document in reading order, notes last; whether changes are still recorded in it; how it is
    written (fonts and encodings from before Unicode)."""

    lines: tuple[Line, ...]
    tracked: bool
    how: Writing


def read_text(package: Package) -> Found:
    """What a Word document says. Raises Unreadable."""
    part = package.main_part()
    body = child(package.xml(part), "body")
    related = {kind: package.related(part, kind) for kind in ("styles", "numbering")}
    of_styles = styles(package.xml(related["styles"]) if related["styles"] else None)
    of_lists = lists(package.xml(related["numbering"]) if related["numbering"] else None, of_styles.lists())
    text = WordText(package, part, of_styles, Counter(of_lists))
    paragraphs = list(_joined(text.paragraphs(body))) if body is not None else []
    how = writing(paragraph.pieces for paragraph in paragraphs)
    return Found(tuple(_lines(paragraphs, how)), text.tracked, how)


def _joined(paragraphs: Iterator[Paragraph]) -> Iterator[Paragraph]:
    """Paragraphs whose end was deleted together with the next one."""
    held: Paragraph | None = None
    for paragraph in paragraphs:
        if held is not None:
            label = held.label or paragraph.label
            paragraph = Paragraph(
                (*held.pieces, *paragraph.pieces), label, paragraph.kind, paragraph.cell, open=paragraph.open
            )
        held = paragraph if paragraph.open else None
        if held is None:
            yield paragraph
    if held is not None:
        yield held


def _lines(paragraphs: list[Paragraph], how: Writing) -> Iterator[Line]:
    """A line for each paragraph, more where it has line breaks; text in old encodings is converted."""
    for paragraph in paragraphs:
        text = paragraph.label + "".join(how.read(paragraph.pieces))
        for row in text.translate(_INVISIBLE).split("\n"):
            clean = " ".join(row.split())
            if clean:
                yield Line(clean, words(clean), paragraph.kind, paragraph.cell)


def _chosen(alternatives: Element) -> list[Element]:
    """The first of several ways to say the same."""
    return inside(alternatives, "Choice") or inside(alternatives, "Fallback")


def _boxes(element: Element) -> list[Element]:
    """The contents of the text boxes of a drawing; those inside them come with them."""
    found: list[Element] = []
    todo = list(element)
    while todo:
        one = todo.pop(0)
        if name(one) == "txbxContent":
            found.append(one)
        elif name(one) == "AlternateContent":
            todo = [*_chosen(one), *todo]
        else:
            todo = [*one, *todo]
    return found


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        if name(element) in ("sdt", "customXml", "ins", "smartTag"):
            yield from _rows(inside(element, "sdtContent") if name(element) == "sdt" else element)
        elif name(element) == "tr" and child(element, "trPr", "del") is None:
            yield element


def _cells_of(row: Element) -> Iterator[Element]:
    for element in row:
        if name(element) in ("sdt", "customXml", "ins", "smartTag"):
            yield from _cells_of(inside(element, "sdtContent") if name(element) == "sdt" else element)
        elif name(element) == "tc":
            yield element


def _cells(table: Element) -> Iterator[Placed[Element]]:
    """Cells with their place; one that continues the cell above only makes that one higher."""
    found: list[Placed[Element]] = []
    open_at: dict[int, int] = {}  # column → index in found of the cell that may go on downwards
    for row, element in enumerate(_rows(table)):
        column = whole(child(element, "trPr", "gridBefore")) or 0
        for cell in _cells_of(element):
            wide = max(1, min(whole(child(cell, "tcPr", "gridSpan")) or 1, 1000))
            merge = child(cell, "tcPr", "vMerge")
            above = open_at.get(column)
            if merge is not None and attribute(merge) != "restart" and above is not None:
                one = found[above]
                found[above] = Placed(one.content, one.row, one.column, row - one.row + 1, one.column_span)
            else:
                open_at.pop(column, None)
                if merge is not None:
                    open_at[column] = len(found)
                found.append(Placed(cell, row, column, 1, wide))
            column += wide
    yield from found


def _upright(borders: Element | None) -> bool:
    sides = [child(borders, side) for side in ("left", "right", "start", "end", "insideV")]
    return any(attribute(side) not in (None, "none", "nil") for side in sides)


def _symbol(code: str) -> str:
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return _SYMBOLS.get(code.lower(), "•" if "\ue000" <= sign <= "\uf8ff" else sign)


def _has_motto(element: Element) -> bool:
    text = fold("".join(one.text or "" for one in element.iter() if name(one) == "t"))
    return any(motto in " ".join(text.split()) for motto in _MOTTOS)
