"""What people decided, as gold: what they said counts, what nobody looked at does not."""

from __future__ import annotations

from dataclasses import replace

from extract.decisions import task_of
from extract.document import extract
from extract.gold import gold_record
from extract.scoring import Scores
from extract.selectors import selector
from tests.test_extract.sheets_of_words import page_of
from tests.test_extract.test_decisions import LETTER, decision, read, said
from vanthu.records import Decision, Entry, Seen, Span, Task, Undo, Verdict, What


def gold(*whats: What, text: str = LETTER) -> dict[str, object] | None:
    log = said(*whats)
    return gold_record(extract([page_of(text)], entries=log), log, doc="a.tif", sha256="0" * 64)


def added() -> Decision:
    text = read().text
    start = text.text.index("Văn phòng kính trình")
    act = (selector(text, Span(start, text.text.index(" Lưu ý"))),)
    return Decision("onew", Verdict.ADD, Task(act))


def scores(record: dict[str, object] | None) -> dict[str, tuple[int, int, int]]:
    """kind → right, gold, found, of what the rules alone find."""
    found = {
        "obligations": [
            {"quote": one.quote, "page": 1, "lead": [body.name for body in one.lead], "coordinating": []}
            for one in read().obligations
        ],
        "metadata": {"number": "75/KH-UBND"},
    }
    assert record is not None
    counted = Scores()
    counted.add("a", record, found, by_words=True)
    return {kind: (row.right, row.gold, row.predicted) for kind, row in counted.rows().items()}


def test_a_paper_about_which_nobody_decided_gives_no_record() -> None:
    assert gold() is None
    assert gold(Seen(1, "x")) is None
    taken = said(decision(Verdict.REJECT))[0]
    log = (taken, Entry("e2", "d1", 2, "local", taken.at, Undo("e1")))
    assert gold_record(read(), log, doc="a", sha256="0") is None


def test_what_was_accepted_counts_and_what_nobody_looked_at_does_not() -> None:
    assert scores(gold(decision(Verdict.ACCEPT)))["obligation"] == (1, 1, 1)


def test_what_was_rejected_is_an_error_when_found_and_what_was_added_when_not() -> None:
    assert scores(gold(decision(Verdict.REJECT)))["obligation"] == (0, 0, 1)
    assert scores(gold(added()))["obligation"] == (0, 1, 0)


def test_header_fields_are_compared_where_a_person_set_them() -> None:
    record = gold(Decision("number", Verdict.EDIT, values=("15/KH-UBND",)))
    assert record is not None
    assert record["metadata"] == {"number": "15/KH-UBND"}
    assert "obligations" not in record
    assert scores(record)["metadata.number"] == (0, 1, 1)


def test_a_decision_that_found_no_place_is_in_the_gold_as_it_was_made() -> None:
    other = "\n".join(LETTER.split("\n")[:5]) + "\n1. Một điều hoàn toàn khác, không giao cho ai việc gì ở đây cả."
    record = gold(decision(Verdict.EDIT), text=other)
    assert record is not None
    (kept,) = [one for one in record["obligations"] if not one.get("optional")]  # type: ignore[attr-defined]
    assert "giá đất" in kept["quote"]
    assert (kept["page"], kept["deadline"]["value"]) == (1, "2025-06-30")


def test_a_decision_carries_the_task_whole() -> None:
    facts = read()
    task = task_of(facts.text, facts.obligations[0])
    assert replace(task.deadline, evidence=facts.obligations[0].deadline.evidence) == facts.obligations[0].deadline  # type: ignore[type-var,union-attr]
