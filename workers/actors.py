"""The door to dramatiq: the queue, the broker, and the one actor, a few lines. A message is a hint that carries an id;
the work itself is claimed from the store, which counts the attempts, so the broker's own retries are off.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import DramatiqError
from dramatiq.middleware import AgeLimit

from vanthu.errors import BadRequest, QueueUnavailable, ToolMissing
from vanthu.records import Job

QUEUE: Final = "vanthu"
HINT_AGE_MS: Final = 600_000
"""An older hint is dropped: the store has been asked again since."""


class DramatiqQueue:
    """`ports.TaskQueue` on a dramatiq broker: one message a job."""

    def __init__(self, broker: dramatiq.Broker) -> None:
        self._actor = carrying(broker, lambda: None)

    def offer(self, jobs: Sequence[Job]) -> None:
        """As `ports.TaskQueue.offer`."""
        for job in jobs:
            try:
                self._actor.send(job.id)
            except Exception as error:  # each broker has its client's own errors; whichever it is, the hint is lost
                raise QueueUnavailable(f"Hàng đợi không trả lời; công việc vẫn nằm trong kho: {error}") from error


def open_broker(url: str) -> dramatiq.Broker:
    """The broker at a URL (redis://… or amqp://…), connected when it is first used. Raises BadRequest, ToolMissing."""
    middleware: list[dramatiq.Middleware] = [AgeLimit(max_age=HINT_AGE_MS)]
    if url.startswith(("redis://", "rediss://", "unix://")):
        return RedisBroker(url=url, middleware=middleware)  # type: ignore[no-untyped-call]
    if url.startswith(("amqp://", "amqps://")):
        try:
            from dramatiq.brokers.rabbitmq import RabbitmqBroker
        except ImportError as error:
            raise ToolMissing("Hàng đợi RabbitMQ cần thư viện pika: cài dramatiq[rabbitmq].") from error
        return RabbitmqBroker(url=url, middleware=middleware)
    raise BadRequest(f"VANTHU_BROKER_URL={url!r}: cần địa chỉ dạng redis://… hoặc amqp://…")


def carrying(broker: dramatiq.Broker, carry_one: Callable[[], object]) -> dramatiq.Actor[[str], None]:
    """The one actor: each hint makes a worker carry one piece of work, this or another."""

    def work(job: str) -> None:
        carry_one()

    return dramatiq.actor(actor_name="work", queue_name=QUEUE, broker=broker)(work)


@contextlib.contextmanager
def listening(broker: dramatiq.Broker, carry_one: Callable[[], object]) -> Iterator[None]:
    """Carries out hints, one at a time, in a thread, while the block runs."""
    carrying(broker, carry_one)
    worker = dramatiq.Worker(broker, worker_threads=1)
    worker.start()
    try:
        yield
    finally:
        with contextlib.suppress(DramatiqError):
            worker.stop(timeout=1000)
        broker.close()
