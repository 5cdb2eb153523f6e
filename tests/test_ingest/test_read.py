"""The one entry: whatever a reader's child does, pages that are done stay, and the end has a name."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest import outcomes, wire
from ingest.limits import Limits, adjusted
from ingest.read import read
from ingest.readers.text import page
from ingest.sandbox import End, Ending, Job
from ingest.sink import ListSink
from vanthu.errors import BadRequest, DiskFull, ToolMissing
from vanthu.records import Box, Cell, Line, LineKind, Outcome, Page, PageSource, State, Word

LIMITS = replace(Limits(), pages=50)


class Script:
    """A sandbox that plays children: each a function (pages to leave out) → messages, then how it ends."""

    def __init__(self, *children: tuple[Callable[[set[int]], Iterable[dict[str, Any]]], End]) -> None:
        self.children = list(children)

    def run(self, job: Job, limits: Limits, hear: Callable[..., Any]) -> Ending:
        say, end = self.children.pop(0)
        try:
            for message in say(set(job.arguments["known"])):
                hear(json.loads(json.dumps(message)), Path("/nonexistent"))
        except wire.Broken:
            return Ending(End.CRASH)
        return Ending(end)


def says(pages: int, *, until: int | None = None, text: str = "chữ", end: bool = True) -> Callable[[set[int]], Any]:
    """A child that reads pages up to `until`, then says how it ended unless it dies before."""

    def go(known: set[int]) -> Iterable[dict[str, Any]]:
        yield {"kind": "expect", "pages": pages}
        for n in range(1, (pages if until is None else until) + 1):
            if n not in known:
                yield {"kind": "page", "page": wire.pack_page(page(n, text, "x"))}
        if end:
            outcome = Outcome("application/pdf", State.DONE, pages_expected=pages)
            yield {"kind": "outcome", "outcome": wire.pack_outcome(outcome)}

    return go


@pytest.fixture
def go(tmp_path: Path) -> Callable[..., Outcome]:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7")
    return lambda script, sink, limits=LIMITS: read(path, "a.pdf", sink, limits, sandbox=script)


def numbers(sink: ListSink) -> list[int]:
    return [page.n for page in sink.pages]


def test_a_page_that_kills_its_reader_is_left_out_and_the_rest_is_read(go: Any) -> None:
    sink = ListSink()
    outcome = go(Script((says(5, until=2, end=False), End.TIME), (says(5), End.FINISHED)), sink)
    assert numbers(sink) == [1, 2, 4, 5]
    assert outcome.state is State.PARTIAL
    assert (outcome.pages, outcome.pages_expected) == (4, 5)
    assert "chưa đọc được trang 3" in outcome.reason
    assert "trang 3" in outcome.warnings[0]


def test_a_file_that_kills_its_reader_again_and_again_is_given_up(go: Any) -> None:
    sink = ListSink()
    dying = [(says(9, until=n, end=False), End.MEMORY) for n in (1, 2, 3, 4)]
    outcome = go(Script(*dying), sink)
    assert outcome.state is State.PARTIAL
    assert (outcome.detail, outcome.pages_expected) == ("memory", 9)


@pytest.mark.parametrize(
    ("end", "state", "detail"),
    [
        (End.TIME, State.LIMIT_EXCEEDED, "time"),
        (End.MEMORY, State.LIMIT_EXCEEDED, "memory"),
        (End.OUTPUT, State.LIMIT_EXCEEDED, "bytes"),
        (End.CRASH, State.FAILED_FINAL, "crash"),
    ],
)
def test_a_child_that_dies_before_its_first_page_names_the_limit(end: End, state: State, detail: str, go: Any) -> None:
    outcome = go(Script((lambda _: (), end)), ListSink())
    assert (outcome.state, outcome.detail) == (state, detail)
    assert outcome.reason
    assert outcome.next


def test_the_only_page_killing_its_reader_is_no_partial_reading(go: Any) -> None:
    outcome = go(Script((says(1, until=0, end=False), End.TIME), (says(1), End.FINISHED)), ListSink())
    assert (outcome.state, outcome.detail) == (State.LIMIT_EXCEEDED, "time")


def test_a_resumed_reading_ends_like_an_uninterrupted_one(go: Any) -> None:
    whole = ListSink()
    uninterrupted = go(Script((says(4), End.FINISHED)), whole)
    resumed = ListSink(pages=whole.pages[:2])
    outcome = go(Script((says(4), End.FINISHED)), resumed)
    assert (outcome, resumed.pages) == (uninterrupted, whole.pages)


def test_pages_without_words_are_empty_also_when_resumed(go: Any) -> None:
    whole = ListSink()
    assert go(Script((says(2, text=""), End.FINISHED)), whole).state is State.EMPTY
    one_word = ListSink(pages=[page(1, "chữ", "x")])
    assert go(Script((says(2, text=""), End.FINISHED)), one_word).state is State.DONE


def test_too_many_pages_are_refused_before_the_first(go: Any) -> None:
    sink = ListSink()
    outcome = go(Script((says(51), End.FINISHED)), sink)
    assert (outcome.state, outcome.detail, sink.pages) == (State.LIMIT_EXCEEDED, "pages", [])


@pytest.mark.parametrize(
    "message",
    [
        {"kind": "page", "page": {"n": 1}},
        {"kind": "page", "page": {**wire.pack_page(page(1, "chữ", "x")), "n": 99}},
        {
            "kind": "page",
            "page": {
                **wire.pack_page(page(1, "chữ", "x")),
                "lines": [["chữ", "body", None, [[0, 9, None, None, None]]]],
            },
        },
        {"kind": "page", "page": []},
        {"kind": "expect", "pages": "many"},
        {"kind": "member", "name": "x", "file": "../../etc/passwd"},
        {"kind": "member", "name": "x", "file": "missing"},
        {"kind": "view", "file": "/etc/passwd", "media_type": "application/pdf"},
        {"kind": "outcome", "outcome": {"state": "fine"}},
        {"kind": "run", "command": "rm"},
        {},
    ],
)
def test_rubbish_from_a_child_is_a_crash_of_the_child(message: dict[str, Any], go: Any) -> None:
    outcome = go(Script((lambda _: [message], End.FINISHED)), ListSink())
    assert (outcome.state, outcome.detail) == (State.FAILED_FINAL, "crash")


@pytest.mark.parametrize(
    ("message", "error"),
    [({"kind": "missing_tool", "message": "tesseract"}, ToolMissing), ({"kind": "disk_full"}, DiskFull)],
)
def test_what_the_operator_must_mend_is_raised(message: dict[str, Any], error: type[Exception], go: Any) -> None:
    with pytest.raises(error):
        go(Script((lambda _: [message], End.FINISHED)), ListSink())


def test_an_error_of_the_sink_comes_out(go: Any) -> None:
    class Refusing(ListSink):
        def page(self, page: Page) -> None:
            raise ValueError("lease lost")

    with pytest.raises(ValueError, match="lease lost"):
        go(Script((says(2), End.FINISHED)), Refusing())


def test_files_that_need_no_reader(tmp_path: Path) -> None:
    sink = ListSink()
    (tmp_path / "empty").write_bytes(b"")
    assert read(tmp_path / "empty", "empty", sink, LIMITS).state is State.EMPTY
    assert read(tmp_path / "missing", "missing", sink, LIMITS).detail == "unreadable"
    assert read(tmp_path, "folder", sink, LIMITS).state is State.UNSUPPORTED_TYPE
    os.mkfifo(tmp_path / "fifo")
    assert read(tmp_path / "fifo", "fifo", sink, LIMITS).state is State.UNSUPPORTED_TYPE
    (tmp_path / "big").write_bytes(b"x" * 2000)
    assert read(tmp_path / "big", "big", sink, replace(LIMITS, file_bytes=1000)).detail == "bytes"


def test_a_page_survives_the_wire() -> None:
    words = (Word(0, 4, Box(2, 0.1, 0.2, 0.3, 0.4), 0.5, "Điêu"), Word(5, 6))
    lines = (Line("Điều 1", words, LineKind.FOOTNOTE, Cell(1, 2, 3, 4, 5)), Line("\ud800\u202e"))
    one = Page(2, 595.3, None, PageSource.OCR, lines, "ảnh", 300.0, "nor", ("lưu ý",))
    assert wire.unpack_page(json.loads(json.dumps(wire.pack_page(one)))) == one


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([3], "3"),
        ([1, 2, 3, 7], "1-3, 7"),
        ([9, 1], "1, 9"),
        (list(range(1, 60, 2)), "1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23 và 18 chỗ khác"),
    ],
)
def test_page_numbers_are_told_briefly(numbers: list[int], told: str) -> None:
    assert outcomes.ranges(numbers) == told


@pytest.mark.parametrize(
    ("wish", "field", "value"),
    [
        ("", "pages", 3000),
        ("pages=5", "pages", 5),
        (" file_bytes = 2M , pages=1", "file_bytes", 2 << 20),
        ("page_seconds=1.5", "page_seconds", 1.5),
        ("tree_bytes=1G", "tree_bytes", 1 << 30),
    ],
)
def test_an_operator_changes_limits_by_name(wish: str, field: str, value: float) -> None:
    assert getattr(adjusted(Limits(), wish), field) == value


@pytest.mark.parametrize("wish", ["page=5", "pages", "pages=", "pages=0", "pages=-1", "pages=x", "pages=1Q"])
def test_a_wish_that_means_nothing_is_refused(wish: str) -> None:
    with pytest.raises(BadRequest, match="VANTHU_LIMITS"):
        adjusted(Limits(), wish)


def test_a_sheet_of_paper_with_nothing_on_it_was_read_and_is_said_to_be_blank(go: Any) -> None:
    def blank(known: set[int]) -> Iterable[dict[str, Any]]:
        yield {"kind": "expect", "pages": 3}
        for n in (1, 2, 3):
            yield {"kind": "page", "page": wire.pack_page(Page(n, 595.0, 842.0, PageSource.OCR, (), "trang trắng"))}
        yield {"kind": "outcome", "outcome": wire.pack_outcome(Outcome("image/tiff", State.DONE, pages_expected=3))}

    outcome = go(Script((blank, End.FINISHED)), ListSink())
    assert outcome.state is State.DONE
    assert outcome.reason == "Đã đọc hết các trang; không có chữ nào ở trang 1-3."


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"msf1"])
def test_a_broken_picture_of_a_telephone_is_corrupt_and_not_unknown(brand: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.heic"
    path.write_bytes(b"\0\0\0\x18ftyp" + brand + bytes(200))
    outcome = read(path, "a.heic", ListSink(), LIMITS)
    assert (outcome.state, outcome.media_type) == (State.CORRUPT, "image/heic")
