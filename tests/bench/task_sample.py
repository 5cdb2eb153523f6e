"""A sample of the tasks found in rules, to be judged by eye: tests/gold/precision.tsv holds the judgements.

    python tests/bench/task_sample.py [--seed COMMIT] [--count 100]

Reads the text files of laws, ordinances, decrees, circulars and consolidated texts in ../shared/data/docs/txt, draws
tasks by the seed (the short hash of the commit whose tasks are drawn; default: the one checked out) and prints:
document, provision, rule, who, page, words. A task is drawn by the hash of seed, document and words, so that other
tasks coming or going leave the rest of a sample as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from extract.document import extract
from ingest.limits import Limits
from ingest.read import read
from ingest.sink import ListSink

TEXTS: Final = Path(__file__).resolve().parents[3] / "shared/data/docs/txt"
KINDS: Final = re.compile(
    r"vbpl-\d+-(?:luat|phap-lenh|thong-tu|nghi-dinh)|cb-(?:thong-tu|van-ban-hop-nhat|nghi-dinh)"
    r"|sct-(?:Luat|ND-|TT-|79-2025)|dx-(?:nghi-dinh|thong-tu)"
)
"""How the names of files with rules begin."""


def tasks() -> Iterator[tuple[str, str, str, str, str, str]]:
    """Document, provision, rule, who, page and words of every task found."""
    for path in sorted(TEXTS.glob("*.txt")):
        if not KINDS.match(path.name):
            continue
        sink = ListSink()
        read(path, path.name, sink, Limits())
        found = extract(tuple(sink.pages))
        for task in found.obligations:
            who = " + ".join(body.name for body in task.lead)
            page = str(1 + found.text.text.count("\f", 0, task.act[0].start))
            yield path.stem, task.provision or "", task.rule, who, page, " ".join(task.quote.split())


def drawn(seed: str, count: int) -> list[tuple[str, str, str, str, str, str]]:
    """The tasks with the smallest hashes."""

    def key(task: tuple[str, str, str, str, str, str]) -> str:
        return hashlib.sha256(f"{seed}|{task[0]}|{task[5][:80]}".encode()).hexdigest()

    return sorted(tasks(), key=key)[:count]


def commit() -> str:
    """The short hash of the commit checked out."""
    told = ["git", "show", "-s", "--format=%h", "HEAD"]
    return subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip()


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--seed")
    ask.add_argument("--count", type=int, default=100)
    args = ask.parse_args()
    for row in drawn(args.seed or commit(), args.count):
        print("\t".join(row))
    return 0


if __name__ == "__main__":
    sys.exit(main())
