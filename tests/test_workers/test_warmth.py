"""Children that extract find built what they need: what each builds for itself is thrown away with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

COLD = """
import workers.extractor
from extract.languages.grammar import LANGUAGES, grammar
from workers.warmth import built_once
functions = [build for build, _ in built_once()]
cold = [f"{one.__module__}.{one.__name__}" for one in functions if not one.cache_info().currsize]
before = grammar.cache_info().misses
for code in LANGUAGES:
    grammar(code)
cold += ["grammar"] * (grammar.cache_info().misses - before)
print(len(functions), *cold)
"""


@pytest.mark.slow  # loads the lists of names in a process of its own
def test_nothing_that_is_built_once_is_left_to_the_children() -> None:
    told = subprocess.run(
        [sys.executable, "-c", COLD], cwd=Path(__file__).parents[2], check=True, capture_output=True, text=True
    ).stdout.split()
    assert int(told[0]) > 20
    assert told[1:] == []
