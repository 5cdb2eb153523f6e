"""Speed of the whole extraction from text: short papers a core second, and time by length.

    python tests/bench/extract_speed.py [--shared FOLDER] [--rounds N] [--floor DOCUMENTS]

Reads the text files of data/docs with 700 to 2,200 words, extracts each N times (lists of names loaded before) and takes
its best time, since other work on the machine only adds; then a letter of four pages of our own, repeated to 1, 10, 100 and
1,000 pages, which must take time in proportion. `--floor`: exit 1 where fewer documents of 1,300 words are read in a core
second.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from extract.document import extract
from ingest.limits import Limits
from ingest.read import read
from ingest.sink import ListSink
from vanthu.records import Page

SHARED: Final = Path(__file__).resolve().parents[3] / "shared"
WORDS: Final = 1300
SHORT: Final = range(700, 2201)
LENGTHS: Final = (1, 10, 100, 1000)


def pages_of(path: Path) -> tuple[Page, ...]:
    """The pages of a text file."""
    sink = ListSink()
    read(path, path.name, sink, Limits())
    return tuple(sink.pages)


def papers(folder: Path) -> Iterator[tuple[tuple[Page, ...], int]]:
    """The pages of each short paper and its number of words."""
    for path in sorted(folder.glob("*.txt")):
        words = len(path.read_text(encoding="utf-8").split())
        if words in SHORT:
            yield pages_of(path), words


def seconds(pages: Sequence[Page], rounds: int) -> float:
    """The least CPU time of so many extractions."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        extract(pages)
        best = min(best, time.process_time() - began)
    return best


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--shared", type=Path, default=SHARED)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--floor", type=float, default=0.0, help="documents of 1,300 words a core second at least")
    args = ask.parse_args()
    count = words = 0
    spent = 0.0
    for pages, length in papers(args.shared / "data/docs/txt"):
        if not count:
            extract(pages)  # loads the lists
        count, words, spent = count + 1, words + length, spent + seconds(pages, args.rounds)
    rate = words / WORDS / spent
    print(f"{count} papers, {words} words: {rate:.1f} documents of 1,300 words a core second")
    return 0 if rate >= args.floor else 1


if __name__ == "__main__":
    sys.exit(main())
