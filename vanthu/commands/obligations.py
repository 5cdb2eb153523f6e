"""`vanthu obligations`: who must do what by when, shown with its place."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from errno import EDQUOT, ENOSPC
from itertools import islice
from pathlib import Path
from typing import Final

from search_api.index.answers import Archive, Task
from search_api.index.due import DueState
from search_api.index.family import family_of
from search_api.index.obligations import Wanted, all_obligations
from search_api.index.task_table import STATES, table
from vanthu.commands.answers import LOCAL, archive, at_most, iso_day, place, task_json, today
from vanthu.commands.screen import Screen
from vanthu.errors import BadRequest, DiskFull
from vanthu.settings import Settings

ROLES: Final = {"lead": "chủ trì", "coordinating": "phối hợp", "any": "chủ trì hoặc phối hợp"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("--body", metavar="CƠ-QUAN", help="tên hoặc tên viết tắt của cơ quan được giao")
    parser.add_argument("--role", choices=list(ROLES), default="any", help="vai trò (mặc định any)")
    parser.add_argument("--due-before", metavar="NGÀY", type=iso_day, help="hạn cuối trước ngày này")
    parser.add_argument("--state", choices=list(DueState), help="theo tình trạng hạn")
    parser.add_argument("--limit", metavar="N", type=int, help="nhiều nhất N nhiệm vụ (mặc định tất cả)")
    parser.add_argument("--csv", metavar="TỆP", type=Path, help="ghi thành bảng CSV thay vì ra màn hình")
    parser.add_argument("--as-of", metavar="NGÀY", type=iso_day, help="tính hạn theo ngày này (mặc định hôm nay)")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Shows the tasks, those whose time ends first before the others."""
    limit = at_most(args) if args.limit is not None else None
    seen = _Seen()
    with archive(settings) as asked:
        tasks = seen.counted(islice(_tasks(asked, args), limit))
        if args.csv:
            _write(args.csv, tasks)
        else:
            for task in tasks:
                if screen.as_json:
                    screen.json(task_json(task))
                else:
                    _show(task, screen)
        count, documents = seen.tasks, seen.documents
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
    return all_obligations(asked, LOCAL, wanted, as_of=today(args))


def _write(path: Path, tasks: Iterator[Task]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(table(tasks))
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            raise DiskFull(f"Không còn chỗ để ghi {path}.") from error
        raise BadRequest(f"Không ghi được vào {path}: {error.strerror}.") from error


@dataclass(slots=True)
class _Seen:
    """What went by: so many tasks, of these documents."""

    tasks: int = 0
    documents: set[str] = field(default_factory=set)

    def counted(self, tasks: Iterator[Task]) -> Iterator[Task]:
        for task in tasks:
            self.tasks += 1
            self.documents.add(task.document)
            yield task


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
