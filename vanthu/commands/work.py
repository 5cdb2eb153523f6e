"""`vanthu work`: worker processes on a store that others fill, fed by a broker where there is one."""

from __future__ import annotations

import argparse
import signal
import threading
from typing import Final

from vanthu.commands.intake import pool
from vanthu.commands.screen import Screen
from vanthu.errors import OperatorError, QueueUnavailable
from vanthu.ports import Services
from vanthu.records import Job
from vanthu.settings import Settings
from vanthu.wiring import open_services

LOOK_EVERY_S: Final = 1.0
OFFER_EVERY: Final = 10
"""So many looks between two offers of what has not been begun."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say: nothing more."""


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Works until it is told to stop (SIGTERM or Ctrl-C)."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    services = open_services(settings)
    try:
        with pool(settings, services) as workers:
            screen.line(f"{settings.workers} tiến trình đang chờ việc (Ctrl-C để dừng).")
            looks = 0
            while not stop.wait(LOOK_EVERY_S):
                try:
                    workers.watch()
                    if settings.broker_url and looks % OFFER_EVERY == 0:
                        offer_again(services, 4 * settings.workers)
                except OperatorError as error:
                    screen.complain(str(error))
                looks += 1
    finally:
        services.close()
    return 0


def offer_again(services: Services, limit: int) -> None:
    """Offers what has not been begun: a broker may have lost everything, the store has not. Raises QueueUnavailable."""
    jobs = services.store.due(limit=limit)
    if not jobs and services.store.jobs()["indexing"]:
        jobs = [Job("index", "index", "")]
    try:
        services.queue.offer(jobs)
    except QueueUnavailable:
        services.queue.offer(jobs[:1])
