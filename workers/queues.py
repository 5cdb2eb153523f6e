"""Hints within one program. The embedded workers are fed from the store itself; the broker's queue is in `actors`."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from vanthu.records import Job


class InProcessQueue:
    """`ports.TaskQueue` for one machine: wakes who waits in this process; other processes look into the store."""

    def __init__(self) -> None:
        self._offered = threading.Condition()
        self._count = 0

    def offer(self, jobs: Sequence[Job]) -> None:
        """As `ports.TaskQueue.offer`."""
        with self._offered:
            self._count += len(jobs)
            self._offered.notify_all()

    def wait(self, seconds: float) -> bool:
        """Waits until something has been offered since the last call; answers whether it was."""
        with self._offered:
            found = self._offered.wait_for(lambda: self._count > 0, seconds)
            self._count = 0
            return found
