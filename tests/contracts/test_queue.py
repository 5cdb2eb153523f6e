"""What a queue promises (`vanthu.ports.TaskQueue`): a hint, once offered, makes somebody look; losing it loses time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import dramatiq
import pytest
from dramatiq.brokers.redis import RedisBroker

from vanthu.errors import BadRequest, QueueUnavailable
from vanthu.ports import TaskQueue
from vanthu.records import Job
from workers.actors import QUEUE, DramatiqQueue, listening, open_broker
from workers.queues import InProcessQueue

PATIENCE_S = 10.0


class Listener:
    """Somebody who looks when there is a hint."""

    def __init__(self) -> None:
        self.looks = 0
        self.looked = threading.Condition()

    def look(self) -> None:
        with self.looked:
            self.looks += 1
            self.looked.notify_all()

    def wait_for(self, looks: int) -> bool:
        with self.looked:
            return self.looked.wait_for(lambda: self.looks >= looks, PATIENCE_S)


@contextmanager
def in_process(listener: Listener) -> Iterator[TaskQueue]:
    queue, stop = InProcessQueue(), threading.Event()

    def listen() -> None:
        while not stop.is_set():
            if queue.wait(0.05):
                listener.look()

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield queue
    finally:
        stop.set()
        thread.join()


@pytest.fixture(params=["in-process", pytest.param("dramatiq", marks=pytest.mark.server)])
def listened(request: pytest.FixtureRequest) -> Iterator[tuple[TaskQueue, Listener]]:
    listener = Listener()
    if request.param == "in-process":
        with in_process(listener) as queue:
            yield queue, listener
        return
    url = request.getfixturevalue("redis_server")
    open_broker(url).flush_all()
    with listening(open_broker(url), listener.look):
        yield DramatiqQueue(open_broker(url)), listener


def test_an_offer_makes_somebody_look(listened: tuple[TaskQueue, Listener]) -> None:
    queue, listener = listened
    queue.offer([Job("read:r1", "read", "r1")])
    assert listener.wait_for(1)
    queue.offer([Job("read:r2", "read", "r2"), Job("read:r3", "read", "r3")])
    assert listener.wait_for(2)


def test_nothing_offered_is_nothing_to_look_for(listened: tuple[TaskQueue, Listener]) -> None:
    queue, listener = listened
    queue.offer([])
    queue.offer([Job("read:r1", "read", "r1")])
    assert listener.wait_for(1)
    assert listener.looks == 1


@pytest.mark.server
def test_a_message_carries_an_id_and_nothing_else(redis_server: str) -> None:
    broker = open_broker(redis_server)
    assert isinstance(broker, RedisBroker)
    broker.client.flushdb()
    DramatiqQueue(broker).offer([Job("read:r1", "read", "r1", attempts=2)])
    (raw,) = broker.client.hvals(f"dramatiq:{QUEUE}.msgs")
    message = dramatiq.Message.decode(raw)
    assert (message.args, message.kwargs) == (("read:r1",), {})


def test_a_broker_that_does_not_answer_is_said_so() -> None:
    with pytest.raises(QueueUnavailable):
        DramatiqQueue(open_broker("redis://127.0.0.1:1/0")).offer([Job("read:r1", "read", "r1")])


def bad(url: str) -> Callable[[], object]:
    return lambda: open_broker(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1", "redis", ""])
def test_a_url_of_no_broker_is_a_bad_request(url: str) -> None:
    with pytest.raises(BadRequest):
        bad(url)()
