"""What the store promises about batches (`vanthu.ports.Batches`), on SQLite and on a real PostgreSQL."""
# ruff: noqa: F811 - fixtures of the store's suite

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from tests.contracts.test_store import HandClock, clock, page, receipt, store, template, url  # noqa: F401
from vanthu.errors import BadRequest, LeaseLost, NotFound
from vanthu.records import (
    BatchState,
    Catalogue,
    DocumentText,
    Extraction,
    Lease,
    Listed,
    Metadata,
    Outcome,
    Permission,
    Receipt,
    State,
)
from vanthu.store.sql_store import SqlStore
from vanthu.store.tables import metadata

DONE = Outcome("text/plain", State.DONE, pages=1)


def claimed(store: SqlStore, *, slow_first: bool = False) -> Lease:
    lease = store.claim("me", seconds=60, slow_first=slow_first)
    assert lease is not None
    return lease


def read(store: SqlStore, lease: Lease, by: str = "read-1") -> None:
    store.checkpoint_pages(lease, [page()])
    store.finish_read(lease, DONE, read_by=by)


def extract(store: SqlStore, lease: Lease, by: str = "extract-1") -> None:
    words = page().lines[0].text
    store.finish_extract(lease, Extraction(DocumentText("x", words, (), (), ()), Metadata(), made_by=by))


def states(store: SqlStore, batch: str = "b") -> dict[str, str]:
    return {row.path: str(row.state) for row in store.receipts(batch=batch)}


def papers(*names: str, batch: str = "b") -> list[Receipt]:
    return [receipt(name, name, batch) for name in names]


def test_batches_are_listed_the_newest_first_a_page_at_a_time(store: SqlStore, clock: HandClock) -> None:
    for n in range(5):
        clock.later(60)
        store.add_receipts([replace(receipt(batch=f"lo-{n}", content=str(n)), received_at=clock.now())])
    assert store.batches(limit=2) == ["lo-4", "lo-3"]
    assert store.batches(after="lo-3", limit=2) == ["lo-2", "lo-1"]
    assert store.batches(after="lo-0") == []
    assert store.batch("lo-1").state is BatchState.OPEN
    with pytest.raises(NotFound):
        store.batches(after="none")
    with pytest.raises(NotFound):
        store.batch("none")


def test_a_client_is_told_which_digests_are_missing_in_its_order(store: SqlStore) -> None:
    one, two = store.add_receipts([receipt("a", "a"), receipt("b", "b", "other")])
    asked = ["f" * 64, two.sha256, one.sha256, "f" * 64, "not a digest\0"]
    assert store.missing(asked) == ["f" * 64, "not a digest\ufffd"]
    assert store.missing(asked, batch="b") == ["f" * 64, two.sha256, "not a digest\ufffd"]
    assert store.missing([one.sha256], by="somebody else") == [one.sha256]
    assert store.missing([]) == []


def test_a_paused_batch_begins_nothing_and_goes_on_when_resumed(store: SqlStore) -> None:
    store.add_receipts([*papers("a", "b"), receipt("c", "c", "other")])
    running = claimed(store)
    store.pause("b")
    store.add_receipts(papers("late"))
    assert claimed(store).job.subject == store.receipts(batch="other")[0].id
    read(store, running)  # what runs ends, and its next step is held up too
    assert store.claim("me", seconds=60) is None
    assert (store.jobs()["held"], store.jobs()["queued"]) == (3, 0)
    assert store.due() == []
    store.resume("b")
    assert store.jobs()["held"] == 0
    assert claimed(store).job.step == "extract"
    assert store.claim("me", seconds=60) is not None


def test_a_cancelled_batch_ends_and_what_is_in_hand_is_not_written(store: SqlStore) -> None:
    store.add_receipts(papers("a", "b", "c"))
    done = claimed(store)
    read(store, done)
    extract(store, claimed(store))
    running = claimed(store)
    assert store.cancel("b") == 2
    assert sorted(states(store).values()) == ["cancelled", "cancelled", "done"]
    assert store.batch("b").state is BatchState.CANCELLED
    with pytest.raises(LeaseLost):
        store.finish_read(running, DONE)
    assert store.claim("me", seconds=60) is None
    assert store.cancel("b") == 0


def test_bytes_of_a_cancelled_batch_are_read_for_another_that_has_them(store: SqlStore) -> None:
    store.add_receipts(papers("a"))
    (twin, other) = store.add_receipts([receipt("a too", "a", "other"), receipt("a three", "a", "third")])
    assert twin.state is other.state is State.DUPLICATE_OF
    store.cancel("b")
    found = {row.id: row for row in store.receipts() if row.batch != "b"}
    heir = next(row for row in found.values() if row.state is State.QUEUED)
    rest = next(row for row in found.values() if row.state is State.DUPLICATE_OF)
    assert rest.detail == heir.id
    assert claimed(store).job.subject == heir.id


def test_bytes_of_a_cancelled_batch_that_come_again_are_read(store: SqlStore) -> None:
    store.add_receipts(papers("a"))
    store.cancel("b")
    (again,) = store.add_receipts([receipt("a", "a", "new")])
    assert again.state is State.QUEUED
    assert claimed(store).job.subject == again.id
    assert store.retry("b", [State.CANCELLED]) == 0  # they have another reader now


@pytest.mark.parametrize("state", [State.FAILED_FINAL, State.LIMIT_EXCEEDED, State.CORRUPT])
def test_what_failed_is_read_again_when_a_person_asks(store: SqlStore, state: State) -> None:
    store.add_receipts(papers("a", "b"))
    store.finish_failed(claimed(store), Outcome("", state, detail="x"))
    read(store, claimed(store))
    extract(store, claimed(store))
    assert store.retry("b", [State.FAILED_FINAL, state]) == 1
    assert sorted(states(store).values()) == ["done", "queued"]
    assert store.retry("b", [State.FAILED_FINAL, state]) == 0
    read(store, claimed(store))
    extract(store, claimed(store))
    assert set(states(store).values()) == {"done"}


def test_what_failed_in_extracting_is_extracted_again_and_not_read(store: SqlStore) -> None:
    store.add_receipts(papers("a"))
    read(store, claimed(store))
    store.finish_failed(claimed(store), Outcome("", State.FAILED_FINAL, detail="internal"))
    assert states(store) == {"a": "failed_final"}
    assert store.retry("b", [State.FAILED_FINAL]) == 1
    assert claimed(store).job.step == "extract"


def test_duplicates_are_never_read_again(store: SqlStore) -> None:
    store.add_receipts([*papers("a"), receipt("copy", "a")])
    assert store.retry("b", list(State)) == 0


def test_only_what_another_version_made_is_done_again(store: SqlStore) -> None:
    store.add_receipts([*papers("a", "b"), receipt("c", "c", "other")])
    for n in (1, 2, 1):
        lease = claimed(store)
        read(store, lease, f"read-{n}")
        extract(store, claimed(store), f"extract-{n}")
    assert store.redo("b", "extract", "extract-2") == 1
    assert store.redo("b", "extract", "extract-2") == 0  # it waits already
    assert set(states(store).values()) == {"done"}  # and can be found meanwhile
    extract(store, claimed(store), "extract-2")
    assert store.redo("b", "read", "read-2") == 1
    lease = claimed(store)
    assert lease.job.step == "read"
    read(store, lease, "read-2")
    assert store.redo("b", "read", "read-2") == 0
    with pytest.raises(BadRequest):
        store.redo("b", "index", "")


def test_pictures_wait_for_files_that_have_their_text(store: SqlStore) -> None:
    store.add_receipts(papers("1.jpg", "2.pdf", "3.TIFF", "4.txt"))
    paths = {row.id: row.path for row in store.receipts()}
    order = [claimed(store, slow_first=True)]
    order += [claimed(store) for _ in range(3)]
    assert [paths[lease.job.subject] for lease in order] == ["1.jpg", "2.pdf", "4.txt", "3.TIFF"]
    assert [lease.job.slow for lease in order] == [True, False, False, True]


def test_a_reading_that_turns_out_slow_makes_way_and_keeps_its_pages_and_its_turn(store: SqlStore) -> None:
    store.add_receipts(papers("scan.pdf", "text.pdf", "picture.png"))
    scan = claimed(store)
    store.checkpoint_pages(scan, [page(1)])
    assert store.postpone(scan)
    with pytest.raises(LeaseLost):
        store.checkpoint_pages(scan, [page(2)])
    text_pdf = claimed(store)
    assert text_pdf.job.subject != scan.job.subject
    picture = claimed(store)
    again = claimed(store)
    assert (again.job.subject, again.job.slow) == (scan.job.subject, True)
    assert [p.n for p in store.checkpoint(again)] == [1]
    assert not store.postpone(again)  # nothing quick waits: it goes on
    store.add_receipts(papers("another.pdf"))
    assert store.postpone(picture)
    assert store.postpone(again)
    assert not claimed(store).job.slow
    assert claimed(store).job.subject == picture.job.subject  # begun first


def test_estimates_follow_from_what_was_measured(store: SqlStore, clock: HandClock) -> None:
    store.add_receipts([receipt("first", "first", "earlier"), *papers("a", "b", "c.png")])
    assert {stage.eta_s for stage in store.stages("b") if stage.name == "read"} == {None}
    lease = claimed(store)
    clock.later(30)
    read(store, lease)
    clock.later(30)
    stages = {stage.name: stage for stage in store.stages("b")}
    assert (stages["read"].waiting, stages["recognise"].waiting, stages["extract"].waiting) == (2, 1, 0)
    assert stages["read"].per_minute == pytest.approx(1.0)
    assert stages["read"].eta_s == pytest.approx(120.0)
    assert stages["recognise"].eta_s is None  # nothing measured
    assert stages["index"].eta_s == 0.0
    store.pause("b")
    assert {stage.eta_s for stage in store.stages("b")} == {None}
    clock.later(3600)
    assert {stage.per_minute for stage in store.stages("b")} == {None}


def test_work_of_others_that_comes_first_counts_in_the_estimate(store: SqlStore) -> None:
    store.add_receipts([*papers("x", "y", batch="earlier"), *papers("a"), *papers("z", batch="later")])
    stage = store.stages("b")[0]
    assert (stage.waiting, stage.ahead) == (1, 2)


def test_a_list_of_papers_is_kept_beside_the_files_it_names(store: SqlStore) -> None:
    rows = store.add_receipts(papers("a.pdf", "b.pdf", "list.csv"))
    list_file = next(row for row in rows if row.path == "list.csv")
    catalogue = Catalogue("b", "list.csv", list_file.sha256, 2, 1, ("dòng 2: c.pdf",), ("file", "number"))
    listed = [Listed(rows[0].id, 1, {"file": "a.pdf", "number": "1/KH-UBND"})]
    for _ in range(2):
        store.list_papers(catalogue, listed)
        assert store.catalogue("b") == catalogue
        assert store.listed([row.id for row in rows]) == {rows[0].id: listed[0]}
        assert [row.path for row in store.unlisted("b")] == ["b.pdf"]
    assert store.catalogue("other") is None


def test_a_list_inside_an_archive_speaks_of_its_members_after_the_list_of_the_batch(store: SqlStore) -> None:
    (archive,) = store.add_receipts(papers("a.zip"))
    members = [replace(one, container=archive.id) for one in papers("a.zip/1.pdf", "a.zip/2.pdf", "a.zip/list.csv")]
    inside = Catalogue("b", "a.zip/list.csv", members[2].sha256, 2, 2, (), ("file",), archive.id)
    rows = [Listed(one.id, n, {"title": "inside"}, archive.id) for n, one in enumerate(members[:2], start=1)]
    lease = store.claim("me", seconds=60)
    assert lease is not None
    ended = Outcome("application/zip", State.DONE)
    store.finish_read(lease, ended, members=members, catalogue=inside, listed=rows)
    assert store.catalogue("b") is None
    own = Catalogue("b", "own.csv", members[2].sha256, 1, 1, (), ("file",))
    told = Listed(members[0].id, 1, {"title": "own"})
    for _ in range(2):
        store.list_papers(own, [told])
    assert store.catalogues("b") == [own, inside]
    assert store.listed([one.id for one in members]) == {members[0].id: told, members[1].id: rows[1]}


PLANS = {
    "a page of the list": "SELECT * FROM receipts WHERE path >= 'x' AND (path > 'x' OR id > 'y') "
    "ORDER BY path, id LIMIT 9",
    "a page of a batch": "SELECT * FROM receipts WHERE batch = 'b' AND path >= 'x' ORDER BY path, id LIMIT 9",
    "of a batch and state": "SELECT * FROM receipts WHERE batch = 'b' AND state = 's' ORDER BY path, id LIMIT 9",
    "totals of a batch": "SELECT state, count(*) FROM receipts WHERE batch = 'b' GROUP BY state",
    "batches": "SELECT id FROM batches ORDER BY created_at DESC, id DESC LIMIT 9",
    "the next job": "SELECT * FROM jobs WHERE failed IS 0 AND held IS 0 AND (owner IS NULL OR until <= 1) "
    "AND (not_before IS NULL OR not_before <= 1) ORDER BY rank, entered LIMIT 1",
    "the next slow job": "SELECT * FROM jobs WHERE failed IS 0 AND held IS 0 AND (owner IS NULL OR until <= 1) "
    "AND rank = 2 ORDER BY rank, entered LIMIT 1",
}  # fmt: skip


@pytest.mark.parametrize("what", PLANS)
def test_lists_and_the_next_job_walk_along_an_index_and_sort_nothing(store: SqlStore, what: str) -> None:
    if not store.db.sqlite:
        pytest.skip("plans of SQLite")
    with store.db.read() as connection:
        plan = [row[3] for row in connection.execute(text("EXPLAIN QUERY PLAN " + PLANS[what]))]
    assert all("USING" in step and "INDEX" in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan


def test_the_last_pages_need_no_checkpoint_and_none_stands_twice(store: SqlStore) -> None:
    store.add_receipts(papers("a"))
    lease = claimed(store)
    store.checkpoint_pages(lease, [page(1, "one"), page(2, "two")])
    document = store.finish_read(lease, DONE, pages=[page(2, "not again"), page(3, "three")])
    assert document is not None
    found = store.pages(document.id, Permission(everything=True))
    assert [(one.n, one.lines[0].text) for one in found] == [(1, "one"), (2, "two"), (3, "three")]
    (row,) = store.receipts()
    assert (row.pages, row.characters) == (3, 11)


def test_a_key_that_is_checked_late_has_an_index() -> None:
    """Without, SQLite walks over the whole table for each row that the key may point to."""
    for table in metadata.tables.values():
        for key in table.foreign_keys:
            if key.constraint is not None and key.constraint.deferrable:
                assert any(index.columns[0] is key.parent for index in table.indexes), key.parent
