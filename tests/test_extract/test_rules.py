"""Every rule is shown, fires in its example and stays silent in its near miss; docs/rules.md is current."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from extract.rules import Shown, fired, markdown, rules

PROJECT = Path(__file__).parents[2]
SHARED = PROJECT.parent / "shared"


@pytest.mark.parametrize("shown", rules(), ids=lambda shown: f"{shown.fact}-{shown.rule}")
def test_a_rule_fires_in_its_example_and_not_in_its_near_miss(shown: Shown) -> None:
    assert (shown.fact, shown.rule) in fired(shown.example)
    assert (shown.fact, shown.rule) not in fired(shown.near)


def test_the_page_of_rules_is_current() -> None:
    assert (PROJECT / "docs/rules.md").read_text(encoding="utf-8") == markdown()


@pytest.mark.slow
@pytest.mark.shared
def test_every_rule_that_real_papers_name_is_shown() -> None:
    if not SHARED.exists():
        if os.environ.get("CI"):
            pytest.fail("../shared is missing")
        pytest.skip("../shared is missing")
    gold = sorted((*(PROJECT / "tests/gold/own").glob("*.json"), *(PROJECT / "tests/gold/second/tune").glob("*.json")))
    files = [SHARED / json.loads(path.read_text(encoding="utf-8"))["source"]["file"] for path in gold]
    named = {pair for path in files for pair in fired(path.read_text(encoding="utf-8"))}
    assert named - {(shown.fact, shown.rule) for shown in rules()} == set()
