"""The gold of the project stands on the very texts it was made from."""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SHARED = PROJECT.parent / "shared"
GOLD = sorted((*(PROJECT / "tests/gold/own").glob("*.json"), *(PROJECT / "tests/gold/second").glob("*/*.json")))


@pytest.mark.shared
@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem[:40])
def test_each_fact_of_gold_is_where_its_quote_says(path: Path) -> None:
    if not SHARED.exists():
        if os.environ.get("CI"):
            pytest.fail("../shared is missing")
        pytest.skip("../shared is missing")
    gold = json.loads(path.read_text(encoding="utf-8"))
    raw = (SHARED / gold["source"]["file"]).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == gold["source"]["sha256"]
    text = unicodedata.normalize("NFC", raw.decode("utf-8")).replace("\r\n", "\n")
    assert len(text) == gold["text_length"]
    for fact in (*gold["citations"], *gold["obligations"], *gold["quantities"]):
        words = " ".join(text[fact["start"] : fact["end"]].split())
        first, _, last = fact["quote"].partition(" … ")
        assert (words.startswith(first), words.endswith(last)) == (True, True), fact["quote"]


def test_no_paper_of_the_held_half_is_in_another_set() -> None:
    names = [path.name for path in GOLD]
    assert len(names) == len(set(names))
