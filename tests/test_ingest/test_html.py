"""HTML says what a browser shows; nothing is loaded, run or taken from hidden places."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.htmltext import read_text
from vanthu.records import Cell, State


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Điều 1</p><p>Điều 2", ["Điều 1", "Điều 2"]),
        ("<p>một <b>hai</b>\n ba</p>", ["một hai ba"]),
        ("Số: 1<br>ngày 2", ["Số: 1", "ngày 2"]),
        ("<script>x()</script><style>p{}</style><p>chữ</p>", ["chữ"]),
        ('<p style="display: none">ẩn</p><p hidden>ẩn</p><p>hiện</p>', ["hiện"]),
        ("<!-- chú thích --><p>a &lt;b&gt; &amp; c</p>", ["a <b> & c"]),
        ("<pre>a  b\n  c</pre>", ["a  b", "  c"]),
        ("<ol><li>một<li>hai</ol><ul><li>ba</ul>", ["1. một", "2. hai", "ba"]),
        ('<ol type="a" start="3"><li>một</ol>', ["c. một"]),
        ("<div>ngoài<div>trong</div>sau</div>", ["ngoài", "trong", "sau"]),
        ("", []),
        ("<p>không đóng <b>thẻ", ["không đóng thẻ"]),
    ],
)
def test_a_page_says_what_a_browser_shows(markup: str, expected: list[str]) -> None:
    found, _ = read_text(markup)
    assert [line.text for line in found] == expected


def test_cells_know_their_place() -> None:
    found, _ = read_text(
        '<table border="1"><tr><th>STT<th>Việc<th>Hạn<tr><td rowspan="2">1<td colspan="2">chung'
        "<tr><td>a<td>b</table><p>hết"
    )
    assert [(line.text, line.cell) for line in found] == [
        ("STT", Cell(0, 0, 0)),
        ("Việc", Cell(0, 0, 1)),
        ("Hạn", Cell(0, 0, 2)),
        ("1", Cell(0, 1, 0, 2, 1)),
        ("chung", Cell(0, 1, 1, 1, 2)),
        ("a", Cell(0, 2, 1)),
        ("b", Cell(0, 2, 2)),
        ("hết", None),
    ]


def test_a_letterhead_is_read_left_column_first() -> None:
    found, _ = read_text("<table><tr><td>UBND<td>CỘNG HÒA<tr><td>Số: 1<td>Huế</table>")
    assert [(line.text, line.cell) for line in found] == [
        ("UBND", None),
        ("Số: 1", None),
        ("CỘNG HÒA", None),
        ("Huế", None),
    ]


@pytest.mark.parametrize(
    ("content", "state"),
    [
        (b"<html><iframe src='http://127.0.0.1:9/'></iframe></html>", State.UNSUPPORTED_TYPE),
        (b"<html><script>document.write('x')</script></html>", State.UNSUPPORTED_TYPE),
        (b"<html><body> </body></html>", State.EMPTY),
    ],
)
def test_a_page_without_text_says_why(content: bytes, state: State, reading: Any) -> None:
    outcome, _ = reading("a.html", content)
    assert outcome.state is state


@pytest.mark.slow
def test_words_stand_where_they_are_printed(office: None, reading: Any) -> None:
    markup = "<p>Điều 1. Phạm vi</p><table border=1><tr><td>trái<td>phải</table><img src='file:///etc/hostname'>"
    outcome, sink = reading("a.html", f"<html><meta charset=utf-8>{markup}".encode())
    assert outcome.state is State.DONE
    boxes = {line.text: line.box for line in sink.pages[0].lines}
    assert list(boxes) == ["Điều 1. Phạm vi", "trái", "phải"]
    assert boxes["trái"].x1 < boxes["phải"].x0
    assert sink.rendition is not None
