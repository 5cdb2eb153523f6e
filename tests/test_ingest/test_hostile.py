"""Odd and hostile files, each through the one entry: every one ends in a named state, and nothing else happens."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.read import read
from ingest.sink import ListSink
from vanthu.records import MOVING, Outcome, State

pytestmark = [pytest.mark.slow, pytest.mark.shared]

LIMITS = replace(Limits(), page_seconds=40.0, file_seconds=90.0)


@dataclass(frozen=True, slots=True)
class Case:
    path: Path
    outcome: Outcome
    sink: ListSink

    @property
    def state(self) -> str:
        detail = self.outcome.state in (State.LIMIT_EXCEEDED, State.FAILED_FINAL)
        return f"{self.outcome.state}:{self.outcome.detail}" if detail else str(self.outcome.state)


@pytest.fixture(scope="module")
def hostile(shared_data: Path) -> Path:
    return shared_data / "hostile"


@pytest.fixture(scope="module")
def cases(hostile: Path) -> list[Case]:
    """All files, read two at a time; an exception here is the failure this set looks for."""

    def one(path: Path) -> Case:
        sink = ListSink()
        return Case(path, read(path, path.name, sink, LIMITS), sink)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, sorted(path for path in hostile.rglob("*") if path.is_file())))


def test_every_file_ends_in_a_named_state_with_a_sentence(cases: list[Case]) -> None:
    assert len(cases) >= 484
    for case in cases:
        assert case.outcome.state not in MOVING, case.path
        assert case.outcome.reason, case.path
        assert case.outcome.next, case.path


def test_hardly_any_ends_as_our_own_defect(cases: list[Case]) -> None:
    assert [case.path.name for case in cases if case.state == "failed_final:internal"] == []


def test_our_own_files_end_as_expected(cases: list[Case], hostile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (hostile / "EXPECTED.csv").open(encoding="utf-8") as table:
        expected = {row["file"]: row["allowed end states"].split("|") for row in csv.DictReader(table)}
    found = {case.path.name: case.state for case in cases if case.path.parent.name == "own"}
    other = {name: found[name] for name, allowed in expected.items() if found[name] not in allowed}
    with capsys.disabled():
        print(f"\nhostile: {len(expected) - len(other)} of {len(expected)} end as expected; others: {other}")
    assert other == {}


def test_no_host_file_comes_out_of_a_document(cases: list[Case]) -> None:
    host = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else ""
    if len(host) < 4:
        pytest.skip("the host has no name to look for")
    for case in cases:
        if case.path.parent.name == "own":
            assert host not in "\n".join(line.text for page in case.sink.pages for line in page.lines), case.path
