"""The finders against the labelled set, through the same scorer as everything else."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).parents[2]
BARS = {
    "gazette": {"citation": 0.95, "citation-resolved": 0.93, "quantity": 0.9},
    "papers": {"citation": 0.95, "citation-resolved": 0.9, "quantity": 0.9},
    "news": {"citation": 0.9, "citation-resolved": 0.85, "obligation": 0.9, "obligation-lead": 0.9, "quantity": 0.9},
}


@pytest.fixture(scope="module")
def shared() -> Path:
    folder = PROJECT.parent / "shared"
    if not (folder / "gold/score.py").exists():
        if os.environ.get("CI"):
            pytest.fail("../shared is missing")
        pytest.skip("../shared is missing")
    return folder


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_finders", PROJECT / "tests/bench/finders.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("part", BARS)
def test_the_finders_stay_above_their_bars(part: str, shared: Path, bench: ModuleType) -> None:
    folders = [shared / "gold" / part] + ([PROJECT / "tests/gold/news"] if part == "news" else [])
    scores = json.loads(bench.score(shared, folders, "--json"))["scores"]
    low = {kind: scores[kind]["f1"] for kind, bar in BARS[part].items() if scores[kind]["f1"] < bar}
    assert not low
