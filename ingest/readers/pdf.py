"""PDF: each page from its text layer where that covers the page and makes sense, else recognised on its picture."""

from __future__ import annotations

from pathlib import Path

from ingest import outcomes
from ingest.grid import grids
from ingest.limits import Limits
from ingest.lines import lines, on_page
from ingest.pdfium import PdfPage, opened
from ingest.sink import Sink
from vanthu.errors import Unreadable
from vanthu.records import Line, Outcome, Page, PageSource, State

MEDIA_TYPE = "application/pdf"


def read(path: Path, sink: Sink, limits: Limits) -> Outcome:
    """Hands over the pages of a PDF, the known ones left out. Raises Unreadable: needs_password, corrupt."""
    warnings: list[str] = []
    read_pages = 0
    first_table = 0
    with opened(path) as pdf:
        expected = len(pdf)
        if expected == 0:
            return outcomes.ended(MEDIA_TYPE, State.EMPTY, "Tệp PDF không có trang nào.")
        sink.expect(expected)
        for n in range(1, min(expected, limits.pages) + 1):
            first_table = n * 100  # tables are numbered by page, so that a page read again keeps its numbers
            if n in sink.known():
                continue
            try:
                with pdf.page(n) as page:
                    sink.page(text_page(page, n, first_table=first_table))
            except Unreadable as error:
                warnings.append(error.reason)
                continue
            read_pages += 1
    if expected > limits.pages:
        warnings.append(f"Tệp có {expected} trang, chỉ đọc {limits.pages} trang đầu.")
    return Outcome(MEDIA_TYPE, State.DONE, pages=read_pages, pages_expected=expected, warnings=tuple(warnings))


def text_page(page: PdfPage, n: int, *, first_table: int) -> Page:
    """A page from its text layer."""
    return Page(
        n, page.width_pt, page.height_pt, PageSource.TEXT, text_lines(page, n, first_table=first_table), "text layer"
    )


def text_lines(page: PdfPage, n: int, *, first_table: int) -> tuple[Line, ...]:
    """The lines of a page's text layer, its ruled tables cell by cell."""
    rules, _ = page.objects()
    found = grids(rules, width_pt=page.width_pt, height_pt=page.height_pt)
    return lines(
        page.words(),
        on_page(n, page.width_pt, page.height_pt),
        width_pt=page.width_pt,
        height_pt=page.height_pt,
        rules=rules,
        grids=found,
        first_table=first_table,
    )
