"""The scorer: what counts as one fact, what counts neither way, and that it agrees with the shared score program."""

from __future__ import annotations

import copy
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extract.agreement import bodies, number_key, paired, same_words
from extract.scoring import Reliability, Scores

SHARED = Path(__file__).parents[3] / "shared"


@pytest.fixture
def shared() -> Path:
    if not (SHARED / "gold/score.py").exists():
        if os.environ.get("CI"):
            pytest.fail("../shared is missing")
        pytest.skip("../shared is missing")
    return SHARED


def score(gold: dict[str, Any], found: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    scores = Scores()
    scores.add("mẫu", gold, found)
    return {kind: (row.right, row.gold, row.predicted) for kind, row in scores.rows().items()}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hòa Bình", "HOÀ  BÌNH", True),
        ("2021–2025", "2021 - 2025", True),
        ("Hòa Bình", "Hóa Bình", False),
        ("Sở Y tế", "Sở Y tê", False),
    ],
)
def test_words_are_one_whatever_case_spacing_dash_and_place_of_the_tone(one: str, other: str, same: bool) -> None:
    assert (same_words(one) == same_words(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("03-NQ/CP", "3/NQ-CP", True), ("15 /QĐ-UBND", "15/QD-UBND", True), ("15/QĐ-UBND", "150/QĐ-UBND", False)],
)
def test_numbers_are_one_whatever_zeros_strokes_and_marks(one: str, other: str, same: bool) -> None:
    assert (number_key(one) == number_key(other)) is same


def test_facts_pair_one_to_one_best_first_and_below_half_not_at_all() -> None:
    golds = [{"start": 0, "end": 100}, {"start": 200, "end": 300}]
    found = [{"start": 10, "end": 100}, {"start": 0, "end": 100}, {"start": 260, "end": 420}]
    assert paired(golds, found) == [(0, 1)]


def test_without_places_the_words_decide() -> None:
    golds = [{"quote": "Bộ Y tế kiểm tra kho thuốc"}]
    assert paired(golds, [{"quote": "Bộ Y tế kiểm tra kho"}]) == [(0, 0)]
    assert paired(golds, [{"quote": "Bộ Tài chính bố trí vốn"}]) == []


def test_optional_gold_counts_neither_way_found_or_not() -> None:
    gold = {"obligations": [{"quote": "Bộ Y tế thực hiện", "optional": True}]}
    assert score(gold, {"obligations": []}) == {}
    assert score(gold, {"obligations": [{"quote": "Bộ Y tế thực hiện", "lead": ["Bộ Y tế"]}]}) == {}


def test_any_form_of_a_body_is_right_and_a_string_of_bodies_is_its_parts() -> None:
    golds = ["Ủy ban nhân dân tỉnh Lào Cai | UBND tỉnh Lào Cai"]
    assert bodies(golds, ["UBND tỉnh Lào Cai"])[1].keys() == bodies(golds, [])[0].keys()
    golds = ["Các bộ", "Cơ quan ngang bộ"]
    assert bodies(golds, ["Các bộ, cơ quan ngang bộ"])[1].keys() == bodies(golds, [])[0].keys()
    assert bodies(golds, ["Các sở"])[1].keys() != bodies(golds, [])[0].keys()


def test_of_the_scores_of_tasks_it_says_which_share_is_right_and_optional_gold_says_nothing() -> None:
    def task(start: int, **more: object) -> dict[str, Any]:
        return {"start": start, "end": start + 10, "quote": f"việc {start}", "lead": [], **more}

    scores = Scores()
    gold = {"obligations": [task(0), task(100, optional=True)]}
    scores.add("mẫu", gold, {"obligations": [task(n, score=0.9) for n in (0, 100, 200)]})
    assert scores.reliability() == {"0.88–0.93": Reliability(2, 0.9, 0.5)}


def test_a_kind_that_gold_lacks_is_not_judged() -> None:
    assert score({"citations": []}, {"quantities": [{"quote": "5 xã", "value": 5}]}) == {}


def test_a_citation_without_a_number_in_gold_is_right_only_without_one() -> None:
    gold = {"citations": [{"quote": "Luật Đất đai", "number": None}]}
    assert score(gold, {"citations": [{"quote": "Luật Đất đai", "number": None}]})["citation"] == (1, 1, 1)
    assert score(gold, {"citations": [{"quote": "Luật Đất đai", "number": "1/QH"}]})["citation"] == (0, 1, 1)


def damaged(gold: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A record as a program with faults would make it."""
    found = copy.deepcopy(gold)
    for kind in ("citations", "obligations", "quantities"):
        items = [item for item in found.get(kind) or [] if chance.random() > 0.15]
        for item in items:
            item.pop("optional", None)
            if chance.random() < 0.2:
                item["quote"] = " ".join(item["quote"].split()[: chance.randint(1, 12)])
            for key in ("lead", "coordinating", "issuer"):
                if item.get(key):
                    item[key] = [name.split("|")[-1].strip() for name in item[key] if chance.random() > 0.1]
            if chance.random() < 0.1:
                item |= {"number": "1/QĐ", "value": 1, "deadline": {"rel": "in", "value": "2025"}, "issued": None}
        if items and kind in found:
            items += chance.sample(items, min(2, len(items)))
        if kind in found:
            found[kind] = items
    return found


@pytest.mark.shared
@pytest.mark.parametrize("name", ["gazette", "papers", "news"])
def test_it_agrees_with_the_shared_score_program(name: str, shared: Path, tmp_path: Path) -> None:
    chance, scores, folder = random.Random(7), Scores(), tmp_path / "gold"
    folder.mkdir()
    for path in sorted((shared / "gold" / name).glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if sum(len(gold.get(kind) or []) ** 2 for kind in ("citations", "obligations", "quantities")) > 400:
            continue  # the shared program takes a minute for the largest
        (folder / path.name).write_text(json.dumps(gold), encoding="utf-8")
        found = damaged(gold, chance)
        (tmp_path / path.name).write_text(json.dumps(found), encoding="utf-8")
        scores.add(path.stem, gold, found)
    told = [sys.executable, str(shared / "gold/score.py"), str(folder), str(tmp_path), "--json"]
    theirs = json.loads(subprocess.run(told, check=True, capture_output=True, text=True).stdout)["scores"]
    wanted = {
        kind: (row["gold"], row["predicted"], round(row["f1"], 9))
        for kind, row in theirs.items()
        if row["gold"] or row["predicted"]
    }
    assert {kind: (r.gold, r.predicted, round(r.f1, 9)) for kind, r in scores.rows().items()} == wanted
