"""Extraction against the labelled set, end to end from the originals: floors a little under what is reached."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).parents[2]
FLOORS = {
    "gazette": {"obligation": 0.97, "obligation-lead": 0.95, "obligation-coordinating": 0.96, "deadline": 0.97},
    "papers": {"obligation": 0.94, "obligation-lead": 0.88, "obligation-coordinating": 0.88, "deadline": 0.94},
    "news": {"obligation": 0.9, "obligation-lead": 0.9},
    "own": {
        "obligation": 0.93,
        "obligation-lead": 0.83,
        "obligation-coordinating": 0.7,
        "citation": 0.97,
        "quantity": 0.93,
    },
    "tune": {
        "obligation": 0.86,
        "obligation-lead": 0.84,
        "obligation-coordinating": 0.78,
        "citation": 0.94,
        "quantity": 0.93,
    },
    "held": {"obligation": 0.75, "obligation-lead": 0.58, "citation": 0.93, "quantity": 0.82},
    "samples": {
        "obligation": 0.95,
        "obligation-lead": 0.95,
        "obligation-coordinating": 0.97,
        "deadline": 0.95,
        "metadata.type": 0.97,
        "metadata.title": 0.9,
        "metadata.signers": 0.9,
    },
}


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    if not (PROJECT.parent / "shared/gold/score.py").exists():
        if os.environ.get("CI"):
            pytest.fail("../shared is missing")
        pytest.skip("../shared is missing")
    spec = importlib.util.spec_from_file_location("bench_extract", PROJECT / "tests/bench/extract_scores.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("name", FLOORS)
def test_tasks_on_labelled_papers_stay_above_their_floors(name: str, bench: ModuleType, tmp_path: Path) -> None:
    run = bench.records(name, tmp_path / name)
    found = bench.scores(name, run.folder)
    low = {kind: found[kind]["f1"] for kind, floor in FLOORS[name].items() if found[kind]["f1"] < floor}
    assert not low
