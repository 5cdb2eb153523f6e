"""What a reader finds on paper: pages of lines of words, each with its place and how surely it was read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle on a displayed page: page from 1; fractions of width and height, origin top left, rotation and
    crop box applied. `x0 <= x1`, `y0 <= y1`."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line: `line.text[start:end]`. `box` is None where the place is not known (a text file without a
    rendition). `confidence` is 0..1, None where nothing was recognised because the text was in the file.
    `raw` is the reading before a correction, None where it is the same. `others` is what else the recogniser saw
    there, each with how much less likely it is (natural logarithm): for the correction that follows, not kept."""

    start: int
    end: int
    box: Box | None = None
    confidence: float | None = None
    raw: str | None = None
    others: tuple[tuple[str, float], ...] = ()


class LineKind(StrEnum):
    """What a line is on its page. Only body, footnote and handwriting lines are part of the document's text."""

    BODY = "body"
    FOOTNOTE = "footnote"
    RUNNING_HEAD = "running_head"
    PAGE_NUMBER = "page_number"
    STAMP = "stamp"
    HANDWRITING = "handwriting"


@dataclass(frozen=True, slots=True)
class Cell:
    """Where in a table a line stands. `table` is unique in the document; a table that runs over a page break may be
    two tables to the reader (`extract.tables` joins them). Rows and columns from 0."""

    table: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, or one paragraph where the file itself knows its paragraphs (`Page.source` is FILE).

    `text` is what is printed (for plain text files: the file's own characters, blanks included); `words` are in
    order and lie inside it."""

    text: str
    words: tuple[Word, ...] = ()
    kind: LineKind = LineKind.BODY
    cell: Cell | None = None

    @property
    def box(self) -> Box | None:
        """The hull of the words' boxes on the page of the first of them, None without any."""
        boxes = [word.box for word in self.words if word.box]
        if not boxes:
            return None
        first = boxes[0]
        x0, y0, x1, y1 = first.x0, first.y0, first.x1, first.y1
        for box in boxes:  # one pass: asked for every line of every document
            if box.page == first.page:
                x0 = box.x0 if box.x0 < x0 else x0
                y0 = box.y0 if box.y0 < y0 else y0
                x1 = box.x1 if box.x1 > x1 else x1
                y1 = box.y1 if box.y1 > y1 else y1
        return Box(first.page, x0, y0, x1, y1)


class PageSource(StrEnum):
    """Where a page's text comes from."""

    TEXT = "text"  # the PDF's own text layer
    OCR = "ocr"  # recognised on the picture
    FILE = "file"  # the Word, HTML or text file itself


@dataclass(frozen=True, slots=True)
class Page:
    """A page as read: immutable. `n` from 1. Width and height are of the displayed page in points (1/72 inch), None
    for a text file without a rendition. `lines` are in reading order, letterhead and signature block left column
    first. `reason` says in a few words why this source was chosen (shown to the clerk); `warnings` are sentences."""

    n: int
    width_pt: float | None
    height_pt: float | None
    source: PageSource
    lines: tuple[Line, ...] = ()
    reason: str = ""
    dpi: float | None = None
    language: str = "vie"
    warnings: tuple[str, ...] = ()
    look: str = ""  # the hash of its picture (`ingest.look`), "" where no picture was looked at
