"""Pages → the one text that facts count in, with the way back to each word's place on its page."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from extract.capitals import restored
from extract.corrections import corrected, reading_of
from vanthu.records import (
    Box,
    DocumentText,
    Entry,
    Line,
    LineKind,
    Page,
    PageInfo,
    TextLine,
    TextWord,
    Word,
)
from vanthu.viet import nfc

IN_THE_TEXT: Final = frozenset({LineKind.BODY, LineKind.HANDWRITING})
"""Kinds of lines that stand in the text where they stand on the page; footnotes follow after the last page."""


def compose(pages: Sequence[Page]) -> DocumentText:
    """The document's text as read: see `composed`."""
    return composed(pages, ())[0]


def composed(read: Sequence[Page], entries: Iterable[Entry]) -> tuple[DocumentText, tuple[str, ...]]:
    """The document's text: lines joined by "\\n", pages by "\\f", NFC, letters otherwise as printed (capitals of old
    fonts restored, `extract.capitals`), the corrections among `entries` (those that hold) in it; and the ids of
    corrections that found no place.

    Running heads, page numbers and stamps are left out. Footnotes stand together after the last page, so that a
    sentence over a page break is one stretch. Plain text files have neither: their text is the file's own."""
    pages, loose = corrected(read, entries)
    text = _Text()
    for number, page in enumerate(pages):
        if number:
            text.put("\f")
        begin = text.length
        text.lines_of(page, (line for line in page.lines if line.kind in IN_THE_TEXT), fresh=True)
        text.pages.append(_info(page, begin, text.length, reading_of(read[number])))
    for page in pages:
        text.lines_of(page, (line for line in page.lines if line.kind is LineKind.FOOTNOTE), fresh=False)
    return text.document(), loose


@dataclass(slots=True)
class _Text:
    """The text while it grows."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[TextLine] = field(default_factory=list)
    words: list[TextWord] = field(default_factory=list)
    pages: list[PageInfo] = field(default_factory=list)

    def put(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)

    def lines_of(self, page: Page, lines: Iterable[Line], *, fresh: bool) -> None:
        """Adds lines; the first follows directly where `fresh`, after a line break otherwise."""
        for line in lines:
            if not fresh:
                self.put("\n")
            fresh = False
            self.line(page, line)

    def line(self, page: Page, line: Line) -> None:
        start = self.length
        content, words = _normal(line)
        self.put(content)
        self.words += [
            TextWord(start + word.start, start + word.end, word.box, word.confidence, word.raw) for word in words
        ]
        box = line.box
        self.lines.append(TextLine(start, self.length, _page_of(page, box), line.kind, line.cell, box))

    def document(self) -> DocumentText:
        text = "".join(self.pieces)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
        for line in self.lines:
            digest.update(repr((line.start, line.end, line.page, line.kind.value, line.cell)).encode())
        return DocumentText(
            "t" + digest.hexdigest()[:24], text, tuple(self.lines), tuple(self.words), tuple(self.pages)
        )


def _page_of(page: Page, box: Box | None) -> int:
    """A paragraph of a Word file may begin on a later page than the one it was handed over with."""
    return box.page if box else page.n


def _normal(line: Line) -> tuple[str, Sequence[Word]]:
    """The line's text as NFC, and its words where they stand in it (one that vanishes in its neighbour is dropped)."""
    if unicodedata.is_normalized("NFC", line.text):
        return restored(line.text), line.words
    content = nfc(line.text)
    place = _places(line.text, content, sorted({edge for word in line.words for edge in (word.start, word.end)}))
    moved = [Word(place[w.start], place[w.end], w.box, w.confidence, w.raw) for w in line.words]
    return restored(content), [word for word in moved if word.start < word.end]


def _places(raw: str, content: str, edges: Sequence[int]) -> dict[int, int]:
    """Where offsets of the raw line are in the composed one: piece by piece, unless an edge cuts a letter in two."""
    place: dict[int, int] = {}
    pieces: list[str] = []
    length = at = 0
    for edge in edges:
        pieces.append(nfc(raw[at:edge]))
        length += len(pieces[-1])
        place[edge] = length
        at = edge
    if "".join(pieces) + nfc(raw[at:]) == content:
        return place
    return {edge: min(len(nfc(raw[:edge])), len(content)) for edge in edges}


def _info(page: Page, start: int, end: int, reading: str) -> PageInfo:
    sure = [word.confidence for line in page.lines for word in line.words if word.confidence is not None]
    mean = round(sum(sure) / len(sure), 4) if sure else None
    size = (page.width_pt, page.height_pt)
    return PageInfo(page.n, *size, page.source, start, end, page.reason, mean, page.warnings, reading)
