"""Lines with their geometry: where the ink of each begins and ends across the page, in one unit for boxes and for
plain text, and what separates it from the line above."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vanthu.records import Cell, DocumentText, LineKind, PageSource, Span, TextLine

_LOOSE: Final = re.compile(r"\s{3}")


@dataclass(frozen=True, slots=True)
class Row:
    """A line with ink. `left`, `right` are columns (plain text) or fractions of the page width; `unit` is the width of
    a letter in the same measure, `first` that of the row's first word. `gap`: white space above that is more than
    line spacing. `loose`: three blanks or more stand side by side in it. `whole`: the file says that this line is a
    paragraph (Word, HTML). `fresh`: what is above is something else (a table)."""

    span: Span
    text: str
    page: int | None
    left: float
    right: float
    unit: float
    first: float
    gap: bool
    whole: bool
    cell: Cell | None
    note: bool
    loose: bool
    fresh: bool = False


def rows(text: DocumentText, furniture: Sequence[Span]) -> tuple[Row, ...]:
    """The rows of a text without blank lines and furniture."""
    left_out = {span.start for span in furniture}
    return tuple(_rows(text, left_out))


def _rows(text: DocumentText, left_out: set[int]) -> Iterator[Row]:
    from_file = {page.n: page.source is PageSource.FILE for page in text.pages}
    blank = False
    above: TextLine | None = None
    for line in text.lines:
        printed = text.text[line.start : line.end]
        ink = printed.strip()
        start = line.start + len(printed) - len(printed.lstrip())
        if not ink:
            blank = True
            continue
        if start in left_out:
            continue
        file = from_file.get(line.page or 0, True)
        gap = blank or _far(above, line)
        yield _row(text, line, Span(start, start + len(ink)), ink, gap, file and (line.box or line.cell) is not None)
        blank, above = False, line


def _row(text: DocumentText, line: TextLine, span: Span, ink: str, gap: bool, whole: bool) -> Row:
    note = line.kind is LineKind.FOOTNOTE
    loose = _LOOSE.search(ink) is not None
    if line.box is None:
        left = float(span.start - line.start)
        first = float(len(ink.split(maxsplit=1)[0]))
        return Row(span, ink, line.page, left, left + len(ink), 1.0, first, gap, whole, line.cell, note, loose)
    box = line.box
    unit = (box.x1 - box.x0) / max(1, len(ink))
    first = unit * len(ink.split(maxsplit=1)[0])
    return Row(span, ink, line.page, box.x0, box.x1, unit, first, gap, whole, line.cell, note, loose)


def _far(above: TextLine | None, line: TextLine) -> bool:
    if above is None or above.box is None or line.box is None or above.page != line.page:
        return False
    height = min(above.box.y1 - above.box.y0, line.box.y1 - line.box.y0)
    return line.box.y0 - above.box.y1 > 1.1 * height
