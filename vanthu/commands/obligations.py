"""`vanthu obligations`: who must do what by when, shown with its place."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Final

from search_api.index.answers import Archive, Task
from search_api.index.due import DueState
from search_api.index.family import family_of
from search_api.index.obligations import Wanted, obligations
from vanthu.commands.answers import LOCAL, archive, at_most, iso_day, place, task_json, today
from vanthu.commands.screen import Screen
from vanthu.settings import Settings

SIZE: Final = 100
MOST: Final = 10_000  # an index answers no further
ROLES: Final = {"lead": "chủ trì", "coordinating": "phối hợp", "any": "chủ trì hoặc phối hợp"}
STATES: Final = {
    DueState.LATE: "quá hạn",
    DueState.SOON: "sắp đến hạn",
    DueState.OK: "còn hạn",
    DueState.RECURRING: "định kỳ",
    DueState.ONGOING: "thường xuyên",
    DueState.NONE: "không ghi hạn",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("--body", metavar="CƠ-QUAN", help="tên hoặc tên viết tắt của cơ quan được giao")
    parser.add_argument("--role", choices=list(ROLES), default="any", help="vai trò (mặc định any)")
    parser.add_argument("--due-before", metavar="NGÀY", type=iso_day, help="hạn cuối trước ngày này")
    parser.add_argument("--state", choices=list(DueState), help="theo tình trạng hạn")
    parser.add_argument("--limit", metavar="N", type=int, default=MOST, help="nhiều nhất N nhiệm vụ")
    parser.add_argument("--as-of", metavar="NGÀY", type=iso_day, help="tính hạn theo ngày này (mặc định hôm nay)")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Shows the tasks, those whose time ends first before the others."""
    limit, count, documents = at_most(args), 0, set()
    with archive(settings) as asked:
        for task in _tasks(asked, args):
            if count == limit:
                break
            count += 1
            documents.add(task.document)
            if screen.as_json:
                screen.json(task_json(task))
            else:
                _show(task, screen)
        unknown = args.body if args.body and not count and not _is_known(asked, args.body) else None
    if unknown:
        screen.complain(f"Không biết cơ quan nào tên “{unknown}”: thử tên đầy đủ hoặc viết tắt (ví dụ Bộ KH&CN).")
    elif not screen.as_json:
        screen.line(f"{count} nhiệm vụ trong {len(documents)} văn bản." if count else "Không có nhiệm vụ nào.")
    return 0


def _is_known(asked: Archive, body: str) -> bool:
    return family_of(asked.authority, body).known


def _tasks(asked: Archive, args: argparse.Namespace) -> Iterator[Task]:
    wanted = Wanted(
        args.body,
        args.role,
        due_before=args.due_before.isoformat() if args.due_before else None,
        state=[args.state] if args.state else [],
    )
    for page in range(1, MOST // SIZE + 1):
        _, tasks = obligations(asked, LOCAL, wanted, as_of=today(args), page=page, size=SIZE)
        yield from tasks
        if len(tasks) < SIZE:
            return


def _show(task: Task, screen: Screen) -> None:
    screen.line(f"• {' '.join(task.quote.split())}")
    who = [f"chủ trì: {', '.join(task.lead) or 'không ghi'}"]
    if task.coordinating:
        who.append(f"phối hợp: {', '.join(task.coordinating)}")
    screen.line(f"    {'; '.join(who)}")
    screen.line(f"    hạn: {task.deadline or 'không ghi'} ({STATES[task.due.state]})")
    if task.due.why:
        screen.line(f"    cách tính: {task.due.why.vi}")
    screen.line(f"    nguồn: {place(task.number, task.name, task.provision, task.page)}")
