"""`vanthu status`: totals by state, jobs, and what needs a person."""

from __future__ import annotations

import argparse
from typing import Final

from vanthu.commands.screen import Screen, state_words
from vanthu.records import NEEDS_SOMEONE, State
from vanthu.settings import Settings
from vanthu.wiring import open_services

_JOBS: Final = {
    "queued": "đang chờ",
    "running": "đang chạy",
    "waiting": "đợi thử lại",
    "failed": "bỏ dở vì lỗi",
    "indexing": "chờ vào chỉ mục",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say: nothing more."""


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Shows the totals."""
    services = open_services(settings)
    try:
        totals, jobs = services.store.totals(), services.store.jobs()
        documents = len(services.store.versions())
    finally:
        services.close()
    someone = sum(count for state, count in totals.items() if State(state) in NEEDS_SOMEONE)
    if screen.as_json:
        received = sum(totals.values())
        screen.json(
            {
                "home": str(settings.home),
                "received": received,
                "states": dict(sorted(totals.items())),
                "documents": documents,
                "jobs": dict(jobs),
                "needs_someone": someone,
            }
        )
        return 0
    screen.line(f"Kho: {settings.home}")
    screen.line(f"Đã nhận {sum(totals.values())} tệp, {documents} văn bản tra cứu được.")
    for state in State:
        if count := totals.get(state, 0):
            screen.line(f"  {state_words(state):24}{count:8}  {state}")
    screen.line("Công việc: " + ", ".join(f"{jobs[kind]} {words}" for kind, words in _JOBS.items()) + ".")
    if someone:
        screen.line(f"{someone} tệp cần người xem: `vanthu list` cho biết lý do và việc cần làm.")
    return 0
