"""`vanthu cite`: what this archive knows of a document number: who bears it, who cites it, how it stands."""

from __future__ import annotations

import argparse
from typing import Final

from search_api.index.questions import cite
from vanthu.commands.answers import LOCAL, archive, at_most, cited_json, hit_json, place
from vanthu.commands.screen import Screen
from vanthu.settings import Settings

RELATIONS: Final = {
    "basis": "căn cứ",
    "amends": "sửa đổi",
    "replaces": "thay thế",
    "repeals": "bãi bỏ",
    "implements": "thực hiện",
    "suspends": "ngưng hiệu lực",
    "refers": "nhắc đến",
}
STANDINGS: Final = {
    "amended": "đã được sửa đổi",
    "replaced": "đã được thay thế",
    "repealed": "đã bị bãi bỏ",
    "suspended": "đang ngưng hiệu lực",
    "unchanged": "kho không có văn bản nào sửa đổi",
    "unknown": "kho không có văn bản này",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("number", metavar="SỐ", help="số, ký hiệu văn bản, viết cách nào cũng được")
    parser.add_argument("--limit", metavar="N", type=int, default=200, help="nhiều nhất N văn bản dẫn chiếu")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Shows the documents with this number, then those that cite it."""
    with archive(settings) as asked:
        found = cite(asked, LOCAL, args.number, limit=at_most(args))
    if screen.as_json:
        for hit in found.documents:
            screen.json({"role": "bears", "cited": found.number, "standing": found.standing.state, **hit_json(hit)})
        for one in found.cited_by:
            screen.json({"role": "cites", "cited": found.number, **cited_json(one)})
        return 0
    screen.line(f"{found.number}: {STANDINGS.get(found.standing.state, found.standing.state)}.")
    for hit in found.documents:
        screen.line(f"  văn bản: {hit.name}: {hit.title or ''}")
    for one in found.cited_by:
        relation = RELATIONS.get(one.relation, one.relation)
        screen.line(f"  {relation}: {place(one.number, one.name, one.provision, one.page)}: “{one.quote}”")
    screen.line(f"{found.cited_total} văn bản dẫn chiếu.")
    return 0
