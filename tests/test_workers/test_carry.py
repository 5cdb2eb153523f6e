"""A worker brings every piece of work to a named end, or gives it back."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.limits import Limits
from vanthu.errors import BlobMissing, DiskFull, IndexUnavailable, LeaseLost, ToolMissing
from vanthu.ports import Services
from vanthu.records import (
    DocumentText,
    Extraction,
    IndexRecord,
    Lease,
    Line,
    Metadata,
    Outcome,
    Page,
    PageSource,
    Receipt,
    State,
    Unit,
    Word,
    receipt_id,
)
from vanthu.settings import Settings, from_environment
from vanthu.store.blobs_folder import FolderBlobs
from vanthu.store.sql_store import open_store
from vanthu.wiring import SystemClock
from workers import carry, owners, steps
from workers.carry import Carrier, Stopped
from workers.queues import InProcessQueue
from workers.steps import Step, index, reconcile

Apply = Callable[[Any, Any], None]


class FakeIndex:
    """The part of an index that the workers write to."""

    def __init__(self) -> None:
        self.have: dict[str, int] = {}
        self.down = False

    def apply(self, puts: list[tuple[str, int, list[IndexRecord]]], deletes: list[str] = ()) -> None:  # type: ignore[assignment]
        if self.down:
            raise IndexUnavailable("down")
        self.have |= {document: version for document, version, _ in puts}
        for document in deletes:
            self.have.pop(document, None)

    def versions(self) -> dict[str, int]:
        return self.have

    def close(self) -> None: ...


class LateClock(SystemClock):
    """A clock that can be put forward."""

    ahead = timedelta()

    def now(self) -> Any:
        return super().now() + self.ahead


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    blobs, clock = FolderBlobs(tmp_path / "blobs"), LateClock()
    store = open_store(f"sqlite:///{tmp_path}/store.sqlite3", blobs, clock)
    services = Services(store, blobs, FakeIndex(), InProcessQueue(), clock)  # type: ignore[arg-type]
    yield services
    services.close()


def taken_in(services: Services, content: bytes = b"a") -> Receipt:
    digest = services.blobs.put(content)
    path = f"{digest[:4]}.txt"
    row = Receipt(receipt_id("b", path, None, digest), "b", path, digest, 1, services.clock.now(), "local")
    return services.store.add_receipts([row])[0]


def extracted(services: Services, content: bytes = b"a") -> str:
    """A document with facts, on its way to the index."""
    taken_in(services, content)
    lease = services.store.claim("setup", seconds=60)
    assert lease is not None
    services.store.checkpoint_pages(lease, [Page(1, None, None, PageSource.FILE, (Line("a", (Word(0, 1),)),))])
    document = services.store.finish_read(lease, Outcome("text/plain", State.DONE, pages=1))
    lease = services.store.claim("setup", seconds=60)
    assert document is not None
    assert lease is not None
    services.store.finish_extract(lease, Extraction(DocumentText("t", "a", (), (), ()), Metadata()))
    return document.id


def carrier(
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    run: Callable[[Services, Lease, Limits], str],
    lease_s: float = 60,
) -> Carrier:
    monkeypatch.setattr(carry, "_BY_NAME", {"read": Step("read", run, lease_s, Limits())})
    return Carrier(services, owners.name(), stop=threading.Event())


def raising(error: Exception) -> Callable[[Services, Lease, Limits], str]:
    def run(services: Services, lease: Lease, limits: Limits) -> str:
        raise error

    return run


@pytest.mark.parametrize("error", [ToolMissing("Chưa cài tesseract."), DiskFull("Đĩa đầy."), BlobMissing("Mất tệp.")])
def test_what_an_operator_can_mend_is_tried_again_later_and_says_why(
    services: Services, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    row = taken_in(services)
    assert carrier(services, monkeypatch, raising(error)).once()
    now = services.store.receipt(row.id)
    assert (now.state, now.reason) == (State.RETRY_AT, str(error))
    assert services.store.jobs()["waiting"] == 1


def test_a_defect_ends_in_a_named_state_and_no_word_of_the_document_is_logged(
    services: Services, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    row = taken_in(services)
    with caplog.at_level(logging.INFO):
        carrier(services, monkeypatch, raising(ValueError("SECRET WORDS"))).once()
    now = services.store.receipt(row.id)
    assert (now.state, now.detail) == (State.FAILED_FINAL, "internal")
    assert "ValueError" in caplog.text
    assert "SECRET" not in caplog.text


def test_who_has_lost_the_lease_lets_the_other_go_on(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    row = taken_in(services)
    carrier(services, monkeypatch, raising(LeaseLost("late"))).once()
    assert services.store.receipt(row.id).state is State.WORKING


def test_a_signal_inside_a_step_gives_the_work_back(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    row = taken_in(services)
    worker: Carrier

    def signalled(services: Services, lease: Lease, limits: Limits) -> str:
        worker.halt()
        return "not reached"

    worker = carrier(services, monkeypatch, signalled)
    with pytest.raises(Stopped):
        worker.run()
    assert services.store.receipt(row.id).state is State.QUEUED
    assert services.store.owners() == []


def test_a_signal_between_steps_ends_the_worker(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = carrier(services, monkeypatch, raising(ValueError()))
    threading.Timer(0.2, worker.halt).start()
    worker.run()


def test_a_lease_lasts_as_long_as_its_step(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    taken_in(services)
    seen: list[object] = []

    def slow(services: Services, lease: Lease, limits: Limits) -> str:
        time.sleep(0.8)
        seen.append(services.store.claim("another", seconds=9))
        services.store.finish_failed(lease, Outcome("", State.CORRUPT))
        return "corrupt"

    monkeypatch.setattr(carry, "STEPS", (replace(steps.STEPS[0], lease_s=0.4),))
    carrier(services, monkeypatch, slow, lease_s=0.4).once()
    assert seen == [None]
    assert services.store.totals() == {"corrupt": 1}


# The index


@pytest.fixture
def fake(services: Services) -> FakeIndex:
    assert isinstance(services.index, FakeIndex)
    return services.index


def test_changes_reach_the_index_once_and_the_lease_is_given_back(services: Services, fake: FakeIndex) -> None:
    documents = {extracted(services, bytes([n])) for n in range(3)}
    services.store.index_again()
    assert index(services, "one") == 3
    assert fake.have == dict.fromkeys(documents, 1)
    assert services.store.changes() == []
    assert services.store.owners() == []
    assert index(services, "one") == 0


def test_an_index_that_is_down_loses_nothing(
    services: Services, fake: FakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = extracted(services)
    fake.down = True
    worker = carrier(services, monkeypatch, raising(ValueError()))
    assert not worker.once()
    fake.down = False
    assert worker.once()
    assert fake.have == {document: 1}


def test_one_damaged_document_does_not_keep_others_out(services: Services, fake: FakeIndex) -> None:
    damaged, sound = extracted(services, b"a"), extracted(services, b"b")

    def broken(document: Any, extraction: Any) -> list[IndexRecord]:
        if document.id == damaged:
            raise BlobMissing("gone")
        return [IndexRecord("1", Unit.DOCUMENT, document.id, "local", 1, {})]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "project", broken)
        index(services, "one")
    assert fake.have == {sound: 1}
    assert reconcile(services) == 1
    index(services, "one")
    assert set(fake.have) == {damaged, sound}


def test_reconciling_mends_what_is_missing_old_or_too_much(services: Services, fake: FakeIndex) -> None:
    missing, old, right = (extracted(services, bytes([n])) for n in range(3))
    index(services, "one")
    fake.have = {old: 0, right: 1, "stranger": 4}
    assert reconcile(services) == 3
    index(services, "one")
    assert fake.have == {missing: 1, old: 1, right: 1}
    assert reconcile(services) == 0


# Owners


def test_the_dead_are_told_from_the_living(services: Services) -> None:
    taken_in(services)
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    here, mine, _ = owners.name().split("|")
    theirs = "|".join((here, mine, owners._process(sleeper.pid)))
    try:
        assert services.store.claim(theirs, seconds=600)
        assert owners.clear_dead(services.store) == 0
        sleeper.send_signal(signal.SIGKILL)
        while os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            time.sleep(0.01)
        assert owners.clear_dead(services.store) == 1  # dead, though not yet buried
    finally:
        sleeper.kill()
        sleeper.wait()
    assert services.store.claim("next", seconds=9)


@pytest.mark.parametrize("stranger", ["another machine", "host/boot/ns|1@2|99999999@3", ""])
def test_whoever_is_not_of_this_machine_is_left_to_the_clock(services: Services, stranger: str) -> None:
    taken_in(services)
    services.store.claim(stranger, seconds=600)
    assert owners.clear_dead(services.store) == 0


def test_settings_pass_through_the_environment_unchanged(tmp_path: Path) -> None:
    names = {"database_url": "postgresql://x/y", "blobs_url": "s3://b", "broker_url": "redis://q", "host": "::1"}
    settings = replace(Settings(tmp_path), **names, port=99, workers=7, language="en")
    assert from_environment(settings.as_environment()) == settings
