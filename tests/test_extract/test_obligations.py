"""Who must do what by when: `tests/cases/obligations.yaml` holds what is a task and what is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.bodies import find_bodies
from extract.compose import compose
from extract.obligations import find_obligations
from extract.structure import structure
from vanthu.records import DocumentText, Field, Line, Metadata, Obligation, Page, PageSource, Word

ROWS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases/obligations.yaml").read_text(encoding="utf-8")
)


HEAD = "CHỈ THỊ\nVề việc tổ chức thực hiện công tác mẫu\n\nThời gian qua, công tác này đã có chuyển biến.\n\n"


def read(text: str, kind: str = "chỉ thị") -> tuple[DocumentText, tuple[Obligation, ...]]:
    """The obligations of a text file of this kind of paper."""
    whole = f"{HEAD}{text}"
    lines = tuple(Line(line, (Word(0, len(line)),) if line else ()) for line in whole.split("\n"))
    composed = compose([Page(1, None, None, PageSource.FILE, lines)])
    built = structure(composed)
    number, issued = Field("15/MAU", (), "case"), Field("2026-04-01", (), "case")
    metadata = Metadata(number=number, type=Field(kind, (), "case"), issued=issued)
    return composed, find_obligations(composed, built, find_bodies(built.reading(composed)), metadata)


def said(task: Obligation) -> tuple[str, str, str]:
    lead = " + ".join(body.name for body in task.lead)
    joint = ", ".join(body.name for body in task.coordinating)
    due = f"{task.deadline.rel} {task.deadline.value}" if task.deadline else ""
    return f"{lead} ({joint})" if joint else lead, task.quote, due


@pytest.mark.parametrize("row", ROWS, ids=[row["what"] for row in ROWS])
def test_a_task_has_its_addressee_its_words_and_its_time(row: dict[str, Any]) -> None:
    _, tasks = read(row["text"].strip(), row.get("type", "chỉ thị"))
    wanted = [(line + " | | ").split(" | ")[:3] for line in row["found"]]
    found = [said(task) for task in tasks]
    assert [(who, when.strip(" |")) for who, _, when in wanted] == [(who, when) for who, _, when in found]
    assert all(quote.startswith(begins.strip()) for (_, begins, _), (_, quote, _) in zip(wanted, found, strict=True))


PAPER = """1. Bộ Công Thương:
a) Rà soát quy hoạch các cụm công nghiệp.
b) Phối hợp với Bộ Xây dựng hoàn thiện quy chuẩn, xong trong tháng 9 năm 2026.
2. Giao Bộ Y tế theo dõi."""


def test_each_part_is_shown_where_it_stands() -> None:
    text, tasks = read(PAPER)
    second = tasks[1]
    assert text.quote(second.act) == second.quote
    assert text.quote(second.lead[0].evidence) == "Bộ Công Thương"
    assert text.quote(second.heading) == "Bộ Công Thương"
    assert text.quote(second.coordinating[0].evidence) == "Bộ Xây dựng"
    assert second.deadline is not None
    assert text.quote(second.deadline.evidence) == second.deadline.quote


def test_a_letter_corrected_elsewhere_changes_no_id() -> None:
    _, before = read(PAPER)
    _, after = read(PAPER.replace("Rà soát quy hoạch", "Rà soát các quy hoạch"))
    assert [task.id for task in before][1:] == [task.id for task in after][1:]
    assert before[0].id != after[0].id


def test_the_same_words_twice_are_two_tasks() -> None:
    _, tasks = read("1. Giao Bộ Y tế theo dõi, đôn đốc.\n1. Giao Bộ Y tế theo dõi, đôn đốc.")
    assert len({task.id for task in tasks}) == len(tasks) == 2


PIECES = st.sampled_from(
    ["Giao ", "Bộ Y tế", " chủ trì, phối hợp với ", "các bộ, ngành", ":", "\n", "1. ", "a) ", "- ", "; ", ". ", "“",
     "”", "Đơn vị chủ trì: ", "Thời gian: ", "trước ngày 30/6/2026", "Nơi nhận:", "Điều 1. ", "đề nghị ", " cần ",
     "| a | b |", "(", "Kính gửi: ", "\f", "đồng chủ trì với ", "gồm: ", "ông A - Trưởng đoàn: "]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=40).map("".join))
def test_any_text_is_read_and_every_fact_stands_in_it(text: str) -> None:
    composed, tasks = read(text.replace("\r", " "))
    for task in tasks:
        assert task.lead or task.coordinating
        spans = [*task.act, *task.heading, *(s for body in (*task.lead, *task.coordinating) for s in body.evidence)]
        assert all(0 <= span.start < span.end <= len(composed.text) for span in spans)
        assert task.quote == composed.quote(task.act)
