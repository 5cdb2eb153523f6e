"""One worker process: `python -m workers.main SUPERVISOR`, started by a `workers.pool.Pool`, settings in its
environment. It ends on SIGTERM or SIGINT, and when its supervisor is gone; what it had begun is given back.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import Final

from vanthu.errors import OperatorError, VanthuError
from vanthu.ports import Services
from vanthu.settings import Settings, from_environment
from vanthu.wiring import open_services
from workers import owners
from workers.carry import Carrier, Stopped

LOOK_EVERY_S: Final = 1.0
_LOG: Final = logging.getLogger("vanthu.workers")


def main(arguments: list[str], services: Services | None = None) -> int:
    """Runs a worker until it is told to stop. `services` stands in for those that the environment asks for."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(process)d %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    supervisor = int(arguments[0]) if arguments else os.getppid()
    try:
        settings = from_environment(os.environ)
        services = services or open_services(settings)
    except VanthuError as error:
        _LOG.error("outcome=not_started error=%s", error)
        return 1
    with suppress(OSError):  # nobody tells anything where it is started by hand
        services.keys.listen(sys.stdin.fileno())
    stop = threading.Event()
    carrier = Carrier(services, owners.name(supervisor), stop=stop, limits=settings.limits)
    _end_with(supervisor, stop)
    try:
        if settings.broker_url:
            _by_hints(settings, carrier, stop)
        else:
            _from_store(carrier)
    finally:
        with suppress(OperatorError):
            services.store.abandon(carrier.owner, crashed=False)
        services.close()
    return 0


def _from_store(carrier: Carrier) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: carrier.halt())
    with suppress(Stopped):
        carrier.run()


def _by_hints(settings: Settings, carrier: Carrier, stop: threading.Event) -> None:
    from workers.actors import listening, open_broker

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with listening(open_broker(settings.broker_url), carrier.once):
        stop.wait()


def _end_with(supervisor: int, stop: threading.Event) -> None:
    """A thread that ends this process like a signal when its supervisor is gone."""

    def look() -> None:
        while not stop.wait(LOOK_EVERY_S):
            if os.getppid() != supervisor:
                os.kill(os.getpid(), signal.SIGTERM)
                return

    threading.Thread(target=look, name="supervisor", daemon=True).start()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
