"""Papers that are not one whole file: proposals, and the arranging of pages into papers.

Nothing is thrown away: what is set aside keeps its pages, its facts and what people said about it, and comes back when
an arrangement is undone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from vanthu.errors import BadRequest, Conflict, NotFound
from vanthu.ports import BlobStore, Clock
from vanthu.records import (
    Line,
    Outcome,
    Page,
    Parts,
    Proposal,
    ProposalState,
    Range,
    Sheets,
    State,
    Word,
    paper_id,
    proposal_id,
)
from vanthu.store import codec, plain
from vanthu.store.documents import record
from vanthu.store.engine import Database, insert_new
from vanthu.store.jobs import EXTRACT, QUICK, SLOW, add_jobs, job_id
from vanthu.store.outbox import withdraw
from vanthu.store.receipts import MAX_PAGE, clean
from vanthu.store.tables import (
    batches,
    documents,
    fact_bodies,
    facts,
    flaws,
    jobs,
    kin,
    print_keys,
    prints,
    proposals,
    readings,
)

_LOOKED_UP: Final = (facts, fact_bodies, flaws, readings, print_keys, prints)
"""What is only there to find a paper by: it comes again with the next extraction."""
_TABLES_APART: Final = 100_000


@dataclass(frozen=True, slots=True)
class _Made:
    """A paper to be: its row, apart from what all have."""

    id: str
    values: Mapping[str, Any]


class PaperRows:
    """The Papers part of the store."""

    db: Database

    def pictured(self, *, limit: int = 10) -> list[tuple[str, int]]:
        """As `ports.Papers.pictured`."""
        reading = (jobs.c.batch == batches.c.id) & jobs.c.rank.in_((QUICK, SLOW)) & jobs.c.failed.is_(False)
        wanted = select(batches.c.id, batches.c.pictures).where(
            batches.c.pictures > 0, ~select(jobs.c.id).where(reading).exists()
        )
        with self.db.read() as connection:
            return [(row.id, row.pictures) for row in connection.execute(wanted.order_by(batches.c.id).limit(limit))]

    def looked_at(self, batch: str, pictures: int) -> None:
        """As `ports.Papers.looked_at`."""
        with self.db.write() as connection:
            mine = (batches.c.id == clean(batch)) & (batches.c.pictures >= pictures)
            connection.execute(batches.update().where(mine).values(pictures=batches.c.pictures - pictures))

    blobs: BlobStore
    clock: Clock

    def propose(self, found: Sequence[Proposal]) -> int:
        """As `ports.Papers.propose`."""
        new = 0
        with self.db.write() as connection:
            for proposal in found:
                one = replace(proposal, id=proposal_id(proposal.kind, proposal.sources))
                values = {"id": one.id, "batch": clean(one.batch), "state": one.state, "data": clean(plain.dump(one))}
                if insert_new(connection, proposals, values):
                    new += 1
                    continue
                still = proposals.update().where(proposals.c.id == one.id, proposals.c.state == ProposalState.OPEN)
                connection.execute(still.values(data=values["data"]))
        return new

    def proposals(
        self, batch: str, *, state: ProposalState | None = None, after: str = "", limit: int = 100
    ) -> list[Proposal]:
        """As `ports.Papers.proposals`."""
        wanted = select(proposals).where(proposals.c.batch == clean(batch), proposals.c.id > clean(after))
        if state is not None:
            wanted = wanted.where(proposals.c.state == state)
        with self.db.read() as connection:
            rows = connection.execute(wanted.order_by(proposals.c.id).limit(min(limit, MAX_PAGE)))
            return [plain.load(Proposal, row.data) for row in rows]

    def proposal(self, proposal: str) -> Proposal:
        """As `ports.Papers.proposal`."""
        with self.db.read() as connection:
            return _one(connection, proposal)

    def accept(self, proposal: str, *, by: str, parts: Parts | None = None) -> Proposal:
        """As `ports.Papers.accept`."""
        with self.db.read() as connection:
            said = _one(connection, proposal)
            if said.state is ProposalState.ACCEPTED and parts in (None, said.parts):
                return said
            wanted = parts or said.parts
            rows = _sources(connection, said.sources)
        _check(wanted, said, rows)
        made = [self._made(part, rows) for part in wanted]
        with self.db.write() as connection:
            now = _one(connection, proposal)
            if now.state is ProposalState.ACCEPTED:
                raise Conflict("Đề xuất này đã được chấp nhận: hoàn tác trước khi chấp nhận cách khác.")
            rows = _sources(connection, said.sources)
            for row in rows.values():
                if row.moved_to != "[]":
                    raise Conflict(f"Văn bản “{row.name}” đã được tách hoặc ghép theo đề xuất khác.")
            for paper in made:
                _enter(connection, paper)
            ids = tuple(paper.id for paper in made)
            for row in rows.values():
                _set_aside(connection, row, ids)
            add_jobs(connection, EXTRACT, [(one, said.batch, "") for one in ids])
            done = replace(
                now, parts=wanted, state=ProposalState.ACCEPTED, papers=ids, by=by, at=self.clock.now().isoformat()
            )
            _keep(connection, done)
            return done

    def refuse(self, proposal: str, *, by: str) -> Proposal:
        """As `ports.Papers.refuse`."""
        with self.db.write() as connection:
            said = _one(connection, proposal)
            if said.state is ProposalState.ACCEPTED:
                for row in _sources(connection, said.papers).values():
                    if row.moved_to != "[]":
                        raise Conflict(f"Văn bản “{row.name}” đã được tách hoặc ghép tiếp: hoàn tác việc đó trước.")
                    _set_aside(connection, row, said.sources)
                there = documents.update().where(documents.c.id.in_(said.sources))
                connection.execute(there.values(moved_to="[]"))
                add_jobs(connection, EXTRACT, [(one, said.batch, "") for one in said.sources])
            done = replace(said, state=ProposalState.REFUSED, papers=(), by=by, at=self.clock.now().isoformat())
            _keep(connection, done)
            return done

    def _made(self, part: Sequence[Range], rows: Mapping[str, Row[Any]]) -> _Made:
        """The paper that a part becomes; its pages are safe when this returns."""
        first = rows[part[0].document]
        ident, key = paper_id([(rows[one.document].sha256, one.first, one.last) for one in part])
        pages = tuple(_numbered(self._pages(part, rows)))
        sheets = [sheet for one in part for sheet in _sheets(rows[one.document], one)]
        whole = [page for page in pages if any(line.words for line in page.lines)]
        warnings = tuple(warning for page in pages for warning in page.warnings)
        state = State.EMPTY if not whole else State.DONE_WITH_WARNINGS if warnings else State.DONE
        outcome = Outcome(first.media_type, state, pages=len(pages), pages_expected=len(pages), warnings=warnings)
        return _Made(
            ident,
            {
                "sha256": key,
                "file": first.file or first.sha256,
                "name": _name(first, part),
                "media_type": first.media_type,
                "access": first.access,
                "state": state,
                "pages": len(pages),
                "view": sheets[0].view,
                "pages_blob": self.blobs.put(codec.pages_to_bytes(pages)),
                "read_by": first.read_by,
                "warnings": json.dumps(warnings),
                "outcome": plain.dump(outcome),
                "sheets": json.dumps([plain.to_plain(sheet) for sheet in sheets]),
                "moved_to": "[]",
            },
        )

    def _pages(self, part: Sequence[Range], rows: Mapping[str, Row[Any]]) -> Iterator[Page]:
        for one in part:
            pages = codec.pages_from_bytes(self.blobs.get(rows[one.document].pages_blob))
            yield from (page for page in pages if one.first <= page.n <= one.last)


def _numbered(pages: Iterator[Page]) -> Iterator[Page]:
    """The pages as 1, 2, 3 …, their boxes and tables with them."""
    for n, page in enumerate(pages, start=1):
        yield replace(page, n=n, lines=tuple(_line(line, n) for line in page.lines))


def _line(line: Line, n: int) -> Line:
    words = tuple(_word(word, n) for word in line.words)
    cell = replace(line.cell, table=line.cell.table % _TABLES_APART + n * _TABLES_APART) if line.cell else None
    return replace(line, words=words, cell=cell)


def _word(word: Word, n: int) -> Word:
    return replace(word, box=replace(word.box, page=n)) if word.box else word


def _sheets(row: Row[Any], pages: Range) -> Iterator[Sheets]:
    """Where the pictures of these pages of a document are."""
    paper = record(row)
    if not paper.sheets:
        kind = paper.media_type if paper.view == paper.sha256 else "application/pdf"
        yield Sheets(paper.view, kind, pages.first, pages.last)
        return
    before = 0
    for sheet in paper.sheets:
        count = sheet.last - sheet.first + 1
        first, last = max(pages.first, before + 1), min(pages.last, before + count)
        if first <= last:
            yield replace(sheet, first=sheet.first + first - before - 1, last=sheet.first + last - before - 1)
        before += count


def _name(row: Row[Any], part: Sequence[Range]) -> str:
    one = part[0]
    return f"{row.name} (tr. {one.first}-{one.last})" if len(part) == 1 else str(row.name)


def _check(parts: Parts, said: Proposal, rows: Mapping[str, Row[Any]]) -> None:
    """Every page of every document stands in the parts, once. Raises BadRequest."""
    seen: set[tuple[str, int]] = set()
    for one in (one for part in parts for one in part):
        row = rows.get(one.document)
        if row is None or not 1 <= one.first <= one.last <= row.pages:
            raise BadRequest("Khoảng trang không có trong văn bản.")
        pages = {(one.document, n) for n in range(one.first, one.last + 1)}
        if pages & seen:
            raise BadRequest("Một trang chỉ nằm trong một văn bản.")
        seen |= pages
    if len(seen) != sum(row.pages for row in rows.values()) or not all(parts):
        raise BadRequest("Mọi trang của tệp phải nằm trong một trong các văn bản.")
    if said.kind == "split" and len(parts) < 2:
        raise BadRequest("Tách thì phải thành ít nhất hai văn bản.")


def _one(connection: Connection, proposal: str) -> Proposal:
    data = connection.scalar(select(proposals.c.data).where(proposals.c.id == clean(proposal)))
    if data is None:
        raise NotFound(f"Không có đề xuất {proposal!r}.")
    return plain.load(Proposal, data)


def _keep(connection: Connection, proposal: Proposal) -> None:
    values = {"state": proposal.state, "data": clean(plain.dump(proposal))}
    connection.execute(proposals.update().where(proposals.c.id == proposal.id).values(**values))


def _sources(connection: Connection, wanted: Sequence[str]) -> dict[str, Row[Any]]:
    rows = {row.id: row for row in connection.execute(select(documents).where(documents.c.id.in_(wanted)))}
    if len(rows) != len(set(wanted)):
        raise NotFound("Văn bản của đề xuất không còn.")
    return {one: rows[one] for one in wanted}


def _enter(connection: Connection, paper: _Made) -> None:
    if not insert_new(connection, documents, {"id": paper.id, **paper.values}):
        connection.execute(documents.update().where(documents.c.id == paper.id).values(**paper.values))


def _set_aside(connection: Connection, row: Row[Any], moved_to: Sequence[str]) -> None:
    """The document is found no more; its pages stand in others."""
    there = documents.update().where(documents.c.id == row.id)
    connection.execute(there.values(moved_to=json.dumps(list(moved_to))))
    for table in _LOOKED_UP:
        connection.execute(table.delete().where(table.c.document == row.id))
    connection.execute(kin.delete().where((kin.c.document == row.id) | (kin.c.other == row.id)))
    connection.execute(jobs.delete().where(jobs.c.id == job_id(EXTRACT, row.id)))
    withdraw(connection, row.id, row.version + 1)
