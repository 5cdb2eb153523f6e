"""The build of a paper: paragraphs, parts, provisions, tables."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import regex

from extract.columns import laid_in_columns
from extract.furniture import furniture
from extract.grids import Grid, grids, is_pipe
from extract.paragraphs import Paragraph, flow, paragraphs
from extract.parts import Part, parts
from extract.provisions import provisions
from extract.quotations import quoted
from extract.rows import Row, rows
from extract.tables import Table, TableRow, tables
from vanthu.records import Cell, DocumentText, Evidence, Provision, Span

__all__ = ["Paragraph", "Part", "Structure", "Table", "TableRow", "flow", "structure"]

# Word files set letterhead and signature block as tables without lines.
_LAYOUT: Final = regex.compile(
    r"CỘNG H[ÒO][ÀA]? XÃ HỘI|ĐẢNG CỘNG SẢN VIỆT NAM|Nơi nhận|(?:^|\s)(?:TM|KT|TL|TUQ)\.\s*\p{Lu}{2}"
)


@dataclass(frozen=True, slots=True)
class Structure:
    """What a text is built of. Paragraphs are in order and apart; each says what it is (`Paragraph.kind`). Provisions
    nest; tables are joined over pages; `rows` are the lines with ink, `furniture` what belongs to the pages only."""

    paragraphs: tuple[Paragraph, ...]
    provisions: tuple[Provision, ...]
    tables: tuple[Table, ...]
    parts: tuple[Part, ...]
    rows: tuple[Row, ...] = ()
    furniture: tuple[Span, ...] = ()
    _owns: list[tuple[int, int, Provision]] = field(init=False, repr=False, compare=False, default_factory=list)
    _starts: list[int] = field(init=False, repr=False, compare=False, default_factory=list)
    _by_path: dict[str, Provision] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._owns.extend(sorted(((p.own.start, p.own.end, p) for p in self.provisions), key=lambda own: own[:2]))
        self._starts.extend(own[0] for own in self._owns)
        self._by_path.update((p.path, p) for p in self.provisions)

    def reading(self, text: DocumentText) -> str:
        """The text for finders, as long as it is: each paragraph in one line, a line break between two, blanks for
        running heads."""
        out: list[str] = []
        at = 0
        for paragraph in self.paragraphs:
            if paragraph.span.start < at:
                continue
            out += ["\n" * (paragraph.span.start - at), paragraph.flow(text.text)]
            at = paragraph.span.end
        return "".join(out) + "\n" * (len(text.text) - at)

    def evidence(self, evidence: Evidence) -> Evidence:
        """The evidence without the furniture that stands inside."""
        if not self.furniture:
            return evidence
        cut = (piece for span in evidence for piece in self._without_furniture(span))
        return tuple(piece for piece in cut if piece.start < piece.end)

    def _without_furniture(self, span: Span) -> Iterator[Span]:
        at = span.start
        first = bisect_left(self.furniture, Span(span.start, 0))
        for n in range(first, len(self.furniture)):
            cut = self.furniture[n]
            if cut.start >= span.end:
                break
            if at < cut.start:
                yield Span(at, cut.start)
            at = cut.end
        if at < span.end:
            yield Span(at, span.end)

    def provision_at(self, offset: int) -> Provision | None:
        """The innermost provision around an offset, None outside all."""
        place = bisect_right(self._starts, offset) - 1
        if place < 0:
            return None
        provision: Provision | None = self._owns[place][2]
        while provision is not None and not provision.span.start <= offset < provision.span.end:
            provision = self._by_path.get(provision.parent or "")
        return provision


def structure(text: DocumentText) -> Structure:
    """The structure of a text; pure, linear in its length."""
    left_out = furniture(text)
    lines = rows(text, left_out)
    real, layout = _sorted_grids(text, list(grids(text, lines)))
    laid = laid_in_columns(lines)
    inside = {line for grid in real for line in _lines_of(grid)} | laid
    prose = [_unrolled(row, layout) for row in lines if row.span.start not in inside]
    found = [*paragraphs(list(_fenced(lines, inside, prose)), text.text), *_cells(real), *_rows_of(lines, laid)]
    found.sort(key=lambda p: (p.span.start, p.span.end))
    words = [paragraph.flow(text.text) for paragraph in found]
    split = parts(found, [" ".join(said.split()) for said in words])
    found = _kinds(found, words, split)
    known = tables(text, real)
    numbered = [(row.span, row.number) for table in known for row in table.rows if row.number and any(table.roles)]
    built = provisions(found, words, split, numbered)
    return Structure(tuple(found), built, _with_paths(known, built), split, lines, left_out)


def _sorted_grids(text: DocumentText, found: Sequence[Grid]) -> tuple[list[Grid], set[int]]:
    """Real tables, and the lines (their starts) of grids that only set a page."""
    real: list[Grid] = []
    layout: set[int] = set()
    for grid in found:
        words = text.text[grid.span.start : grid.span.end]
        small = len(words) < 3000 and len(grid.rows) < 12
        if grid.columns < 2 or (small and _LAYOUT.search(words)):
            layout.update(_lines_of(grid))
        else:
            real.append(grid)
    return real, layout


def _lines_of(grid: Grid) -> set[int]:
    """Where the lines of a grid begin."""
    return {start for row in grid.rows for start in row.lines}


def _unrolled(row: Row, layout: set[int]) -> Row:
    return replace(row, cell=None, whole=row.cell is not None) if row.span.start in layout else row


def _fenced(lines: Sequence[Row], inside: set[int], prose: Sequence[Row]) -> Iterator[Row]:
    """The prose rows; one after a table begins a new paragraph."""
    by_start = {row.span.start: row for row in prose}
    after_table = False
    for line in lines:
        row = by_start.get(line.span.start)
        if row is None or row.cell is not None or is_pipe(row):
            after_table = True
            continue
        yield replace(row, fresh=True) if after_table else row
        after_table = False


def _cells(real: Sequence[Grid]) -> Iterator[Paragraph]:
    for table, grid in enumerate(real):
        for n, row in enumerate(grid.rows):
            for cell in row.cells:
                if cell.spans:
                    span = Span(cell.spans[0].start, cell.spans[-1].end)
                    place = Cell(table, n, cell.column, cell.rows, cell.columns)
                    yield Paragraph(span, "cell", cell.spans, place, None, row.page)


def _rows_of(lines: Sequence[Row], laid: set[int]) -> Iterator[Paragraph]:
    """The rows of layout tables, each for itself."""
    for row in lines:
        if row.span.start in laid:
            yield Paragraph(row.span, "columns", (row.span,), None, None, row.page)


def _kinds(found: Sequence[Paragraph], words: Sequence[str], split: Sequence[Part]) -> list[Paragraph]:
    """Heads, tails and quotations told apart from the text."""
    out = list(found)
    marked = quoted(found, words)
    for part in split:
        for n in range(part.first, part.last):
            if out[n].kind != "text":
                continue
            kind = "head" if n < part.body else "tail" if n >= part.tail else "quoted" if n in marked else "text"
            out[n] = replace(out[n], kind=kind) if kind != "text" else out[n]
    return out


def _with_paths(known: Sequence[Table], laid: Sequence[Provision]) -> tuple[Table, ...]:
    paths = {p.span: p.path for p in laid if p.kind == "row"}
    return tuple(
        replace(table, rows=tuple(replace(row, path=paths.get(row.span)) for row in table.rows)) for table in known
    )
