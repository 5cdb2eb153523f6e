"""What people decided about facts stands whatever is read another time, or is told of where it finds no place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from extract.compose import compose
from extract.decisions import PERSON, task_of
from extract.document import extract
from extract.selectors import find, selector
from tests.test_extract.sheets_of_words import page_of
from vanthu.records import (
    Deadline,
    Decision,
    DocumentText,
    Entry,
    Extraction,
    NamedBody,
    Selector,
    Span,
    Task,
    Verdict,
    What,
)

LETTER = """ỦY BAN NHÂN DÂN TỈNH MẪU
Số: 75/KH-UBND
Mẫu, ngày 18 tháng 4 năm 2025
KẾ HOẠCH
Về việc xây dựng cơ sở dữ liệu dùng chung
1. Giao Sở Tài chính chủ trì, phối hợp với Sở Nội vụ xây dựng
cơ sở dữ liệu giá đất, hoàn thành trước ngày 30 tháng 6 năm 2025.
2. Giao Sở Y tế chủ trì rà soát danh mục thuốc, hoàn thành trong năm 2025.
3. Văn phòng kính trình Lãnh đạo xem xét. Lưu ý kho giấy cũ."""
NOW = datetime(2025, 6, 30, tzinfo=UTC)


def said(*whats: What) -> tuple[Entry, ...]:
    return tuple(Entry(f"e{i}", "d1", i, "local", NOW, what) for i, what in enumerate(whats, start=1))


def read(text: str = LETTER, *whats: What, shift: float = 0.0) -> Extraction:
    return extract([page_of(text, shift=shift)], entries=said(*whats))


def task(facts: Extraction, words: str) -> Task:
    return task_of(facts.text, next(one for one in facts.obligations if words in one.quote))


def decision(verdict: Verdict, words: str = "giá đất", **changes: object) -> Decision:
    facts = read()
    fact = next(one.id for one in facts.obligations if words in one.quote)
    return Decision(fact, verdict, replace(task(facts, words), **changes))  # type: ignore[arg-type]


def actions(facts: Extraction) -> list[str]:
    return [one.quote[:22] for one in facts.obligations]


def test_the_letter_gives_two_tasks() -> None:
    assert actions(read()) == ["Giao Sở Tài chính chủ ", "Giao Sở Y tế chủ trì r"]


def test_a_rejected_task_is_gone_and_stays_gone_when_the_letters_beside_it_change() -> None:
    gone = decision(Verdict.REJECT)
    assert actions(read(LETTER, gone)) == ["Giao Sở Y tế chủ trì r"]
    assert actions(read(LETTER.replace("xây dựng\n", "xây dưng\n"), gone)) == ["Giao Sở Y tế chủ trì r"]
    assert read(LETTER, gone).loose == ()


def test_an_accepted_task_says_who_and_keeps_its_id_and_place() -> None:
    before = read().obligations[0]
    kept = read(LETTER, decision(Verdict.ACCEPT)).obligations[0]
    assert (kept.decided, kept.rule, kept.score) == ("e1", PERSON, 1.0)
    assert (kept.id, kept.act, kept.provision, kept.path) == (before.id, before.act, before.provision, before.path)
    assert [(b.name, b.evidence) for b in kept.lead] == [(b.name, b.evidence) for b in before.lead]
    assert kept.deadline is not None
    assert before.deadline is not None
    assert replace(kept.deadline, rule="") == replace(before.deadline, rule="")


def test_what_a_person_changed_stands_with_its_place_on_the_page() -> None:
    deadline = Deadline((), "trong năm 2025", "in", "2025")
    changed = decision(Verdict.EDIT, lead=(NamedBody("Sở Nội vụ tỉnh Mẫu"),), coordinating=(), deadline=deadline)
    one = read(LETTER, changed).obligations[0]
    assert [body.name for body in one.lead] == ["Sở Nội vụ tỉnh Mẫu"]
    assert one.coordinating == ()
    assert one.deadline is not None
    assert (one.deadline.rel, one.deadline.value) == ("in", "2025")
    text = read().text
    assert text.quote(one.deadline.evidence) == "trong năm 2025"


def test_a_task_with_another_act_stands_in_place_of_the_one_found_also_when_its_letters_are_read_otherwise() -> None:
    text = read().text
    short = (selector(text, Span(text.text.index("Giao Sở Tài"), text.text.index(" chủ trì, phối"))),)
    changed = replace(decision(Verdict.EDIT, act=short), found=task(read(), "giá đất").act)
    for again in (LETTER, LETTER.replace("giá đất, hoàn", "gía đât, hoản")):
        facts = read(again, changed)
        assert facts.obligations[0].quote == "Giao Sở Tài chính"
        assert len(facts.obligations) == 2


def test_an_added_task_stands_in_order_with_the_provision_it_is_in() -> None:
    text = read().text
    start = text.text.index("Văn phòng kính trình")
    act = (selector(text, Span(start, text.text.index(" Lưu ý"))),)
    added = Decision("onew", Verdict.ADD, Task(act, lead=(NamedBody("Văn phòng"),)))
    facts = read(LETTER, added)
    assert actions(facts)[2] == "Văn phòng kính trình L"
    one = facts.obligations[2]
    assert (one.id, one.decided, one.provision) == ("onew", "e1", "khoản 3")
    assert facts.text.quote(one.lead[0].evidence) == "Văn phòng"
    assert facts.text.boxes(one.act)


def test_the_last_word_about_a_fact_holds() -> None:
    assert len(read(LETTER, decision(Verdict.REJECT), decision(Verdict.ACCEPT)).obligations) == 2
    assert len(read(LETTER, decision(Verdict.ACCEPT), decision(Verdict.REJECT)).obligations) == 1


AGAIN = {
    "letters read otherwise": (LETTER.replace("giá đất, hoàn", "gía đât, hoản"), 0.0),
    "moved a little": (LETTER, 0.001),
    "a line more above": (LETTER.replace("KẾ HOẠCH", "KẾ HOẠCH\n(dự thảo)"), 0.0),
    "another number": (LETTER.replace("75/KH", "15/KH"), 0.0),
}


@pytest.mark.parametrize(("text", "shift"), AGAIN.values(), ids=AGAIN)
def test_a_decision_is_found_again_after_another_reading(text: str, shift: float) -> None:
    facts = read(text, decision(Verdict.EDIT, lead=(NamedBody("Sở Nội vụ"),)), shift=shift)
    assert [body.name for body in facts.obligations[0].lead] == ["Sở Nội vụ"]
    assert (len(facts.obligations), facts.loose) == (2, ())


def test_an_accepted_task_that_the_rules_no_longer_find_stays() -> None:
    silent = LETTER.replace("1. Giao Sở Tài chính chủ trì, phối", "1. Gìao Sở Tài chính chủ trị, phốì")
    assert not any("giá đất" in one.quote for one in read(silent).obligations)
    assert any("giá đất" in one.quote for one in read(silent, decision(Verdict.ACCEPT)).obligations)


def test_a_decision_that_finds_no_place_is_told_of() -> None:
    other = "\n".join(LETTER.split("\n")[:5]) + "\n1. Một điều hoàn toàn khác, không giao cho ai việc gì ở đây cả."
    facts = read(other, decision(Verdict.EDIT))
    assert facts.loose == ("e1",)


@pytest.mark.parametrize(
    ("field", "values", "shown"),
    [
        ("number", ("15/KH-UBND",), "15/KH-UBND"),
        ("issued", ("2025-04-13",), "2025-04-13"),
        ("title", ("Xây dựng cơ sở dữ liệu",), "Xây dựng cơ sở dữ liệu"),
    ],
)
def test_a_header_field_is_what_a_person_says_and_where_it_stood(
    field: str, values: tuple[str, ...], shown: str
) -> None:
    before = getattr(read().metadata, field)
    after = getattr(read(LETTER, Decision(field, Verdict.EDIT, values=values)).metadata, field)
    assert (after.value, after.rule, after.decided, after.evidence) == (shown, PERSON, "e1", before.evidence)


def test_a_header_put_right_changes_the_id_of_no_task() -> None:
    changed = read(LETTER, Decision("number", Verdict.EDIT, values=("15/KH-UBND",)))
    assert [one.id for one in changed.obligations] == [one.id for one in read().obligations]


def test_a_rejected_field_is_not_found_and_issuers_are_several() -> None:
    assert read(LETTER, Decision("number", Verdict.REJECT)).metadata.number is None
    two = read(LETTER, Decision("issuer", Verdict.EDIT, values=("Bộ Tài chính", "Bộ Nội vụ"))).metadata.issuer
    assert [field.value for field in two] == ["Bộ Tài chính", "Bộ Nội vụ"]


# Selectors


def text_of(text: str, shift: float = 0.0) -> DocumentText:
    return compose([page_of(text, shift=shift)])


def test_of_several_places_the_one_with_the_same_neighbours_is_meant() -> None:
    text = text_of("một việc hai\nba việc bốn\nnăm việc sáu")
    wanted = selector(text, Span(text.text.index("việc bốn"), text.text.index("việc bốn") + 4))
    again = text_of("không\nmột việc hai\nba việc bốn\nnăm việc sáu")
    found = find(again, replace(wanted, boxes=()))
    assert found is not None
    assert again.text[found.start :].startswith("việc bốn")


def test_white_space_case_and_tone_placement_do_not_matter() -> None:
    text = text_of("Giao   Sở\nVăn hoá và Thể thao")
    found = find(text, Selector("giao Sở Văn hóa và thể thao"))
    assert found == Span(0, len(text.text))


@pytest.mark.parametrize("wanted", [Selector(""), Selector("   "), Selector("không có ở đây")])
def test_what_is_not_there_is_not_found(wanted: Selector) -> None:
    assert find(text_of("Giao Sở Y tế"), wanted) is None
