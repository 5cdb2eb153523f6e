"""`vanthu add`: takes files, folders and archives in; may be interrupted and run again."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from vanthu.commands.intake import Crew, as_json, batch_of, counted, in_need, settle, summary, take_in
from vanthu.commands.screen import Screen, state_name
from vanthu.errors import BadRequest
from vanthu.ports import Services
from vanthu.settings import Settings
from vanthu.wiring import open_services

WATCH_EVERY_S: Final = 2.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("paths", metavar="ĐƯỜNG-DẪN", nargs="+", type=Path, help="tệp, thư mục hoặc tệp nén")
    parser.add_argument("--watch", action="store_true", help="ở lại và nạp tiếp khi có tệp mới (Ctrl-C để dừng)")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Adds, waits until everything has come to an end, names what wants a person."""
    paths: list[Path] = args.paths
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise BadRequest(f"Không có tệp hoặc thư mục nào tên “{path}”: kiểm tra lại đường dẫn.")
    services = open_services(settings)
    try:
        with Crew(settings, services) as crew:
            status = _add(services, paths, crew, screen)
            while args.watch:
                _wait_for_change(paths, crew)
                status = max(status, _add(services, paths, crew, screen))
            return status
    finally:
        services.close()


def _add(services: Services, paths: Sequence[Path], crew: Crew, screen: Screen) -> int:
    batches = sorted({batch_of(path) for path in paths})
    before = sum(counted(services, batches).values())
    for path in paths:
        for _ in take_in(services, path, crew, screen):
            pass
    settled = settle(services, batches, crew, screen)
    totals = counted(services, batches)
    wanting = list(in_need(services, batches))
    if screen.as_json:
        for receipt in wanting:
            screen.json(as_json(receipt))
    else:
        for receipt in wanting:
            screen.line(f"{state_name(receipt)}: {receipt.path}: {receipt.reason} {receipt.next}")
        screen.line(f"{summary(totals)} ({sum(totals.values()) - before} tệp mới).")
    if not settled:
        screen.complain("Một số tệp phải đợi để thử lại: xem lý do bằng `vanthu list --state retry_at`.")
    return 1 if wanting or not settled else 0


def _wait_for_change(paths: Sequence[Path], crew: Crew) -> None:
    """Until something has changed in the paths and then lain still for a moment."""
    seen = _look(paths)
    while (now := _look(paths)) == seen:
        crew.needed()
        time.sleep(WATCH_EVERY_S)
    while True:
        time.sleep(WATCH_EVERY_S)
        before, now = now, _look(paths)
        if now == before:
            return


def _look(paths: Sequence[Path]) -> frozenset[tuple[str, int, int]]:
    return frozenset(each for path in paths for each in _files(path))


def _files(path: Path) -> Iterator[tuple[str, int, int]]:
    for each in (path, *path.rglob("*")) if path.is_dir() else (path,):
        try:
            found = each.lstat()
        except OSError:
            continue
        yield str(each), found.st_mtime_ns, found.st_size
