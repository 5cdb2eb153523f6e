"""Splitting: papers of a folder laid one behind the other as if they had come in one scan; how many of their beginnings
are proposed, and what else.

    python tests/bench/papers.py ../shared/data/docs/orig [--pages 30]

Only files whose text is in them are used (a page that would have to be recognised ends the file's part in this)."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from extract.papers import starts
from ingest.limits import Limits
from ingest.read import read
from ingest.sink import ListSink
from vanthu.records import Page, PageSource

LIMITS = Limits(file_seconds=10.0, page_seconds=5.0)


def pages_of(path: Path) -> list[Page]:
    sink = ListSink()
    read(path, path.name, sink, LIMITS)
    return sink.pages if sink.pages and all(page.source is PageSource.TEXT for page in sink.pages) else []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=30, help="files with more pages are left out")
    arguments = parser.parse_args()
    whole: list[Page] = []
    begins: set[int] = set()
    inside = files = 0
    for path in sorted(arguments.folder.rglob("*.pdf")):
        pages = pages_of(path)
        if not pages or len(pages) > arguments.pages:
            continue
        files += 1
        inside += len(starts(pages))
        begins.add(len(whole) + 1)
        whole += [replace(page, n=len(whole) + k) for k, page in enumerate(pages, start=1)]
    begins.discard(1)
    found = {start.page for start in starts(whole)}
    print(f"{files} files, {len(whole)} pages; proposed inside a file: {inside}")
    print(f"laid together: {len(begins)} beginnings, {len(found & begins)} found, {len(found - begins)} elsewhere")
    print("missed:", sorted(begins - found))


if __name__ == "__main__":
    main()
