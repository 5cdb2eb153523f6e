"""Text as plain HTML, for LibreOffice to print: only what was read, so that nothing is asked for from elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from ingest import rendition
from ingest.limits import Limits
from ingest.sink import Sink
from vanthu.records import Line

MOST_LINES: Final = 6000
"""More are not printed: laying them out would take minutes."""
_WIDE: Final = 7  # columns of a table that wants the sheet lengthwise
_LENGTHWISE: Final = "<style>@page { size: 29.7cm 21cm; margin: 1cm } td p { margin: 0 }</style>"


def printed(lines: Sequence[Line], sink: Sink, limits: Limits) -> rendition.Rendition | None:
    """The lines as pages, in plain paragraphs and tables; None where that is not possible."""
    if not 0 < len(lines) <= MOST_LINES:
        return None
    wide = max((line.cell.column + line.cell.column_span for line in lines if line.cell), default=0) >= _WIDE
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8", errors="replace") as copy:
        copy.write(f'<!doctype html><html><head><meta charset="utf-8">{_LENGTHWISE if wide else ""}</head><body>')
        copy.writelines(_markup(lines))
        copy.write("</body></html>")
        copy.flush()
        return rendition.render(Path(copy.name), ".html", sink, limits)


def _markup(lines: Sequence[Line]) -> Iterator[str]:
    """Paragraphs, and tables with the grid that was read."""
    at: tuple[int, int, int] | None = None  # table, row, column
    for line in lines:
        cell = line.cell
        here = (cell.table, cell.row, cell.column) if cell else None
        if here != at:
            if at is not None:
                yield "</td>"
                if here is None or here[0] != at[0]:
                    yield "</tr></table>"
                elif here[1] != at[1]:
                    yield "</tr>"
            if cell is not None:
                if at is None or at[0] != cell.table:
                    yield '<table border="1" width="100%"><tr>'
                elif at[1] != cell.row:
                    yield "<tr>"
                yield f'<td rowspan="{cell.row_span}" colspan="{cell.column_span}">'
            at = here
        yield f"<p>{escape(line.text)}</p>"
    if at is not None:
        yield "</td></tr></table>"
