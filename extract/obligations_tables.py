"""Obligations in task tables: one for each row that names a task, its other parts from their columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import regex

from extract.actions import REPORT
from extract.bodies import find_bodies
from extract.deadlines import read_cell, shifted
from extract.mask import Masked
from extract.obligations_draft import Draft, Manner
from extract.obligations_lines import read_lines
from extract.structure import Structure
from extract.sureness import sure
from extract.tables import Table, TableRow
from vanthu.records import BodyMention, Deadline, Evidence, Span

# "Chủ trì: X; phối hợp: Y" in one cell.
_JOINED_CELL: Final = regex.compile(r"(?<!\w)phối\s+hợp(?:\s+(?:với|thực\s+hiện))?\s*:?")
# A row that reports: no task any more.
_DONE: Final = regex.compile(r"\s*(?:đã\s+(?:hoàn\s+thành|ban\s+hành|thực\s+hiện|trình)|hoàn\s+thành\s*$)")
_NAME_LIKE: Final = regex.compile(r"\p{L}[^.;:]{2,80}")


def read_tables(masked: Masked, structure: Structure, manner: Manner) -> list[Draft]:
    """The rows of all task tables: the cell that names the task, lead, coordinating, product, deadline from theirs."""
    labels = {provision.path: (provision.label, provision.part) for provision in structure.provisions}
    return [draft for table in structure.tables if table.is_of_tasks for draft in _rows(masked, table, labels, manner)]


def _rows(masked: Masked, table: Table, labels: Mapping[str, tuple[str, str]], manner: Manner) -> Iterator[Draft]:
    seen: tuple[Evidence, Evidence, Evidence] | None = None
    for row in table.rows:
        label, part = labels.get(row.path or "", ("", ""))
        task = table.cell(row, "task")
        parts = (task, table.cell(row, "deadline"), table.cell(row, "product"))
        if row.kind != "data" or not task or parts == seen or manner.at(part) == REPORT:
            continue
        seen = parts
        draft = _row(masked, table, row, manner)
        if draft is not None:
            yield replace(draft, label=label or (f"mục {row.number}" if row.number else None))


def _row(masked: Masked, table: Table, row: TableRow, manner: Manner) -> Draft | None:
    task, note = table.cell(row, "task"), table.cell(row, "note")
    if _DONE.match(_words(masked, note)) or len(_quote(masked, task)) < 8:
        return None
    lead, joint = _leads(masked, table, row, manner)
    joint += tuple(b for b in _bodies(masked, table.cell(row, "coordinating"), manner) if b not in joint)
    if not lead and not joint:
        return None
    return Draft(
        act=task,
        action=task,
        lead=lead,
        coordinating=joint,
        path=row.path,
        label=None,
        rule="row",
        score=sure("row") if lead else sure("row-joint"),
        heading=tuple(span for group in row.groups for span in group),
        deadline=_deadline(masked, table.cell(row, "deadline"), manner.issued),
        product=table.cell(row, "product"),
        row=True,
    )


def _leads(
    masked: Masked, table: Table, row: TableRow, manner: Manner
) -> tuple[tuple[BodyMention, ...], tuple[BodyMention, ...]]:
    """The bodies of the lead column; where it has both ("Chủ trì: X; phối hợp: Y"), the second apart."""
    cell = table.cell(row, "lead")
    if len(cell) == 1:
        lines = read_lines(masked, cell[0], manner.issued)
        if lines and lines.lead:
            return lines.lead, lines.coordinating
        split = _JOINED_CELL.search(masked.plain, cell[0].start, cell[0].end)
        if split and split.start() > cell[0].start:
            return masked.bodies(cell[0].start, split.start()), masked.bodies(split.end(), cell[0].end)
    return _bodies(masked, cell, manner), ()


def _bodies(masked: Masked, cell: Evidence, manner: Manner) -> tuple[BodyMention, ...]:
    """The bodies named in a cell; a short cell that names nobody known is a name itself."""
    if not cell:
        return ()
    found = masked.bodies(cell[0].start, cell[0].end) if len(cell) == 1 else _over_pieces(masked, cell, manner)
    out: dict[str, BodyMention] = {}
    for body in found:
        out.setdefault(body.name, body)
    if out:
        return tuple(out.values())
    name = _quote(masked, cell).strip(" .;,-–+")
    if not _NAME_LIKE.fullmatch(name) or not regex.search(r"\p{Ll}", name):
        return ()
    return (BodyMention(name[:1].upper() + name[1:], cell, rule="cell"),)


def _over_pieces(masked: Masked, cell: Evidence, manner: Manner) -> Iterator[BodyMention]:
    """Bodies of a cell that runs over a page break, where a name may begin on one page and end on the next."""
    joined = "\n".join(masked.text[span.start : span.end] for span in cell)
    for body in find_bodies(joined.replace("\n", " ").replace("\f", " "), home=manner.home):
        yield replace(body, evidence=tuple(piece for span in body.evidence for piece in _back(cell, span)))


def _back(cell: Evidence, span: Span) -> Iterator[Span]:
    """Where a stretch of the joined cell stands in the text: one span for each piece that it touches."""
    at = 0
    for piece in cell:
        length = piece.end - piece.start
        start, end = max(span.start - at, 0), min(span.end - at, length)
        if start < end:
            yield Span(piece.start + start, piece.start + end)
        at += length + 1


def _deadline(masked: Masked, cell: Evidence, issued: str | None) -> Deadline | None:
    if not cell:
        return None
    quote = " ".join(masked.text[span.start : span.end] for span in cell).replace("\n", " ").replace("\f", " ")
    found = read_cell(quote, issued=issued)
    if found is None:
        return None
    if len(cell) == 1:
        return shifted(found, cell[0].start)
    return replace(found, evidence=cell, quote=" ".join(quote.split()))


def _quote(masked: Masked, cell: Evidence) -> str:
    return " ".join(" ".join(masked.text[span.start : span.end].split()) for span in cell)


def _words(masked: Masked, cell: Evidence) -> str:
    return " ".join(masked.plain[span.start : span.end] for span in cell)
