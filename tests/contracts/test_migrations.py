"""An archive with papers in it, as an earlier version left it, is opened by this one: nothing is lost, work goes on.

The state of an earlier version is made by its own migrations; the rows are those that it had columns for."""
# ruff: noqa: F811 - fixtures of the store's suite

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, select, text

from tests.contracts.test_store import ALL, HandClock, clock, extracted, found, read, receipt, url  # noqa: F401
from vanthu.records import Catalogue, Listed, Outcome, Proposal, Range, Seen, State
from vanthu.store.blobs_folder import FolderBlobs
from vanthu.store.engine import Database
from vanthu.store.migrate import REVISIONS
from vanthu.store.sql_store import SqlStore, open_store
from vanthu.store.tables import metadata

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "blobs")


@pytest.fixture
def rows(tmp_path: Path, blobs: FolderBlobs, clock: HandClock) -> Rows:
    """An archive with everything in it: papers done, one read, one waiting; a list, a proposal, what a person said."""
    store = open_store(f"sqlite:///{tmp_path}/full.sqlite3", blobs, clock)
    document = extracted(store)
    extracted(store, "b", "b.txt", number="12/KH-UBND", words="Giao Bộ Tài chính MẪU")
    store.index_again()
    read(store, "c", "c.txt")
    store.add_receipts([receipt("d.txt", "d"), receipt("a-again.txt", "a"), receipt("e.txt", "e", batch="other")])
    store.add_entry(document.id, Seen(1, "abc"), after=0, by="local", permission=ALL)
    first = next(row for row in store.receipts() if row.path == "a.txt")
    about = Catalogue("b", "list.csv", first.sha256, 1, 1, (), ("file", "number"))
    store.list_papers(about, [Listed(first.id, 1, {"number": "57-NQ/TW"})])
    store.propose([Proposal("", "split", "b", ((Range(document.id, 1, 1),),), ("MẪU",))])
    with store.db.read() as connection:
        kept = {
            table.name: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in metadata.sorted_tables
        }
    store.close()
    return kept


def left_by(revision: str, rows: Rows, url: str) -> set[str]:
    """A database as the version of that revision left it; answers the names of its tables."""
    database = Database(url)
    with database.write() as connection:
        config = Config()
        config.set_main_option("script_location", "vanthu.store:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        there = MetaData()
        there.reflect(connection)
        for table in metadata.sorted_tables:
            if table.name in there.tables:
                _enter(connection, there.tables[table.name], rows[table.name])
        if connection.dialect.name == "postgresql":  # as if the rows had come one by one
            connection.execute(text("SELECT setval(pg_get_serial_sequence('outbox', 'sequence'), 1000)"))
    database.close()
    return set(there.tables)


def _enter(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    known = {column.name for column in table.columns}
    for row in rows:
        connection.execute(table.insert().values({name: value for name, value in row.items() if name in known}))


def content(store: SqlStore) -> dict[str, Any]:
    return {
        "receipts": store.receipts(),
        "batches": {store.batch(name) for name in store.batches()},
        "documents": [(one.id, one.name, one.pages, one.version) for one in store.documents(ALL)],
        "pages": [store.pages(one.id, ALL) for one in store.documents(ALL)],
        "facts": [store.extraction(one, ALL) for one in store.versions()],
        "tasks": store.obligations_of(["bo-tai-chinh"], ALL),
        "numbers": store.documents_by_number(["57nqtw", "12khubnd"], ALL),
        "outbox": [(one.document, one.version) for one in store.changes()],
        "jobs": {name: count for name, count in store.jobs().items() if name != "failed"},
    }


ENDS = (REVISIONS[0], REVISIONS[-2])


@pytest.mark.parametrize(
    "revision", [pytest.param(one, marks=() if one in ENDS else pytest.mark.slow) for one in REVISIONS[:-1]]
)
def test_an_archive_of_an_earlier_version_is_whole_after_it_is_opened(
    revision: str, rows: Rows, url: str, blobs: FolderBlobs, clock: HandClock, tmp_path: Path
) -> None:
    tables = left_by(revision, rows, url)
    with (
        closing(open_store(f"sqlite:///{tmp_path}/full.sqlite3", blobs, clock)) as before,
        closing(open_store(url, blobs, clock)) as store,
    ):
        with store.db.read() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
            assert connection.scalar(text("SELECT version_num FROM alembic_version")) == REVISIONS[-1]
        assert content(store) == content(before)
        ids = [row.id for row in store.receipts()]
        document = store.receipts()[0].document or ""
        if "entries" in tables:
            assert store.entries(document, ALL) == before.entries(document, ALL)
            assert store.readings(document, ALL) == before.readings(document, ALL)
        if "catalogues" in tables:
            assert (store.catalogue("b"), store.listed(ids)) == (before.catalogue("b"), before.listed(ids))
            assert store.catalogue("b") is not None
        if "proposals" in tables:
            assert store.proposals("b") == before.proposals("b") != []
        if "prints" in tables:
            assert store.kin([document], ALL) == before.kin([document], ALL)
        _goes_on(store)


def _goes_on(store: SqlStore) -> None:
    """What waited is done, what was done can be done again, more can be taken in."""
    lease = store.claim("one", seconds=60)
    assert lease is not None
    assert lease.job.step == "extract"
    store.finish_extract(lease, found("7/BC-VP"))
    extracted(store, "f", "f.txt")
    store.pause("other")
    while lease := store.claim("one", seconds=60):
        store.finish_failed(lease, Outcome("text/plain", State.CORRUPT, reason="x", next="x"))
    assert store.totals(batch="other") == {State.QUEUED: 1}
    assert store.retry("b", {State.CORRUPT}) == 1
    assert store.extract_again() == len(store.documents(ALL)) == 4
