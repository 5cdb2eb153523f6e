"""`vanthu status`: totals by state, jobs, and what needs a person."""

from __future__ import annotations

import argparse
from typing import Final

from vanthu.commands.answers import LOCAL
from vanthu.commands.screen import Screen, state_words
from vanthu.records import FLAW_WORDS, NEEDS_SOMEONE, State
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
        flaws = services.store.flaw_totals(services.store.permission(LOCAL))
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
                "flaws": {kind.value: pages for kind, pages in flaws.items()},
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
    if flaws:
        told = ", ".join(f"{pages} trang {FLAW_WORDS[kind]['vi']}" for kind, pages in flaws.items())
        screen.line(f"Chất lượng bản quét: {told}.")
    if someone:
        screen.line(f"{someone} tệp cần người xem: `vanthu list` cho biết lý do và việc cần làm.")
    return 0
