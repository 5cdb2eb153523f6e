"""A sample of the tasks found in running papers, to be judged by eye: tests/gold/precision.tsv holds the judgements.

    python tests/bench/task_sample.py [--seed 57] [--count 60]

Reads the text files of laws, decrees, circulars and older papers in ../shared/data/docs/txt (names that begin with
vbpl-, cb- or old-), draws tasks by the seed and prints: document, provision, rule, who, words. A task is drawn by the
hash of seed, document and words, so that other tasks coming or going leave the rest of the sample as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from extract.document import extract
from ingest.limits import Limits
from ingest.read import read
from ingest.sink import ListSink

TEXTS: Final = Path(__file__).resolve().parents[3] / "shared/data/docs/txt"
KINDS: Final = ("vbpl-", "cb-", "old-")


def tasks() -> Iterator[tuple[str, str, str, str, str]]:
    """Document, provision, rule, who and words of every task found."""
    for path in sorted(TEXTS.glob("*.txt")):
        if not path.name.startswith(KINDS):
            continue
        sink = ListSink()
        read(path, path.name, sink, Limits())
        for task in extract(tuple(sink.pages), name=path.name).obligations:
            who = " + ".join(body.name for body in task.lead)
            yield path.stem, task.provision or "", task.rule, who, " ".join(task.quote.split())


def drawn(seed: int, count: int) -> list[tuple[str, str, str, str, str]]:
    """The tasks with the smallest hashes."""

    def key(task: tuple[str, str, str, str, str]) -> str:
        return hashlib.sha256(f"{seed}|{task[0]}|{task[4][:80]}".encode()).hexdigest()

    return sorted(tasks(), key=key)[:count]


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--seed", type=int, default=57)
    ask.add_argument("--count", type=int, default=60)
    args = ask.parse_args()
    for row in drawn(args.seed, args.count):
        print("\t".join(row))
    return 0


if __name__ == "__main__":
    sys.exit(main())
