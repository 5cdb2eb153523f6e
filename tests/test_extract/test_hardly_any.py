"""Papers that assign hardly anything: no task is found in them beyond what people say is there."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extract.document import extract
from extract.record import record
from extract.scoring import Scores
from ingest.limits import Limits
from ingest.read import read
from ingest.sink import ListSink

PROJECT = Path(__file__).parents[2]
SHARED = PROJECT.parent / "shared"
HARDLY = 2
FOLDERS = (SHARED / "gold/papers", PROJECT / "tests/gold/own", PROJECT / "tests/gold/second/tune")


def papers() -> Iterator[tuple[Path, dict[str, Any]]]:
    """The papers (text files) whose gold has at most two tasks that count, and that gold."""
    for path in (path for folder in FOLDERS for path in sorted(folder.glob("*.json"))):
        gold = json.loads(path.read_text(encoding="utf-8"))
        paper = SHARED / "data/docs/txt" / f"{path.stem}.txt"
        tasks = [task for task in gold.get("obligations") or () if not task.get("optional")]
        if len(tasks) <= HARDLY and "obligations" in gold and paper.exists():
            yield paper, gold


@pytest.mark.slow
@pytest.mark.shared
def test_in_papers_that_assign_hardly_any_tasks_none_is_found_beyond_gold() -> None:
    if not SHARED.exists():
        if os.environ.get("CI"):
            pytest.fail("../shared is missing")
        pytest.skip("../shared is missing")
    scores, count = Scores(), 0
    for paper, gold in papers():
        sink = ListSink()
        read(paper, paper.name, sink, Limits())
        found = record(extract(tuple(sink.pages)), doc=paper.name, sha256="")
        scores.add(paper.stem, {"obligations": gold["obligations"]}, found)
        count += 1
    assert count >= 10
    assert [miss.text for miss in scores.wrong if miss.kind == "obligation"] == []
