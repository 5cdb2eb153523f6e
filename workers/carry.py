"""Carries work: claim, run the step, finish; a sign of life meanwhile, an ending in a named state whatever happens."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

from ingest.limits import adjusted
from ingest.outcomes import ended
from vanthu.errors import IndexUnavailable, LeaseLost, OperatorError, StoreUnavailable
from vanthu.ports import Services
from vanthu.records import Lease, State
from workers.papers import propose_joins
from workers.steps import STEPS, Step, index

_LOG: Final = logging.getLogger("vanthu.workers")
_BY_NAME: Final = {step.name: step for step in STEPS}

INDEX_EVERY_S: Final = 2.0
IDLE_S: Final = (0.05, 0.1, 0.2, 0.5)
HEAD_START_S: Final = 300.0
SLOW_SHARE: Final = 3.0
"""Quick work goes first for so long, and after that has three times the time of slow work while both wait."""
RETRY_S: Final = (5.0, 30.0, 120.0, 600.0, 3600.0)
"""After an operator's error (a full disk, a missing program) the work is tried again after so long."""


class Stopped(BaseException):
    """Raised by a signal's handler inside a step: give the work back and go."""


class Carrier:
    """One worker: carries work one piece at a time as `owner` of its leases. `stop` ends it between two pieces.
    `limits` changes those that files are read under (`ingest.limits.adjusted`)."""

    def __init__(self, services: Services, owner: str, *, stop: threading.Event, limits: str = "") -> None:
        self.services, self.owner, self.stop = services, owner, stop
        self._limits = {step.name: adjusted(step.limits, limits if step.name == "read" else "") for step in STEPS}
        self._indexed = 0.0
        self._credit_s = -HEAD_START_S
        self._in_step = False

    def halt(self) -> None:
        """From a signal's handler: ends after this moment; raises Stopped where a step is at work."""
        self.stop.set()
        if self._in_step:
            self._in_step = False
            raise Stopped

    def run(self) -> None:
        """Carries work until it is told to stop."""
        idle = 0
        while not self.stop.is_set():
            try:
                idle = 0 if self.once() else idle + 1
            except StoreUnavailable as error:
                _LOG.warning("outcome=store_unavailable error=%s", error)
                idle = len(IDLE_S)
            if idle:
                self.stop.wait(IDLE_S[min(idle, len(IDLE_S)) - 1])

    def once(self) -> bool:
        """Carries one piece of work; answers whether there was one."""
        lease = self.services.store.claim(self.owner, seconds=STEPS[0].lease_s, slow_first=self._credit_s > 0)
        if lease is not None:
            self.carry(lease)
        if lease is None or time.monotonic() - self._indexed > INDEX_EVERY_S:
            return self.together() > 0 or lease is not None
        return True

    def carry(self, lease: Lease) -> None:
        """Runs the step of a lease to one of its endings."""
        step = _BY_NAME[lease.job.step]
        began, outcome = time.monotonic(), "interrupted"
        try:
            with self._alive(lease, step):
                outcome = self._run(lease, step)
        except Stopped:
            with suppress(LeaseLost):
                self.services.store.release(lease)
            raise
        finally:
            seconds = time.monotonic() - began
            self._credit_s += -SLOW_SHARE * seconds if lease.job.slow else seconds
            self._credit_s = min(max(self._credit_s, -HEAD_START_S), HEAD_START_S)
            _LOG.info("step=%s subject=%s seconds=%.2f outcome=%s", step.name, lease.job.subject, seconds, outcome)

    def together(self) -> int:
        """What is about more than one document: pictures that may be one paper, and the index."""
        propose_joins(self.services)
        return self.index()

    def index(self) -> int:
        """Carries what changed into the index; an index that does not answer is asked again later."""
        try:
            return index(self.services, self.owner)
        except (IndexUnavailable, LeaseLost) as error:
            _LOG.warning("step=index outcome=later error=%s", error)
            self.stop.wait(IDLE_S[-1])
            return 0
        finally:
            self._indexed = time.monotonic()

    def _run(self, lease: Lease, step: Step) -> str:
        store = self.services.store
        self._in_step = True
        try:
            return step.run(self.services, lease, self._limits[step.name])
        except LeaseLost:
            return "lease_lost"
        except OperatorError as error:
            wait = RETRY_S[min(lease.job.attempts, len(RETRY_S)) - 1]
            with suppress(LeaseLost):
                store.release(lease, not_before=self.services.clock.now() + timedelta(seconds=wait), reason=str(error))
            return f"retry_at:{type(error).__name__}"
        except Exception as error:
            # Ours to fix: where it happened is logged, never a word of the document.
            where = [
                f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
            ]
            _LOG.error("step=%s error=%s where=%s", step.name, type(error).__name__, " ".join(where[-8:]))
            with suppress(LeaseLost):
                store.finish_failed(lease, ended("", State.FAILED_FINAL, detail="internal"))
            return "failed_final:internal"
        finally:
            self._in_step = False

    @contextmanager
    def _alive(self, lease: Lease, step: Step) -> Iterator[None]:
        """Renews the lease from a thread while the step runs, as long as its limits allow it to run at all."""
        done = threading.Event()
        last = time.monotonic() + self._limits[step.name].file_seconds + step.lease_s

        def renew() -> None:
            while not done.wait(step.lease_s / 3) and time.monotonic() < last:
                with suppress(OperatorError):  # asked again before the lease runs out
                    try:
                        self.services.store.renew(lease, seconds=step.lease_s)
                    except LeaseLost:
                        return

        thread = threading.Thread(target=renew, name="lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
