"""What the store promises about copies and flaws (`ports.Kinship`, `ports.Flaws`), on SQLite and PostgreSQL."""

# ruff: noqa: F811 - fixtures come from the suite beside

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import update

from extract.likeness import keys
from tests.contracts.test_store import (  # noqa: F401 - fixtures
    ALL,
    NOBODY,
    claimed,
    clock,
    found,
    read,
    store,
    template,
    url,
)
from vanthu.records import Flaw, FlawKind, KinKind, Likeness, Permission
from vanthu.store import kin as module
from vanthu.store import tables
from vanthu.store.sql_store import SqlStore

FLAWS = (Flaw(1, FlawKind.LOW_DPI, 87), Flaw(1, FlawKind.SKEW, -1.5), Flaw(3, FlawKind.MISSING_PAGE, 4))


def marks(seed: int, changed: int = 0) -> str:
    """The 64 minima of a text; `changed` of them those of another, spread over all bands but one."""
    drawn, other = random.Random(seed), random.Random(f"other {seed} {changed}")
    own = [f"{drawn.getrandbits(32):08x}" for _ in range(64)]
    for k in range(changed):
        own[4 + k * 60 // max(changed, 1)] = f"{other.getrandbits(32):08x}"
    return "".join(own)


def split(one: Likeness) -> list[str]:
    return [one.marks[k : k + 8] for k in range(0, len(one.marks), 8)]


def known(seed: int = 1, changed: int = 0, **more: object) -> Likeness:
    plain = Likeness(marks(seed, changed), 400, 2, number="57/NQ/TW", number_sure=True)
    return replace(plain, **more)  # type: ignore[arg-type]


def taken_in(store: SqlStore, name: str, likeness: Likeness | None, flaws: Sequence[Flaw] = ()) -> str:
    """A document with this likeness; its name is its content too."""
    document = read(store, name, f"{name}.pdf").id
    store.finish_extract(claimed(store), replace(found(), likeness=likeness, flaws=tuple(flaws)))
    return document


def told(store: SqlStore, document: str, permission: Permission = ALL) -> list[tuple[str, str, bool]]:
    return [(one.name, one.kind.value, one.better) for one in store.kin([document], permission).get(document, ())]


def test_copies_find_each_other_the_best_first(store: SqlStore) -> None:
    poor = taken_in(store, "poor", known(changed=20, confidence=0.7, dpi=100.0))
    fine = taken_in(store, "fine", known(changed=5, confidence=0.95, dpi=200.0))
    digital = taken_in(store, "digital", known())
    taken_in(store, "another", known(seed=2, number="58/NQ/TW"))
    assert told(store, poor) == [("digital.pdf", "same", True), ("fine.pdf", "same", True)]
    assert told(store, fine) == [("digital.pdf", "same", True), ("poor.pdf", "same", False)]
    assert told(store, digital) == [("fine.pdf", "same", False), ("poor.pdf", "same", False)]


def test_papers_that_are_only_alike_come_last_and_are_no_copies(store: SqlStore) -> None:
    one = taken_in(store, "one", known())
    taken_in(store, "other", known(number="58/NQ/TW"))
    taken_in(store, "copy", known(changed=8))
    assert told(store, one) == [("copy.pdf", "same", False), ("other.pdf", "like", False)]


@pytest.mark.parametrize(("number", "names"), [("57/NQ/TW", ["part.pdf"]), (None, [])])
def test_a_badly_read_part_is_found_by_its_number(store: SqlStore, number: str | None, names: list[str]) -> None:
    whole = known(issued="2025-03-05")
    changed = [f"{int(m, 16) ^ 1:08x}" if k % 4 == 0 or k > 24 else m for k, m in enumerate(split(whole))]
    part = replace(whole, marks="".join(changed), number=number)
    assert not set(keys(whole)) & set(keys(part))
    document = taken_in(store, "whole", whole)
    taken_in(store, "part", part)
    assert [name for name, _, _ in told(store, document)] == names


def test_copies_of_copies_are_told(store: SqlStore) -> None:
    first, second, third = (taken_in(store, name, known(seed, number=None)) for seed, name in enumerate("abc"))
    assert told(store, first) == []
    with store.db.write() as connection:
        for one, other in ((first, second), (second, first), (second, third), (third, second)):
            row = {"document": one, "other": other, "kind": KinKind.SAME.value, "score": 0.9}
            connection.execute(tables.kin.insert().values(**row))
    assert [name for name, _, _ in told(store, first)] == ["b.pdf", "c.pdf"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize(
    ("number", "kinds"),
    [("57/NQ/TW", ["same", "like"]), (None, ["like", "like"]), ("S7/NQ/TW", ["like", "like"])],
    ids=["its number", "none", "misread"],
)
def test_a_scan_is_a_copy_of_one_of_two_papers_or_of_none(
    store: SqlStore, order: tuple[int, ...], number: str | None, kinds: list[str]
) -> None:
    scan = known(number=number, number_sure=False, issued="2025-03-05", confidence=0.9)
    digital = known(issued="2025-03-05")
    other = known(issued="2025-03-05", number="58/NQ/TW")
    papers = [("scan", scan), ("digital", digital), ("other", other)]
    ids = {name: taken_in(store, name, likeness) for name, likeness in (papers[k] for k in order)}
    assert [kind for _, kind, _ in sorted(told(store, ids["scan"]))] == kinds
    assert ("other.pdf", "like", False) in told(store, ids["digital"])
    assert [one for one in told(store, ids["other"]) if one[1] == "same"] == []


def test_what_may_not_be_seen_is_not_told(store: SqlStore) -> None:
    one = taken_in(store, "one", known())
    hidden = taken_in(store, "hidden", known())
    with store.db.write() as connection:
        connection.execute(update(tables.documents).where(tables.documents.c.id == hidden).values(access="secret"))
    some = Permission(labels=frozenset({"local"}))
    assert told(store, one, some) == []
    assert told(store, one) == [("hidden.pdf", "same", False)]
    assert store.kin([one, hidden, "none"], NOBODY) == {}


def test_a_scan_whose_pages_stand_in_other_papers_now_is_no_copy_and_has_no_flaws(store: SqlStore) -> None:
    one = taken_in(store, "one", known())
    moved = taken_in(store, "moved", known(), FLAWS)
    with store.db.write() as connection:
        there = update(tables.documents).where(tables.documents.c.id == moved)
        connection.execute(there.values(moved_to='["other"]'))
    assert told(store, one) == []
    assert (store.flaw_totals(ALL), store.flawed(ALL, batch="b")) == ({}, [])


def test_extracted_again_a_document_has_the_relations_of_its_new_text(store: SqlStore) -> None:
    one = taken_in(store, "one", known())
    other = taken_in(store, "other", known())
    store.extract_again([other])
    store.finish_extract(claimed(store), replace(found(), likeness=known(seed=9, number="9/NQ/TW")))
    assert told(store, one) == told(store, other) == []
    store.extract_again([other])
    store.finish_extract(claimed(store), replace(found(), likeness=None))
    assert store.kin([one, other], ALL) == {}


def test_a_crowd_of_like_papers_is_compared_with_few(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    plain = module.related
    monkeypatch.setattr(module, "related", lambda a, b: compared.append("") or plain(a, b))
    for name, most in (("CROWD", 4), ("COMPARED", 3), ("ALIKE", 2)):
        monkeypatch.setattr(module, name, most)
    for k in range(9):
        last = taken_in(store, f"n{k}", known(number=f"{k}/NQ/TW"))
    assert len(compared) == 0 + 1 + 2 + 6 * 3
    assert [kind for _, kind, _ in told(store, last)] == ["like", "like"]


def test_flaws_are_told_by_document_and_counted_by_batch(store: SqlStore) -> None:
    one = taken_in(store, "one", None, FLAWS)
    other = taken_in(store, "other", None, [Flaw(2, FlawKind.BLANK)])
    clean = taken_in(store, "clean", None)
    assert store.flaws([one, other, clean, "none"], ALL) == {one: FLAWS, other: (Flaw(2, FlawKind.BLANK),)}
    counts = {FlawKind.LOW_DPI: 1, FlawKind.SKEW: 1, FlawKind.BLANK: 1, FlawKind.MISSING_PAGE: 1}
    assert store.flaw_totals(ALL) == store.flaw_totals(ALL, batch="b") == counts
    assert store.flaw_totals(ALL, batch="another") == {}
    assert len(store.flawed(ALL, batch="b")) == 4
    assert store.flawed(ALL, batch="another") == []
    assert (store.flaws([one], NOBODY), store.flaw_totals(NOBODY), store.flawed(NOBODY, batch="b")) == ({}, {}, [])


def test_extracted_again_a_document_has_its_new_flaws(store: SqlStore) -> None:
    one = taken_in(store, "one", None, FLAWS)
    store.extract_again([one])
    store.finish_extract(claimed(store), found())
    assert store.flaws([one], ALL) == {}
