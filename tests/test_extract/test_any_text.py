"""Any text goes through the whole of extraction: a record comes out, and twice the text takes no more than a few times
as long."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import extract
from extract.record import record
from vanthu.records import Extraction, Line, Page, PageSource, Word

WORDS = st.sampled_from(
    ["Giao ", "Bộ Y tế", " chủ trì, phối hợp với ", "các bộ, ngành", ":", "\n", "1. ", "a) ", "- ", "; ",
     ". ", "“", "”", "Điều 5 ", "Luật Đất đai ", "số 12/2026/NĐ-CP ", "ngày 30/6/2026 ", "QUYẾT ĐỊNH\n",
     "Nơi nhận:\n", "| a | b |\n", "Phụ lục I\n", "50% ", "1.256 tỷ đồng ", "của Chính phủ ", "\f",
     "trước ngày ", "\u0301", "Ƣ", "\ue000", "\x00", "😀"]
)  # fmt: skip


def read(text: str) -> Extraction:
    """The extraction of a plain text file."""
    pages = []
    for n, page in enumerate(text.replace("\r", " ").split("\f"), 1):
        lines = tuple(Line(line, (Word(0, len(line)),) if line else ()) for line in page.split("\n"))
        pages.append(Page(n, None, None, PageSource.FILE, lines))
    return extract(pages)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=60).map("".join))
def test_any_text_gives_a_record_whose_facts_stand_in_it(text: str) -> None:
    made = record(read(text), doc="mẫu.txt", sha256="")
    json.dumps(made)
    for kind in ("bodies", "citations", "obligations", "quantities"):
        for fact in made[kind]:
            assert 0 <= fact["start"] < fact["end"] <= made["text_length"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["Giao Bộ Y tế, ", "Luật Đất đai, ", "1. a) - ", "của các bộ, ngành, ", "(", "số 12/2026/NĐ-CP, ", "A ", "a, b; ",
     "trước ngày 30/6/2026 và ", "Điều 5 khoản 1 điểm a, ", "“Giao ", "   ", "1.", "có trách nhiệm ", "| a "],
    ids=repr,
)  # fmt: skip
def test_twice_the_text_takes_a_few_times_as_long(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]  # one paragraph
        best = float("inf")
        for _ in range(2):
            began = time.process_time()
            read(text)
            best = min(best, time.process_time() - began)
        return best

    seconds(400)
    assert seconds(8000) < 6 * max(seconds(4000), 0.01)
