"""Plain text stays as it is, character by character."""

from __future__ import annotations

from typing import Any

import pytest

from vanthu.records import PageSource, State


@pytest.mark.parametrize(
    "text",
    [
        "một dòng",
        "hai\ndòng\n",
        "  thụt  đầu\tdòng \n\n",
        "trang một\ftrang hai\n\f",
        "\n",
        "tổ hợp: a\u0301 e\u0302\u0323",
    ],
)
def test_the_lines_joined_again_are_the_file(text: str, reading: Any) -> None:
    _, sink = reading("a.txt", text.encode())
    assert "\f".join("\n".join(line.text for line in page.lines) for page in sink.pages) == text
    for page in sink.pages:
        assert page.source is PageSource.FILE
        for line in page.lines:
            assert [line.text[word.start : word.end] for word in line.words] == line.text.split()


def test_line_ends_are_made_one_kind_and_nul_is_left_out(reading: Any) -> None:
    _, sink = reading("a.txt", "Điều 1\r\nKhoản\0 2\r\n".encode() + b"." * 60)
    assert [line.text for line in sink.pages[0].lines] == ["Điều 1", "Khoản 2", "." * 60]


@pytest.mark.parametrize(
    ("content", "state"),
    [
        (b"", State.EMPTY),
        (b" \n\n", State.EMPTY),
        ("Điều 1".encode(), State.DONE),
        ("Правительство Российской Федерации".encode("cp1251"), State.DONE_WITH_WARNINGS),
        (bytes(5000), State.UNSUPPORTED_TYPE),
    ],
)
def test_how_it_ends(content: bytes, state: State, reading: Any) -> None:
    outcome, _ = reading("a.txt", content)
    assert outcome.state is state
    assert outcome.reason
    assert outcome.next


def test_more_pages_than_allowed_are_refused(reading: Any) -> None:
    outcome, sink = reading("a.txt", b"x\f" * 20, pages=10)
    assert (outcome.state, outcome.detail, sink.pages) == (State.LIMIT_EXCEEDED, "pages", [])
