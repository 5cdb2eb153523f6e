"""Batches: what a person decides about them, and how far they are."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, func, select

from vanthu.errors import BadRequest, NotFound
from vanthu.ports import Clock
from vanthu.records import MOVING, WORDS, Batch, BatchState, Catalogue, Listed, Receipt, Stage, State
from vanthu.store import plain
from vanthu.store.engine import Database, insert_all_new
from vanthu.store.jobs import EXTRACT, QUICK, READ, SLOW, add_jobs, job_id
from vanthu.store.outbox import INDEX
from vanthu.store.pace import RECOGNISE, per_minute
from vanthu.store.receipts import TOGETHER, clean, record
from vanthu.store.tables import (
    batches,
    catalogues,
    documents,
    from_us,
    jobs,
    listed,
    outbox,
    receipts,
    sources,
    to_us,
)
from vanthu.store.transitions import move

_STAGES: Final = ((READ, READ, QUICK), (RECOGNISE, READ, SLOW), (EXTRACT, EXTRACT, None))
"""Stage, the step it is, the rank that tells it from others of the step."""


class BatchRows:
    """The Batches part of the store."""

    db: Database
    clock: Clock

    def batch(self, batch: str) -> Batch:
        """As `ports.Batches.batch`."""
        with self.db.read() as connection:
            return _one(connection, batch)

    def pause(self, batch: str) -> None:
        """As `ports.Batches.pause`."""
        self._decide(batch, BatchState.PAUSED)

    def resume(self, batch: str) -> None:
        """As `ports.Batches.resume`."""
        self._decide(batch, BatchState.OPEN)

    def _decide(self, batch: str, state: BatchState) -> None:
        with self.db.write() as connection:
            name = _one(connection, batch).id
            connection.execute(batches.update().where(batches.c.id == name).values(state=state))
            mine = jobs.update().where(jobs.c.batch == name)
            connection.execute(mine.values(held=state is BatchState.PAUSED))

    def cancel(self, batch: str) -> int:
        """As `ports.Batches.cancel`."""
        with self.db.write() as connection:
            name = _one(connection, batch).id
            connection.execute(batches.update().where(batches.c.id == name).values(state=BatchState.CANCELLED))
            connection.execute(jobs.delete().where(jobs.c.batch == name, jobs.c.failed.is_(False)))
            moving = and_(receipts.c.batch == name, receipts.c.state.in_(sorted(MOVING)))
            count = connection.scalar(select(func.count()).select_from(receipts).where(moving)) or 0
            words = WORDS[State.CANCELLED]["vi"]
            move(connection, moving, State.CANCELLED, reason=words.meaning, next=words.next)
            _hand_over(connection, name)
            return count

    def retry(self, batch: str, states: Collection[State], *, detail: str | None = None) -> int:
        """As `ports.Batches.retry`."""
        wanted = sorted(set(states) - MOVING - {State.DUPLICATE_OF})
        with self.db.read() as connection:
            name = _one(connection, batch).id
        count, after = 0, ""
        while wanted:
            with self.db.write() as connection:
                ended = and_(receipts.c.batch == name, receipts.c.state.in_(wanted), receipts.c.sha256 != "")
                if detail is not None:
                    ended = and_(ended, receipts.c.detail == detail)
                rows = connection.execute(
                    select(receipts.c.id, receipts.c.sha256, receipts.c.path, receipts.c.document)
                    .where(ended, receipts.c.id > after)
                    .order_by(receipts.c.id)
                    .limit(TOGETHER)
                ).all()
                if not rows:
                    break
                after = rows[-1].id
                count += _again(connection, name, rows)
        return count

    def redo(self, batch: str, step: str, current: str) -> int:
        """As `ports.Batches.redo`."""
        if step not in (READ, EXTRACT):
            raise BadRequest(f"Không có bước “{step}”: chọn {READ} hoặc {EXTRACT}.")
        mark = documents.c.read_by if step == READ else documents.c.made_by
        subject = receipts.c.id if step == READ else documents.c.id
        with self.db.read() as connection:
            name = _one(connection, batch).id
        count, after = 0, ""
        while True:
            with self.db.write() as connection:
                rows = connection.execute(
                    select(subject, receipts.c.id, receipts.c.path)
                    .join(receipts, receipts.c.document == documents.c.id)
                    .join(sources, sources.c.receipt == receipts.c.id)
                    .where(receipts.c.batch == name, mark != current, receipts.c.id > after)
                    .order_by(receipts.c.id)
                    .limit(TOGETHER)
                ).all()
                if not rows:
                    return count
                after = rows[-1][1]
                count += add_jobs(connection, step, [(row[0], name, row[2]) for row in rows])

    def stages(self, batch: str) -> tuple[Stage, ...]:
        """As `ports.Batches.stages`."""
        now = to_us(self.clock.now())
        with self.db.read() as connection:
            paused = _one(connection, batch).state is BatchState.PAUSED
            rates = per_minute(connection, now)
            found = [_stage(connection, clean(batch), *each, rates=rates, now=now) for each in _STAGES]
            found.append(_indexing(connection, clean(batch), rates))
        if not paused:
            return tuple(found)
        return tuple(Stage(one.name, one.waiting, one.running, one.ahead, one.per_minute) for one in found)

    def list_papers(self, catalogue: Catalogue, listed: Sequence[Listed]) -> None:
        """As `ports.Batches.list_papers`."""
        with self.db.write() as connection:
            keep_list(connection, _one(connection, catalogue.batch).id, catalogue.container, catalogue, listed)

    def catalogue(self, batch: str) -> Catalogue | None:
        """As `ports.Batches.catalogue`."""
        own = [one for one in self.catalogues(batch, limit=1) if not one.container]
        return own[0] if own else None

    def catalogues(self, batch: str, *, limit: int = 100) -> list[Catalogue]:
        """As `ports.Batches.catalogues`."""
        wanted = select(catalogues.c.data).where(catalogues.c.batch == clean(batch)).order_by(catalogues.c.container)
        with self.db.read() as connection:
            return [plain.load(Catalogue, data) for data in connection.scalars(wanted.limit(limit))]

    def listed(self, receipts: Sequence[str]) -> Mapping[str, Listed]:
        """As `ports.Batches.listed`."""
        found: dict[str, Listed] = {}
        with self.db.read() as connection:
            for start in range(0, len(receipts), TOGETHER):
                some = [clean(each) for each in receipts[start : start + TOGETHER]]
                wanted = select(_listed).where(_listed.c.receipt.in_(some)).order_by(_listed.c.container.desc())
                for row in connection.execute(wanted):  # the batch's own list comes last, and counts
                    found[row.receipt] = Listed(row.receipt, row.row, json.loads(row.data), row.container, row.rule)
        return found

    def unlisted(self, batch: str, *, limit: int = 100) -> list[Receipt]:
        """As `ports.Batches.unlisted`."""
        name = clean(batch)
        lists = select(catalogues.c.sha256).where(catalogues.c.batch == name)
        named = select(_listed.c.receipt).where(_listed.c.batch == name, _listed.c.container == "")
        wanted = (
            select(receipts)
            .where(receipts.c.batch == name, receipts.c.container.is_(None))
            .where(receipts.c.id.not_in(named), receipts.c.sha256.not_in(lists))
            .order_by(receipts.c.path, receipts.c.id)
        )
        with self.db.read() as connection:
            return [record(row) for row in connection.execute(wanted.limit(limit))]


_listed: Final = listed


def keep_list(
    connection: Connection, batch: str, container: str, catalogue: Catalogue | None, listed: Sequence[Listed]
) -> None:
    """Within a transaction: what a list (or an envelope, without a catalogue) says, in place of an earlier one of the
    same batch and container."""
    for table in (catalogues, _listed):
        connection.execute(table.delete().where(table.c.batch == batch, table.c.container == container))
    if catalogue is not None:
        key = {"batch": batch, "container": container, "sha256": catalogue.sha256}
        connection.execute(catalogues.insert().values(**key, data=clean(plain.dump(catalogue))))
    rows = [
        {
            "receipt": one.receipt,
            "container": container,
            "batch": batch,
            "row": one.row,
            "rule": one.rule,
            "data": clean(json.dumps(dict(one.values))),
        }
        for one in listed
    ]
    insert_all_new(connection, _listed, rows)


def _one(connection: Connection, batch: str) -> Batch:
    row = connection.execute(select(batches).where(batches.c.id == clean(batch))).one_or_none()
    if row is None:
        raise NotFound(f"Không có lô {batch!r}.")
    return Batch(row.id, from_us(row.created_at), row.created_by, BatchState(row.state))


def _hand_over(connection: Connection, batch: str) -> None:
    """Bytes whose reading was cancelled are read for another batch that has them, or forgotten as a source."""
    mine = (
        select(sources.c.sha256)
        .join(receipts, receipts.c.id == sources.c.receipt)
        .where(receipts.c.batch == batch, receipts.c.state == State.CANCELLED)
    )
    for some in _some(list(connection.scalars(mine))):
        other = (
            select(receipts.c.sha256, func.min(receipts.c.id).label("id"))
            .join(batches, batches.c.id == receipts.c.batch)
            .where(receipts.c.sha256.in_(some), receipts.c.state == State.DUPLICATE_OF)
            .where(batches.c.state != BatchState.CANCELLED)
            .group_by(receipts.c.sha256)
        )
        heirs = {row.sha256: row.id for row in connection.execute(other)}
        gone = [sha256 for sha256 in some if sha256 not in heirs]
        connection.execute(sources.delete().where(sources.c.sha256.in_(gone)))
        for sha256, heir in heirs.items():
            connection.execute(sources.update().where(sources.c.sha256 == sha256).values(receipt=heir))
            words = WORDS[State.QUEUED]["vi"]
            said = {"detail": "", "reason": words.meaning, "next": words.next}
            move(connection, receipts.c.id == heir, State.QUEUED, asked=True, **said)
            same = and_(receipts.c.sha256 == sha256, receipts.c.state == State.DUPLICATE_OF)
            connection.execute(receipts.update().where(same).values(detail=heir))
        wanted = select(receipts.c.id, receipts.c.batch, receipts.c.path)
        rows = connection.execute(wanted.where(receipts.c.id.in_(list(heirs.values()))))
        add_jobs(connection, READ, [(row.id, row.batch, row.path) for row in rows])


def _again(connection: Connection, batch: str, rows: Sequence[Any]) -> int:
    """These receipts wait to be read (or extracted, where that is what failed) once more. One whose bytes another
    receipt has meanwhile brought stays as it is."""
    insert_all_new(connection, sources, [{"sha256": row.sha256, "receipt": row.id} for row in rows])
    found = select(sources).where(sources.c.sha256.in_([row.sha256 for row in rows]))
    owner = {row.sha256: row.receipt for row in connection.execute(found)}
    mine = [row for row in rows if owner[row.sha256] == row.id]
    failed = select(jobs.c.subject).where(
        jobs.c.id.in_([job_id(EXTRACT, row.document) for row in mine if row.document]), jobs.c.failed
    )
    again = set(connection.scalars(failed))
    count = 0
    for step, some in (
        (EXTRACT, [(row.document, batch, row.path) for row in mine if row.document in again]),
        (READ, [(row.id, batch, row.path) for row in mine if row.document not in again]),
    ):
        count += add_jobs(connection, step, some)
    words = WORDS[State.QUEUED]["vi"]
    said = {"detail": "", "reason": words.meaning, "next": words.next}
    move(connection, receipts.c.id.in_([row.id for row in mine]), State.QUEUED, asked=True, **said)
    return count


def _stage(
    connection: Connection,
    batch: str,
    name: str,
    step: str,
    rank: int | None,
    *,
    rates: Mapping[str, float],
    now: int,
) -> Stage:
    kind = [jobs.c.step == step, jobs.c.failed.is_(False)]
    if rank is not None:
        kind.append(jobs.c.rank == rank)
    running = and_(jobs.c.owner.is_not(None), jobs.c.until > now)
    mine = and_(jobs.c.batch == batch, *kind)
    whole, last = connection.execute(select(func.count(), func.max(jobs.c.entered)).where(mine)).one()
    going = _count(connection, and_(mine, running))
    ahead = 0
    if whole:
        earlier = and_(jobs.c.batch != batch, jobs.c.held.is_(False), jobs.c.entered < last, *kind)
        ahead = _count(connection, earlier)
    return _told(name, whole - going, going, ahead, rates.get(name))


def _indexing(connection: Connection, batch: str, rates: Mapping[str, float]) -> Stage:
    mine = (
        select(func.count(outbox.c.document.distinct()))
        .join(receipts, receipts.c.document == outbox.c.document)
        .where(receipts.c.batch == batch)
    )
    waiting = connection.scalar(mine) or 0
    whole = connection.scalar(select(func.count(outbox.c.document.distinct()))) or 0
    return _told(INDEX, waiting, 0, whole - waiting if waiting else 0, rates.get(INDEX))


def _told(name: str, waiting: int, running: int, ahead: int, rate: float | None) -> Stage:
    left = waiting + running + ahead if waiting or running else 0
    eta = 0.0 if not left else 60.0 * left / rate if rate else None
    return Stage(name, waiting, running, ahead, rate, eta)


def _count(connection: Connection, which: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(jobs).where(which)) or 0


def _some(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), TOGETHER):
        yield items[start : start + TOGETHER]
