"""Pages as plain text, as a clerk would type them: one line for each printed line, a form feed between pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from extract.capitals import restored
from vanthu.records import Line, LineKind, Page, PageSource
from vanthu.viet import nfc

PRINTED: Final = frozenset({LineKind.BODY, LineKind.FOOTNOTE, LineKind.PAGE_NUMBER, LineKind.HANDWRITING})
"""What stands in the text. Running heads and stamps are not the paper's own words."""


def text(pages: Sequence[Page], *, expected: int = 0) -> str:
    """The text of the pages, in order of `n`: NFC, a form feed between pages (a page that is not there is empty, so
    that the k-th piece is page k, also for the pages up to `expected`), a line break after the last line. A row of a
    table is one line, a tab between its cells. Letterhead and signature block come left column first, as read."""
    by_number = {page.n: page for page in pages}
    last = max([*by_number, expected], default=0)
    told = [_page(by_number[n]) if n in by_number else "" for n in range(1, last + 1)]
    whole = "\f".join(told)
    return whole + "\n" if whole else ""


def _page(page: Page) -> str:
    lines = (line for line in page.lines if line.kind in PRINTED)
    own = page.source is PageSource.FILE  # a text file's blanks are its own
    return "\n".join(row for group in _rows(lines) if (row := _row(group, own=own)).strip())


def _rows(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """The lines that make one line of the text: those of one table row, every other line alone."""
    numbered = enumerate(lines)

    def place(item: tuple[int, Line]) -> tuple[int, int]:
        n, line = item
        return (line.cell.table, line.cell.row) if line.cell else (-1, n)

    for _, group in groupby(numbered, key=place):
        yield [line for _, line in group]


def _row(lines: Sequence[Line], *, own: bool) -> str:
    if len(lines) == 1 and not lines[0].cell:
        return _settled(lines[0].text, own=own)
    cells = groupby(lines, key=lambda line: line.cell.column if line.cell else 0)
    return "\t".join(" ".join(_settled(line.text, own=False) for line in cell) for _, cell in cells)


def _settled(printed: str, *, own: bool) -> str:
    """NFC, on one line; what parts the words of a recognised line is one blank."""
    plain = restored(nfc(printed)).replace("\f", " ")
    return plain.rstrip("\n") if own else " ".join(plain.split())
