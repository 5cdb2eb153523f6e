"""All tasks of a large archive, past the window of ten thousand: how long they take and in how much memory, by engine.

    python tests/bench/tasks.py [--tasks 25000] [--engine tantivy|opensearch]

The tasks are made up and put into the index of an empty archive; `vanthu obligations` is then asked for all of them, as
JSON and as a table, and for those in two states.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.bench.archive import peak_mb
from vanthu.records import IndexRecord, Unit
from vanthu.settings import Settings
from vanthu.wiring import open_services

OF_A_PAPER: Final = 25
BODIES: Final = ("bo-tai-chinh", "bo-cong-an", "bo-noi-vu")


def papers(tasks: int) -> Iterator[tuple[str, int, list[IndexRecord]]]:
    chance = random.Random(1)
    for start in range(0, tasks, OF_A_PAPER):
        document = f"d{start:024}"
        yield document, 1, [_task(document, n, chance) for n in range(start, min(start + OF_A_PAPER, tasks))]


def _task(document: str, n: int, chance: random.Random) -> IndexRecord:
    body = chance.choice(BODIES)
    day = f"202{n % 9}-{n % 12 + 1:02}-{n % 28 + 1:02}" if n % 5 else None
    fields = {
        "document": document,
        "quote": f"Giao {body} rà soát hồ sơ MẪU số {n}",
        "action": "rà soát",
        "lead": ("Bộ Tài chính",),
        "lead_id": (body,),
        "body": ("Bộ Tài chính",),
        "body_id": (body,),
        "number": f"{n}/KH-UBND",
        "due_kind": "dated" if day else "none",
        **({"due_quote": "MẪU", "due_rel": "by", "due_from": day, "due_to": day} if day else {}),
    }
    return IndexRecord(f"{document}:o{n}", Unit.OBLIGATION, document, "archive", 1, fields)


@contextlib.contextmanager
def address(engine: str) -> Iterator[str]:
    if engine == "tantivy":
        yield ""
        return
    spec = importlib.util.spec_from_file_location("node", Path(__file__).parents[1] / "opensearch" / "node.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with module.node() as url:
        yield url


def asked(settings: Settings, *arguments: str) -> None:
    """One run of the command: lines, seconds, its peak."""
    command = [sys.executable, "-P", "-m", "vanthu.cli", "obligations", *arguments]
    began = time.monotonic()
    program = subprocess.Popen(command, env={**os.environ, **settings.as_environment()}, stdout=subprocess.PIPE)
    assert program.stdout
    lines, peak = 0, 0.0
    for lines, _ in enumerate(program.stdout, start=1):
        peak = max(peak, peak_mb(program.pid) if lines % 500 == 1 else 0.0)
    assert program.wait() == 0
    seconds = time.monotonic() - began
    said = f"{lines:6} lines {seconds:6.1f} s, peak {peak:.0f} MB"
    print(f"  obligations {' '.join(arguments)[:44]:44} {said}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=25_000)
    parser.add_argument("--engine", choices=("tantivy", "opensearch"), action="append")
    arguments = parser.parse_args()
    for engine in arguments.engine or ("tantivy", "opensearch"):
        with tempfile.TemporaryDirectory(prefix="vanthu-tasks-") as place, address(engine) as url:
            settings = replace(Settings(Path(place)), search_url=url)
            services = open_services(settings)
            services.index.apply(list(papers(arguments.tasks)))
            services.close()
            print(f"{engine}, {arguments.tasks} tasks")
            table = Path(place) / "tasks.csv"
            for asking in (
                ("--json",),
                ("--csv", str(table)),
                ("--state", "late", "--json"),
                ("--limit", "10", "--json"),
            ):
                asked(settings, *asking)
            rows = sum(1 for _ in table.open(encoding="utf-8")) - 1
            assert rows == arguments.tasks, rows


if __name__ == "__main__":
    main()
