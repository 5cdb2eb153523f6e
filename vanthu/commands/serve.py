"""`vanthu serve`: the web pages and the API, with the workers beside them."""

from __future__ import annotations

import argparse
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from vanthu.commands.intake import pool
from vanthu.commands.screen import Screen
from vanthu.errors import OperatorError, VanthuError
from vanthu.ports import Services
from vanthu.settings import Settings
from vanthu.wiring import open_services
from workers.pool import Pool
from workers.steps import reconcile

LOOK_EVERY_S: Final = 1.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("--host", metavar="ĐỊA-CHỈ", help="mặc định 127.0.0.1")
    parser.add_argument("--port", metavar="CỔNG", type=int, help="mặc định 8470")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Serves until it is told to stop (SIGTERM or Ctrl-C)."""
    import uvicorn

    from search_api.web.app import build

    here = replace(settings, host=args.host or settings.host, port=settings.port if args.port is None else args.port)
    services = open_services(here)
    try:
        config = uvicorn.Config(
            build(services, here), host=here.host, port=here.port, log_level="warning", access_log=False
        )
        with contextlib.ExitStack() as stack:
            if not here.broker_url:
                stack.enter_context(_watched(stack.enter_context(pool(here, services)), services, screen))
            screen.line(f"vanthu: http://{here.host}:{here.port}/ (Ctrl-C để dừng)")
            uvicorn.Server(config).run()
    except SystemExit as error:
        raise OperatorError(f"Không mở được cổng {here.port} trên {here.host}: chọn cổng khác bằng --port.") from error
    finally:
        services.close()
    return 0


@contextlib.contextmanager
def _watched(workers: Pool, services: Services, screen: Screen) -> Iterator[None]:
    """Looks after the workers from a thread, and once brings the index in line with the store."""
    stop = threading.Event()

    def look() -> None:
        checked = False
        while not stop.wait(LOOK_EVERY_S):
            try:
                if not checked:
                    reconcile(services)
                    checked = True
                workers.watch()
            except VanthuError as error:
                screen.complain(str(error))

    thread = threading.Thread(target=look, name="workers", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
