"""`vanthu reindex`: the index anew from the store, and with --extract the facts anew from the stored pages."""

from __future__ import annotations

import argparse
import time
from typing import Final

from vanthu.commands.intake import LOOK_EVERY_S, Crew
from vanthu.commands.screen import Screen
from vanthu.errors import OperatorError
from vanthu.ports import Services
from vanthu.settings import Settings
from vanthu.wiring import open_services
from workers import owners
from workers.steps import INDEX_LEASE_S, index, reconcile

WAIT_S: Final = 90.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("--extract", action="store_true", help="trích xuất lại mọi văn bản từ các trang đã đọc")
    parser.add_argument("--repair", action="store_true", help="chỉ bổ sung những gì chỉ mục còn thiếu hoặc sai bản")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Rebuilds and waits until the index holds everything."""
    services = open_services(settings)
    try:
        if args.extract:
            _extract(settings, services, screen)
        elif args.repair:
            screen.line(f"{reconcile(services)} văn bản khác với kho.")
        else:
            _empty(services)
        done = fill(services, screen)
        screen.line(f"Chỉ mục đã có {len(services.index.versions())} văn bản ({done} văn bản vừa đưa vào).")
    finally:
        services.close()
    return 0


def _extract(settings: Settings, services: Services, screen: Screen) -> None:
    services.store.extract_again()
    with Crew(settings, services) as crew:
        while (jobs := services.store.jobs())["queued"] + jobs["running"]:
            crew.needed()
            screen.progress(f"Đang trích xuất lại: còn {jobs['queued'] + jobs['running']} văn bản")
            time.sleep(LOOK_EVERY_S)


def _empty(services: Services) -> None:
    owner = owners.name()
    patience = time.monotonic() + WAIT_S
    while services.store.hold_index(owner, seconds=INDEX_LEASE_S) is None:
        if time.monotonic() > patience:
            raise OperatorError("Một tiến trình khác đang ghi chỉ mục: đợi rồi chạy lại.")
        time.sleep(LOOK_EVERY_S)
    try:
        services.index.clear()
        services.store.index_again()
    finally:
        services.store.drop_index(owner)


def fill(services: Services, screen: Screen) -> int:
    """Carries the outbox, together with whatever other worker is at it."""
    done, owner = 0, owners.name()
    patience = time.monotonic() + WAIT_S
    while left := services.store.jobs()["indexing"]:
        screen.progress(f"Đang lập chỉ mục: còn {left} văn bản")
        if count := index(services, owner):
            done, patience = done + count, time.monotonic() + WAIT_S
        elif time.monotonic() > patience:
            raise OperatorError("Chỉ mục không nhận thêm văn bản: xem `vanthu doctor`.")
        else:
            time.sleep(LOOK_EVERY_S)
    return done
