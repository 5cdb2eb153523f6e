"""The words of a file and the same words as printed find each other."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from ingest.align import aligned
from ingest.readers.text import line
from ingest.rendition import Rendition, pages
from vanthu.records import Box, LineKind


def pairs(one: str, other: str) -> list[tuple[str, str]]:
    a, b = one.split(), other.split()
    return [(" ".join(a[k] for k in left), " ".join(b[k] for k in right)) for left, right in aligned(a, b)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a b c", "a b c", [("a", "a"), ("b", "b"), ("c", "c")]),
        ("a b c", "x a b y c", [("a", "a"), ("b", "b"), ("c", "c")]),
        ("a b c", "a c", [("a", "a"), ("c", "c")]),
        ("năm 2025-2030 đạt", "năm 2025- 2030 đạt", [("năm", "năm"), ("2025-2030", "2025- 2030"), ("đạt", "đạt")]),
        ("a b c", "ab c", [("a b", "ab"), ("c", "c")]),
        (
            "theo quy định này",
            "theo quy định1 này",
            [("theo", "theo"), ("quy", "quy"), ("định", "định1"), ("này", "này")],
        ),
        ("a b", "", []),
        ("", "", []),
        ("a a a", "a a", [("a", "a"), ("a", "a")]),
    ],
)
def test_words_find_their_counterparts(one: str, other: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(one, other) == expected


def test_a_long_document_takes_no_time_worth_naming() -> None:
    random.seed(3)
    words = [f"{random.choice('abcdefgh')}{random.randint(0, 400)}" for _ in range(40_000)]
    printed = [word for word in words if random.random() > 0.03]
    started = time.process_time()
    found = aligned(words, printed)
    assert time.process_time() - started < 3.0
    assert len(found) > 0.99 * len(printed)
    assert all(words[left[0]] == printed[right[0]] for left, right in found if len(left) == len(right) == 1)


def test_equal_words_without_end_end() -> None:
    started = time.process_time()
    aligned(["x"] * 20_000, ["y", *["x"] * 19_000, "y"])
    assert time.process_time() - started < 3.0


def box(page: int, row: int, column: int) -> Box:
    return Box(page, 0.1 * column, 0.1 * row, 0.1 * column + 0.08, 0.1 * row + 0.05)


def rendition(*printed: tuple[str, Box], pages: int = 2) -> Rendition:
    return Rendition(Path("x.pdf"), ((595.0, 842.0),) * pages, printed)


def test_a_paragraph_over_a_page_break_belongs_to_its_first_page_and_knows_both() -> None:
    made = pages(
        [line("một hai ba"), line("bốn")],
        rendition(("một", box(1, 9, 1)), ("hai", box(2, 1, 1)), ("ba", box(2, 1, 2)), ("bốn", box(2, 2, 1))),
        "x",
    )
    assert [[one.text for one in page.lines] for page in made] == [["một hai ba"], ["bốn"]]
    assert [word.box.page for word in made[0].lines[0].words if word.box] == [1, 2, 2]


def test_what_is_printed_in_another_order_is_found_too() -> None:
    left, right = [line("trên trái"), line("dưới trái")], [line("trên phải"), line("dưới phải")]
    rows = [("trên", 1, 1), ("trái", 1, 2), ("trên", 1, 5), ("phải", 1, 6)]
    rows += [("dưới", 2, 1), ("trái", 2, 2), ("dưới", 2, 5), ("phải", 2, 6)]
    made = pages([*left, *right], rendition(*((text, box(1, row, column)) for text, row, column in rows), pages=1), "x")
    hulls = [one.box for one in made[0].lines]
    assert [hull is not None and (round(hull.y0, 1), hull.x0 < 0.4) for hull in hulls] == [
        (0.1, True),
        (0.2, True),
        (0.1, False),
        (0.2, False),
    ]


def test_a_footnote_stands_at_the_end_of_its_page() -> None:
    note = line("1 chú thích")
    note = type(note)(note.text, note.words, LineKind.FOOTNOTE)
    made = pages(
        [line("một"), line("hai"), note],
        rendition(
            ("một", box(1, 1, 1)),
            ("1", box(1, 9, 1)),
            ("chú", box(1, 9, 2)),
            ("thích", box(1, 9, 3)),
            ("hai", box(2, 1, 1)),
        ),
        "x",
    )
    assert [[one.text for one in page.lines] for page in made] == [["một", "1 chú thích"], ["hai"]]


def test_without_a_rendition_there_is_one_page_of_unknown_size() -> None:
    [page] = pages([line("một"), line("hai")], None, "x")
    assert (page.n, page.width_pt, [one.text for one in page.lines]) == (1, None, ["một", "hai"])
