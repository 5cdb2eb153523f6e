"""`vanthu search`: documents, passages or tasks that answer a question."""

from __future__ import annotations

import argparse
from typing import Final

from search_api.index.answers import Hit, Task
from search_api.index.questions import search
from vanthu.commands.answers import LOCAL, archive, at_most, hit_json, iso_day, place, task_json, today
from vanthu.commands.screen import Screen
from vanthu.records import Unit
from vanthu.settings import Settings

SIZE: Final = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("query", metavar="CÂU-HỎI", help="từ, cụm từ trong ngoặc kép, số văn bản; có dấu hoặc không")
    parser.add_argument("--unit", choices=list(Unit), default=Unit.PASSAGE, help="đơn vị tìm (mặc định passage)")
    parser.add_argument("--limit", metavar="N", type=int, default=20, help="nhiều nhất N kết quả (mặc định 20)")
    parser.add_argument("--as-of", metavar="NGÀY", type=iso_day, help="tính hạn theo ngày này (mặc định hôm nay)")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Shows what was found, the best first."""
    limit, shown, page, total = at_most(args), 0, 1, 0
    with archive(settings) as asked:
        while shown < limit:
            answer = search(asked, LOCAL, args.query, as_of=today(args), unit=Unit(args.unit), page=page, size=SIZE)
            total = answer.total
            found: list[Task | Hit] = [*answer.tasks, *answer.hits]  # of the unit asked for
            for one in found[: limit - shown]:
                as_json = task_json(one) if isinstance(one, Task) else hit_json(one)
                if screen.as_json:
                    screen.json(as_json)
                    continue
                screen.line(place(one.number, one.name, one.provision, one.page))
                screen.line(f"    {' '.join(as_json['quote'].split())}")
            shown, page = shown + len(found), page + 1
            if len(found) < SIZE:
                break
    if not screen.as_json:
        screen.line(f"{total} kết quả." if total else "Không tìm thấy gì.")
    return 0
