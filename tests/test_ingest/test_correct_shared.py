"""The correction of readings on real papers of ../shared: far more put right than harmed, names left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.correct import corrected
from ingest.evaluate.papers import Paper
from tests.bench.correct import effect
from vanthu.records import Box, Line, Word

pytestmark = pytest.mark.shared


@pytest.mark.slow
def test_on_a_real_scan_far_more_words_come_right_than_wrong(shared_data: Path) -> None:
    name = "sct-QD-2338-2026-CTDT-KCN-Phu-Xuan-1-p1-p3"
    scan = shared_data / f"docs/orig/{name}.pdf"
    found = effect(Paper(name, scan, shared_data.parent / f"gold/scan-text/{name}.txt"), changes=False)
    assert found.right > 15
    assert found.harmed * 10 < found.right
    assert found.letters_after * 2 < found.letters_before


def test_names_of_places_read_surely_are_never_changed(shared_data: Path) -> None:
    places = json.loads((shared_data / "gazetteer/current-wards.json").read_text("utf-8"))
    lines = [sure(f"- Ủy ban nhân dân {place['nameWithType']};") for place in places[::5]]
    changed = [(word.raw, line.text) for line in corrected(lines) for word in line.words if word.raw]
    assert changed == []


def sure(text: str) -> Line:
    """A line read as surely as most right words are."""
    words, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        words.append(Word(start, at, Box(1, 0.1, 0.1, 0.2, 0.12), 0.96))
    return Line(text, tuple(words))
