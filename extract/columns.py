"""Layout tables of plain text (`pdftotext -layout`): cells side by side in columns of blanks, over many lines. They are
fenced off: their rows are no sentences, points or tasks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import regex

from extract.labels import read_label
from extract.rows import Row

_GAP: Final = re.compile(r"\S\s{3,}(?=\S)")
_HEAD: Final = regex.compile(r"(?:^|\s)(?:STT|TT|Số TT|Stt)(?:\s|$)")
# Letterheads and signature blocks stand in two columns too.
_TWO_SIDES: Final = regex.compile(
    r"CỘNG H[ÒO][ÀA]? XÃ HỘI|ĐẢNG CỘNG SẢN|Độc lập|Nơi nhận|(?:^|\s)(?:TM|KT|TL|TUQ|T/M|K/T)\s*\.?\s*\p{Lu}{2}|^Số\s*:"
)
_LEAST_GAPS: Final = 5
_LEAST_ALIKE: Final = 4
_PROSE_LINES: Final = 3  # so many lines of prose end a table
_DEEP: Final = 18  # a line that begins so far in stands in a column of its own
_WIDE: Final = 60  # letters: a line of prose


def laid_in_columns(rows: Sequence[Row]) -> set[int]:
    """Where the rows of layout tables begin; none in texts with boxes, which have their tables by their lines."""
    plain = [row for row in rows if row.unit == 1.0 and row.cell is None and not row.whole]
    if len(plain) < len(rows) or len(rows) < _LEAST_GAPS:
        return set()
    places = {row.span.start: n for n, row in enumerate(plain)}
    found = [
        (places[run[0].span.start], places[run[-1].span.start], _is_table(run)) for run in _runs(plain) if len(run) > 1
    ]
    return {row.span.start for first, last in _joined(plain, found) for row in plain[first : last + 1]}


def _joined(rows: Sequence[Row], found: Sequence[tuple[int, int, bool]]) -> Iterator[tuple[int, int]]:
    """The tables, with what follows after only some lines of a wide cell."""
    last: tuple[int, int] | None = None
    for first, end, table in found:
        if last and first - last[1] <= _WIDE_CELL and not any(_OWN.match(r.text) for r in rows[last[1] + 1 : first]):
            last = (last[0], end)
            continue
        if last:
            yield last
        last = (first, end) if table else None
    if last:
        yield last


_WIDE_CELL: Final = 14
_OWN: Final = regex.compile(r"(?:Điều|Chương)\s+[\dIVX]+|(?:Phụ lục|PHỤ LỤC)(?:\s+[IVX\d]+)?$|Nơi nhận")
_OWN_BEGINS: Final = "ĐCPN"


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Stretches from the first row with a gap to the last one before some lines of prose."""
    run: list[Row] = []
    prose = 0
    for row in rows:
        if row.text[0] in _OWN_BEGINS and _OWN.match(row.text):
            yield _to_last_gap(run)
            run, prose = [], 0
        gap = row.loose
        if not gap and _is_prose(row):
            prose += 1
            if prose >= _PROSE_LINES:
                yield _to_last_gap(run)
                run = []
        elif gap:
            prose = 0
        if run or gap:
            run.append(row)
    yield _to_last_gap(run)


def _is_prose(row: Row) -> bool:
    return row.left < _DEEP and len(row.text) > _WIDE


def _to_last_gap(run: list[Row]) -> list[Row]:
    """The run without what follows its last row with a gap, except lines of a column further in."""
    last = max((n for n, row in enumerate(run) if row.loose), default=-1)
    while last + 1 < len(run) and run[last + 1].left >= _DEEP and not run[last + 1].gap:
        last += 1
    return run[: last + 1]


def _is_table(run: Sequence[Row]) -> bool:
    """Whether the gaps of a run end in the same columns."""
    gaps = [row for row in run if row.loose]
    if len(gaps) < _LEAST_GAPS or any(_TWO_SIDES.search(row.text) for row in gaps[:6]):
        return False
    edges = Counter(round((row.left + gap.end()) / 2) for row in gaps for gap in _GAP.finditer(row.text))
    alike = edges.most_common(1)[0][1]
    headed = any(_HEAD.search(row.text) for row in gaps)
    if not headed and sum(1 for row in gaps if read_label(row.text)) > 0.6 * len(gaps):
        return False  # a list with a second column
    in_columns = sum(1 for row in run if row.left >= _DEEP or row.loose)
    return alike >= (2 if headed else _LEAST_ALIKE) and in_columns >= (0.3 if headed else 0.6) * len(run)
