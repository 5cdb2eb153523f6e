"""What the store promises (`vanthu.ports`), on SQLite and on a real PostgreSQL: the same cases."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from vanthu.errors import BadRequest, LeaseLost, NotFound, StoreUnavailable
from vanthu.records import (
    BodyMention,
    Citation,
    Deadline,
    Document,
    DocumentText,
    Extraction,
    Field,
    Lease,
    Line,
    Metadata,
    Obligation,
    Outcome,
    Page,
    PageInfo,
    PageSource,
    Permission,
    Reader,
    Receipt,
    Span,
    State,
    TextLine,
    TextWord,
    Word,
    receipt_id,
)
from vanthu.store import results
from vanthu.store.blobs_folder import FolderBlobs
from vanthu.store.engine import Database
from vanthu.store.migrate import migrate
from vanthu.store.sql_store import SqlStore, open_store
from vanthu.store.tables import metadata
from vanthu.store.work import MAX_ATTEMPTS, MAX_INTERRUPTIONS

ALL = Permission(everything=True)
NOBODY = Permission(labels=frozenset({"another"}))
NOW = datetime(2025, 6, 30, 8, 0, tzinfo=UTC)


class HandClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def later(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.sqlite3"
    url = str(request.getfixturevalue("postgres_server"))
    database = Database(url)
    with database.write() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()
    return url


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with its tables made: they need not be made for each test."""
    file = tmp_path_factory.mktemp("template") / "store.sqlite3"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    return file


@pytest.fixture
def store(url: str, tmp_path: Path, clock: HandClock, template: Path) -> Iterator[SqlStore]:
    if url.startswith("sqlite"):
        shutil.copyfile(template, tmp_path / "store.sqlite3")
    store = open_store(url, FolderBlobs(tmp_path / "blobs"), clock)
    yield store
    store.close()


def receipt(path: str = "a.txt", content: str = "a", batch: str = "b", state: State = State.RECEIVED) -> Receipt:
    digest = hashlib.sha256(content.encode()).hexdigest()
    return Receipt(receipt_id(batch, path, None, digest), batch, path, digest, len(content), NOW, "local", state)


def page(n: int = 1, words: str = "Giao Bộ Tài chính") -> Page:
    return Page(n, None, None, PageSource.FILE, (Line(words, (Word(0, len(words)),)),))


def task(body: str = "bo-tai-chinh", name: str = "Bộ Tài chính") -> Obligation:
    act = (Span(0, 17),)
    deadline = Deadline(act, "trước ngày 30/6/2025", "before", "2025-06-30", rule="before-date")
    lead = (BodyMention(name, act, body),)
    return Obligation("o1", act, "Giao Bộ Tài chính", "Giao", lead, (), deadline, None, "Điều 1", "dieu-1", "giao")


def found(number: str = "57-NQ/TW", *, tasks: tuple[Obligation, ...] = (task(),), words: str = "") -> Extraction:
    words = words or "Giao Bộ Tài chính"
    whole = DocumentText(
        hashlib.sha256(words.encode()).hexdigest()[:16],
        words,
        (TextLine(0, len(words), 1),),
        (TextWord(0, len(words), confidence=0.93),),
        (PageInfo(1, None, None, PageSource.FILE, 0, len(words)),),
    )
    head = Metadata(number=Field(number, (Span(0, 4),), "number"))
    cited = Citation("c1", (Span(0, 4),), "Giao", "03/NQ-CP", None, None, (), None, "refers", "number")
    return Extraction(whole, head, citations=(cited,), obligations=tasks, made_by="test")


def claimed(store: SqlStore, owner: str = "one", seconds: float = 60) -> Lease:
    lease = store.claim(owner, seconds=seconds)
    assert lease is not None
    return lease


def read(store: SqlStore, content: str = "a", path: str = "a.txt", words: str = "Giao Bộ Tài chính") -> Document:
    """A receipt taken in and read, its extraction waiting."""
    store.add_receipts([receipt(path, content)])
    lease = store.claim("one", seconds=60, steps=["read"])
    assert lease is not None
    store.checkpoint_pages(lease, [page(words=words)])
    document = store.finish_read(lease, Outcome("text/plain", State.DONE, pages=1))
    assert document is not None
    return document


def extracted(store: SqlStore, content: str = "a", path: str = "a.txt", **facts: object) -> Document:
    document = read(store, content, path)
    lease = claimed(store)
    store.finish_extract(lease, found(**facts))  # type: ignore[arg-type]
    return store.document(document.id, ALL)


# Receipts


def test_adding_twice_is_the_same_receipt(store: SqlStore) -> None:
    first = store.add_receipts([receipt()])
    assert store.add_receipts([receipt()]) == first
    assert first[0].state is State.QUEUED
    assert store.jobs()["queued"] == 1


def test_the_same_bytes_under_another_name_are_a_duplicate_that_names_the_first(store: SqlStore) -> None:
    first, second = store.add_receipts([receipt("a.txt"), receipt("b.txt")])
    assert (second.state, second.detail) == (State.DUPLICATE_OF, first.id)
    assert "a.txt" in second.reason
    assert store.jobs()["queued"] == 1


def test_a_duplicate_leads_to_the_document_whether_it_comes_before_or_after_reading(store: SqlStore) -> None:
    store.add_receipts([receipt("a.txt"), receipt("b.txt")])
    document = read(store)
    (late,) = store.add_receipts([receipt("c.txt")])
    rows = store.receipts()
    assert [row.document for row in rows] == [document.id] * 3
    assert [row.pages for row in rows] == [1] * 3
    assert late.state is State.DUPLICATE_OF


def test_of_many_adders_of_the_same_bytes_at_once_one_brings_the_document(store: SqlStore) -> None:
    with ThreadPoolExecutor(4) as threads:
        rows = list(
            threads.map(lambda i: store.add_receipts([receipt(f"{i}.txt"), receipt(f"x{i}.txt", "x")]), range(8))
        )
    states = [row.state for pair in rows for row in pair]
    assert states.count(State.QUEUED) == 2
    assert states.count(State.DUPLICATE_OF) == 14
    assert store.jobs()["queued"] == 2


def test_a_receipt_that_comes_with_a_final_state_keeps_it_and_makes_no_job(store: SqlStore) -> None:
    (row,) = store.add_receipts([replace(receipt(state=State.CORRUPT), reason="Không mở được.", sha256="")])
    assert (row.state, row.reason) == (State.CORRUPT, "Không mở được.")
    assert store.claim("one", seconds=9) is None


def test_receipts_are_listed_in_order_of_path_a_page_at_a_time(store: SqlStore) -> None:
    store.add_receipts([receipt(f"{i:02}.txt", str(i)) for i in reversed(range(25))])
    seen: list[str] = []
    after = ""
    while rows := store.receipts(batch="b", after=after, limit=10):
        seen += [row.path for row in rows]
        after = rows[-1].id
    assert seen == [f"{i:02}.txt" for i in range(25)]
    assert store.receipts(batch="none") == []
    assert store.batches() == ["b"]


def test_names_with_odd_characters_are_kept_readable(store: SqlStore) -> None:
    (row,) = store.add_receipts([receipt("a\0b\udcffc.txt")])
    assert row.path == "a\ufffdb?c.txt"
    assert store.receipt(row.id) == row
    with pytest.raises(NotFound):
        store.receipt("\0\udcff")


# Work


def test_an_attempt_is_counted_before_work_begins(store: SqlStore, clock: HandClock) -> None:
    store.add_receipts([receipt()])
    assert claimed(store).job.attempts == 1
    assert store.claim("two", seconds=9) is None
    clock.later(61)
    assert claimed(store, "two").job.attempts == 2


def test_what_is_read_is_extracted_before_more_is_read(store: SqlStore) -> None:
    read(store, "a", "a.txt")
    store.add_receipts([receipt("0.txt", "b")])
    assert [claimed(store).job.step, claimed(store).job.step] == ["extract", "read"]


def test_no_job_is_given_to_two(store: SqlStore) -> None:
    store.add_receipts([receipt(f"{i}.txt", str(i)) for i in range(20)])
    together = threading.Barrier(4)

    def take(owner: int) -> list[str]:
        together.wait()
        out = []
        while lease := store.claim(f"owner {owner}", seconds=60):
            out.append(lease.job.id)
        return out

    with ThreadPoolExecutor(4) as threads:
        taken = [job for jobs in threads.map(take, range(4)) for job in jobs]
    assert sorted(taken) == sorted({f"read:{row.id}" for row in store.receipts()})


WRITES: dict[str, Callable[[SqlStore, Lease], object]] = {
    "renew": lambda store, lease: store.renew(lease, seconds=9),
    "release": lambda store, lease: store.release(lease),
    "pages": lambda store, lease: store.checkpoint_pages(lease, [page(2)]),
    "view": lambda store, lease: store.checkpoint_view(lease, "0" * 64),
    "read": lambda store, lease: store.finish_read(lease, Outcome("text/plain", State.DONE, pages=1)),
    "members": lambda store, lease: store.finish_read(
        lease, Outcome("application/zip", State.DONE), members=[receipt("a.zip/m.txt", "m")]
    ),
    "failed": lambda store, lease: store.finish_failed(lease, Outcome("", State.CORRUPT)),
}


@pytest.mark.parametrize("write", WRITES)
def test_who_has_lost_the_lease_writes_nothing(store: SqlStore, clock: HandClock, write: str) -> None:
    store.add_receipts([receipt()])
    late = claimed(store, "late", seconds=5)
    store.checkpoint_pages(late, [page(1)])
    clock.later(6)
    now = claimed(store, "now")
    before = (store.receipts(), store.documents(ALL), store.checkpoint(now), store.jobs())
    with pytest.raises(LeaseLost):
        WRITES[write](store, late)
    assert (store.receipts(), store.documents(ALL), store.checkpoint(now), store.jobs()) == before
    store.checkpoint_pages(now, [page(2)])


def test_who_has_lost_the_lease_on_an_extraction_writes_nothing(store: SqlStore, clock: HandClock) -> None:
    document = read(store)
    late = claimed(store, "late", seconds=5)
    clock.later(6)
    claimed(store, "now")
    with pytest.raises(LeaseLost):
        store.finish_extract(late, found())
    assert store.versions() == {}
    assert store.changes() == []
    with pytest.raises(NotFound):
        store.extraction(document.id, ALL)


def test_work_whose_lease_was_lost_three_times_ends_as_a_crash(store: SqlStore, clock: HandClock) -> None:
    store.add_receipts([receipt()])
    for _ in range(MAX_ATTEMPTS):
        claimed(store, seconds=5)
        clock.later(6)
    assert store.claim("one", seconds=5) is None
    (row,) = store.receipts()
    assert (row.state, row.detail) == (State.FAILED_FINAL, "crash")
    assert row.reason
    assert row.next
    assert store.jobs()["failed"] == 1


def test_a_poisonous_document_does_not_keep_others_from_their_turn(store: SqlStore, clock: HandClock) -> None:
    store.add_receipts([receipt("poison.txt", "p"), receipt("good.txt", "g")])
    for _ in range(MAX_ATTEMPTS):
        claimed(store, seconds=5)
        clock.later(6)
    assert store.receipt(claimed(store).job.subject).path == "good.txt"


def test_an_owner_that_died_alone_is_counted_and_a_program_that_ended_is_not(store: SqlStore) -> None:
    store.add_receipts([receipt()])
    for _ in range(MAX_ATTEMPTS + 2):
        claimed(store, "ended")
        assert store.owners() == ["ended"]
        assert store.abandon("ended", crashed=False) == 1
    assert store.receipts()[0].state is State.QUEUED
    for _ in range(MAX_ATTEMPTS):
        claimed(store, "died")
        store.abandon("died", crashed=True)
    assert store.receipts()[0].detail == "crash"
    assert store.owners() == []


def test_work_that_ends_the_whole_program_again_and_again_is_given_up_too(store: SqlStore) -> None:
    store.add_receipts([receipt()])
    for _ in range(MAX_INTERRUPTIONS):
        claimed(store)
        store.abandon("one", crashed=False)
    assert store.receipts()[0].detail == "crash"


def test_a_page_in_between_is_progress_and_the_count_begins_anew(store: SqlStore) -> None:
    store.add_receipts([receipt()])
    for n in range(1, 2 * MAX_ATTEMPTS):
        store.checkpoint_pages(claimed(store), [page(n)])
        store.abandon("one", crashed=True)
    assert [kept.n for kept in store.checkpoint(claimed(store))] == list(range(1, 2 * MAX_ATTEMPTS))


def test_pages_kept_are_those_of_the_document_whoever_read_them(store: SqlStore, clock: HandClock) -> None:
    store.add_receipts([receipt()])
    store.checkpoint_pages(claimed(store, seconds=5), [page(1, "một"), page(2, "hai")])
    clock.later(6)
    lease = claimed(store, "two")
    store.checkpoint_pages(lease, [page(2, "hai"), page(4, "bốn")])
    document = store.finish_read(lease, Outcome("application/pdf", State.PARTIAL, pages=3, pages_expected=4))
    assert document is not None
    assert [p.n for p in store.pages(document.id, ALL)] == [1, 2, 4]
    assert store.page(document.id, 4, ALL) == page(4, "bốn")
    for absent in (0, 3, 5, 10**9):
        with pytest.raises(NotFound):
            store.page(document.id, absent, ALL)
    assert document.pages == 4
    assert document.view == document.sha256


def test_work_given_back_for_later_waits_with_its_reason(store: SqlStore, clock: HandClock) -> None:
    store.add_receipts([receipt()])
    store.release(claimed(store), not_before=clock.now() + timedelta(seconds=30), reason="Chưa cài tesseract.")
    (row,) = store.receipts()
    assert (row.state, row.reason) == (State.RETRY_AT, "Chưa cài tesseract.")
    assert store.claim("one", seconds=9) is None
    assert store.jobs()["waiting"] == 1
    clock.later(31)
    assert [job.subject for job in store.due()] == [row.id]
    assert claimed(store).job.subject == row.id


def test_the_view_named_first_is_used_once_it_is_there(store: SqlStore) -> None:
    store.add_receipts([receipt()])
    lease = claimed(store)
    first, second = (hashlib.sha256(data).hexdigest() for data in (b"first", b"second"))
    assert store.checkpoint_view(lease, first) == first
    assert store.checkpoint_view(lease, second) == second  # the first was never put
    store.blobs.put(b"second")
    assert store.checkpoint_view(lease, first) == second


# Results


def test_a_container_ends_and_its_members_begin_in_one_step(store: SqlStore) -> None:
    (outer,) = store.add_receipts([receipt("a.zip", "zip")])
    inner = [replace(receipt(f"a.zip/{n}.txt", n), container=outer.id) for n in "xyx"]
    assert store.finish_read(claimed(store), Outcome("application/zip", State.DONE, members=3), members=inner) is None
    states = {row.path: row.state for row in store.receipts()}
    assert states == {"a.zip": State.DONE, "a.zip/x.txt": State.QUEUED, "a.zip/y.txt": State.QUEUED}
    assert store.receipts()[1].container == outer.id
    assert store.jobs()["queued"] == 2


def test_a_failure_has_its_state_its_sentence_and_no_document(store: SqlStore) -> None:
    store.add_receipts([receipt()])
    outcome = Outcome("application/pdf", State.LIMIT_EXCEEDED, detail="pixels", reason="Ảnh quá lớn.", next="Tách nhỏ.")
    assert store.finish_read(claimed(store), outcome) is None
    (row,) = store.receipts()
    assert (row.state, row.detail, row.reason, row.next) == ("limit_exceeded", "pixels", "Ảnh quá lớn.", "Tách nhỏ.")
    assert store.jobs() == {"queued": 0, "running": 0, "waiting": 0, "held": 0, "failed": 0, "indexing": 0}


def test_facts_version_outbox_and_state_change_together(store: SqlStore) -> None:
    document = extracted(store)
    assert store.extraction(document.id, ALL) == found()
    assert (document.version, document.state, document.made_by) == (1, State.DONE, "test")
    assert [(c.document, c.version) for c in store.changes()] == [(document.id, 1)]
    assert store.receipts()[0].state is State.DONE
    assert store.versions() == {document.id: 1}


def test_when_one_of_them_cannot_be_written_none_is(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    document = read(store)
    lease = claimed(store)

    def break_off(*_: object) -> None:
        raise RuntimeError("broken off")

    monkeypatch.setattr(results, "end", break_off)
    with pytest.raises(RuntimeError):
        store.finish_extract(lease, found())
    assert store.document(document.id, ALL).version == 0
    assert store.changes() == []
    assert store.documents_by_number(["57-NQ/TW"], ALL) == {}
    monkeypatch.undo()
    store.finish_extract(lease, found())
    assert store.versions() == {document.id: 1}


def test_extracting_again_replaces_the_facts_and_raises_the_version(store: SqlStore) -> None:
    document = extracted(store)
    assert store.extract_again() == 1
    assert store.extract_again() == 0
    assert store.receipts()[0].state is State.DONE
    lease = claimed(store)
    assert store.receipts()[0].state is State.DONE  # readable meanwhile
    store.finish_extract(lease, replace(found("58-NQ/TW", tasks=()), warnings=("Tổng không khớp.",)))
    now = store.document(document.id, ALL)
    assert (now.version, now.state, now.warnings) == (2, State.DONE_WITH_WARNINGS, ("Tổng không khớp.",))
    assert store.obligations_of(["bo-tai-chinh"], ALL) == []
    assert set(store.documents_by_number(["57-NQ/TW", "58-NQ/TW"], ALL)) == {"58-NQ/TW"}


def test_an_extraction_that_fails_leaves_the_pages(store: SqlStore) -> None:
    document = read(store)
    store.finish_failed(claimed(store), Outcome("", State.LIMIT_EXCEEDED, detail="time"))
    assert store.pages(document.id, ALL) == (page(),)
    assert store.receipts()[0].state is State.LIMIT_EXCEEDED
    assert store.document(document.id, ALL).state is State.LIMIT_EXCEEDED
    assert store.extract_again() == 1


# What a reader may see


ASKED: dict[str, Callable[[SqlStore, str, Permission], object]] = {
    "document": lambda store, document, permission: store.document(document, permission),
    "pages": lambda store, document, permission: store.pages(document, permission),
    "page": lambda store, document, permission: store.page(document, 1, permission),
    "extraction": lambda store, document, permission: store.extraction(document, permission),
}


@pytest.mark.parametrize("ask", ASKED)
def test_absent_and_forbidden_answer_alike(store: SqlStore, ask: str) -> None:
    document = extracted(store)
    ASKED[ask](store, document.id, ALL)
    said = []
    for name, permission in ((document.id, NOBODY), (document.id, Permission()), ("d0", ALL), ("d0", NOBODY)):
        with pytest.raises(NotFound) as error:
            ASKED[ask](store, name, permission)
        said.append(str(error.value).replace(name, "…"))
    assert len(set(said)) == 1


def test_lists_and_look_ups_hold_only_what_may_be_seen(store: SqlStore) -> None:
    document = extracted(store)
    by_label = Permission(labels=frozenset({document.access}))
    for permission, seen in ((ALL, True), (by_label, True), (NOBODY, False), (Permission(), False)):
        assert bool(store.documents(permission)) is seen
        assert bool(store.documents_by_number(["57-NQ/TW"], permission)) is seen
        assert bool(store.obligations_of(["bo-tai-chinh"], permission)) is seen


def test_the_local_reader_has_all_rights_and_a_stranger_none(store: SqlStore) -> None:
    assert store.permission(Reader("local")) == ALL
    assert not store.permission(Reader("stranger")).allows("local")


def test_documents_are_found_by_their_number_in_any_spelling(store: SqlStore) -> None:
    document = extracted(store)
    asked = ["57-NQ/TW", "57 - nq/tw", "99-NQ/TW"]
    assert store.documents_by_number(asked, ALL) == dict.fromkeys(asked[:2], (document.id,))
    assert store.documents_by_number(["03/NQ-CP"], ALL) == {}  # only cited


@pytest.mark.parametrize(
    ("asked", "role", "there"),
    [
        (["bo-tai-chinh"], None, True),
        (["Bộ Tài chính"], "lead", True),
        (["BỘ TÀI CHÍNH", "Bộ Công an"], "lead", True),
        (["bo-tai-chinh"], "coordinating", False),
        (["Bộ Tài"], None, False),
        ([], None, False),
    ],
)
def test_obligations_of_a_body_are_found_by_id_or_name(
    store: SqlStore, asked: list[str], role: str | None, there: bool
) -> None:
    document = extracted(store)
    wanted = [(document.id, task())] if there else []
    assert store.obligations_of(asked, ALL, role=role) == wanted


# The way to the index


def test_one_owner_has_the_index_lease_and_an_old_token_is_refused(store: SqlStore, clock: HandClock) -> None:
    extracted(store)
    old = store.hold_index("one", seconds=10)
    assert old is not None
    assert store.hold_index("one", seconds=10) == old
    assert store.hold_index("two", seconds=10) is None
    clock.later(11)
    new = store.hold_index("two", seconds=10)
    assert new is not None
    assert new > old
    with pytest.raises(LeaseLost):
        store.changes_applied(old, store.changes())
    assert len(store.changes()) == 1
    store.changes_applied(new, store.changes())
    assert store.changes() == []
    store.drop_index("two")
    assert store.hold_index("one", seconds=10) is not None


def test_what_changes_meanwhile_stays_in_the_outbox(store: SqlStore) -> None:
    extracted(store)
    first = store.changes()
    extracted(store, "b", "b.txt", number="58-NQ/TW")
    token = store.hold_index("one", seconds=10)
    assert token is not None
    store.changes_applied(token, first)
    assert [change.document for change in store.changes()] == [store.receipts()[1].document]


def test_everything_can_be_put_into_the_outbox_again_and_what_is_gone_as_a_deletion(store: SqlStore) -> None:
    document = extracted(store)
    assert store.index_again() == 1
    assert store.index_again([document.id, "gone"]) == 2
    assert [(c.document == document.id, c.version, c.delete) for c in store.changes()] == [
        (True, 1, False),
        (True, 1, False),
        (True, 1, False),
        (False, 0, True),
    ]
    assert store.jobs()["indexing"] == 2


# Opening


def test_several_that_open_an_empty_database_at_once_make_it_once(url: str, clock: HandClock, tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as threads:
        stores = list(threads.map(lambda _: open_store(url, FolderBlobs(tmp_path), clock), range(6)))
    assert [len(each.add_receipts([receipt()])) for each in stores] == [1] * 6
    for each in stores:
        each.close()


def test_the_migrated_tables_are_those_the_program_knows(url: str, store: SqlStore) -> None:
    with store.db.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_of_a_newer_version_is_refused_and_left_alone(url: str, store: SqlStore) -> None:
    with store.db.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database = Database(url)
    with pytest.raises(StoreUnavailable, match="mới hơn"):
        migrate(database)
    database.close()


@pytest.mark.parametrize("bad", ["nonsense", "mysql://x/y", ":///x"])
def test_a_url_that_names_no_database_is_a_bad_request(bad: str) -> None:
    with pytest.raises(BadRequest):
        Database(bad)


def test_a_database_that_does_not_answer_is_the_operators(tmp_path: Path, clock: HandClock) -> None:
    with pytest.raises(StoreUnavailable):
        open_store("postgresql://vanthu@127.0.0.1:1/none", FolderBlobs(tmp_path), clock)
    (tmp_path / "file").write_bytes(b"this is no database, only bytes" * 99)
    with pytest.raises(StoreUnavailable):
        open_store(f"sqlite:///{tmp_path}/file", FolderBlobs(tmp_path), clock)
