"""Taking things in with workers beside: what `add` and `serve` share."""

from __future__ import annotations

import contextlib
import hashlib
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from ingest.receive import receive
from vanthu.commands.screen import Screen, state_name
from vanthu.errors import QueueUnavailable
from vanthu.ports import Services
from vanthu.records import MOVING, NEEDS_SOMEONE, Job, Receipt, State
from vanthu.settings import Settings
from workers.pool import Pool

LOOK_EVERY_S: Final = 0.2
LOOK_SHARE: Final = 20.0
"""Looking takes no more than a twentieth of the time."""
INDEX_PATIENCE_S: Final = 60.0
_SETTLED_BUT: Final = frozenset({State.RETRY_AT})


def batch_of(path: Path) -> str:
    """The batch that a path given on the command line is: the same each time, so that adding it again is no news."""
    whole = str(path.absolute())
    mark = hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{path.absolute().name or 'root'}-{mark}"


class Crew:
    """The workers of this program; they start with the first work, and do not where a broker has others (or where
    they are to stay away: `idle`)."""

    def __init__(self, settings: Settings, services: Services, *, idle: bool = False) -> None:
        self._settings, self._services, self._idle = settings, services, idle
        self._stack = contextlib.ExitStack()
        self._pool: Pool | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def needed(self) -> None:
        """There is work: starts the workers unless they are there, and looks after them."""
        if self._pool is None and not self._settings.broker_url and not self._idle:
            self._pool = self._stack.enter_context(pool(self._settings, self._services))
        if self._pool is not None:
            self._pool.watch()


def pool(settings: Settings, services: Services) -> Pool:
    """Worker processes for these settings."""
    log = settings.home / "log" / "workers.log"
    return Pool(services.store, settings.workers, environment=settings.as_environment(), log=log, keys=services.keys)


def take_in(
    services: Services, path: Path, crew: Crew, screen: Screen, *, ready: Callable[[Path], bool] | None = None
) -> Iterator[Receipt]:
    """Receives one path given by a person, telling how far it is; `ready` says which files are taken now."""
    batch = batch_of(path)
    found = receive([path], services.blobs, services.store, batch=batch, by="local", clock=services.clock, ready=ready)
    for count, receipt in enumerate(found, start=1):
        screen.progress(f"Đã nhận {count} tệp: {receipt.path}")
        if receipt.state in MOVING:
            _offer(services, receipt)
            crew.needed()
        yield receipt


def _offer(services: Services, receipt: Receipt) -> None:
    # A broker that does not answer loses time, nothing else: the sweeper of `vanthu work` offers it again.
    with contextlib.suppress(QueueUnavailable):
        services.queue.offer([Job(f"read:{receipt.id}", "read", receipt.id)])


def settle(services: Services, batches: Sequence[str], crew: Crew, screen: Screen) -> bool:
    """Waits until everything in the batches has come to an end and is in the index; answers whether it has (some may
    have to wait for a disk or a program: RETRY_AT, or their batch is paused)."""
    while moving(totals := counted(services, batches)):
        began = time.monotonic()
        crew.needed()
        screen.progress(f"{summary(totals)}{_left(services, batches)}")
        if all(state in _SETTLED_BUT for state in moving(totals)) or _held(services):
            return False
        time.sleep(max(LOOK_EVERY_S, LOOK_SHARE * (time.monotonic() - began)))
    patience = time.monotonic() + INDEX_PATIENCE_S
    while (left := services.store.jobs()["indexing"]) and time.monotonic() < patience:
        crew.needed()
        screen.progress(f"Đang đưa vào chỉ mục tìm kiếm: còn {left} văn bản")
        time.sleep(LOOK_EVERY_S)
    return True


def _held(services: Services) -> bool:
    """Whether nothing goes on because what is left belongs to paused batches."""
    jobs = services.store.jobs()
    return bool(jobs["held"]) and not (jobs["queued"] + jobs["running"] + jobs["waiting"])


def _left(services: Services, batches: Sequence[str]) -> str:
    """How long the slowest kind of work will take, where that can be told."""
    times = [stage.eta_s for batch in batches for stage in services.store.stages(batch) if stage.eta_s]
    return f", còn khoảng {minutes(max(times))}" if times else ""


def minutes(seconds: float) -> str:
    """A length of time for people, rounded up."""
    whole = max(1, math.ceil(seconds / 60))
    return f"{whole} phút" if whole < 120 else f"{math.ceil(whole / 60)} giờ"


def counted(services: Services, batches: Sequence[str]) -> dict[State, int]:
    """Receipts of the batches by state."""
    found: dict[State, int] = {}
    for batch in batches:
        for state, count in services.store.totals(batch=batch).items():
            found[State(state)] = found.get(State(state), 0) + count
    return found


def moving(totals: Mapping[State, int]) -> set[State]:
    """The states in which some are still on their way."""
    return {state for state in totals if state in MOVING}


def summary(totals: Mapping[State, int]) -> str:
    """One line: how many of how many are done, how many want a person."""
    whole = sum(totals.values())
    done = whole - sum(totals[state] for state in moving(totals))
    someone = sum(count for state, count in totals.items() if state in NEEDS_SOMEONE)
    return f"{done}/{whole} tệp xong" + (f", {someone} tệp cần người xem" if someone else "")


def in_need(services: Services, batches: Sequence[str]) -> Iterator[Receipt]:
    """The receipts of the batches that want a person."""
    for batch in batches:
        for state in sorted(NEEDS_SOMEONE):
            after = ""
            while page := services.store.receipts(batch=batch, state=state, after=after):
                yield from page
                after = page[-1].id


def as_json(receipt: Receipt) -> dict[str, object]:
    """A receipt as `list --json` shows it."""
    return {
        "id": receipt.id,
        "path": receipt.path,
        "sha256": receipt.sha256,
        "state": state_name(receipt),
        "reason": receipt.reason,
        "next": receipt.next,
        "pages": receipt.pages,
        "chars": receipt.characters,
        "size": receipt.size,
        "document": receipt.document,
        "batch": receipt.batch,
        "container": receipt.container,
        "received_at": receipt.received_at.isoformat(),
    }
