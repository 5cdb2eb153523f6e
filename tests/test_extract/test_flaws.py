"""The scan-quality gate: each flaw is found, and its absence too."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extract.flaws import flaws, skew_degrees
from vanthu.records import Box, Flaw, FlawKind, Line, LineKind, Page, PageSource, Word

A4 = (595.0, 842.0)


def line(
    *,
    top: float = 0.2,
    left: float = 0.15,
    words: int = 8,
    sure: float | None = 0.9,
    drop: float = 0.0,
    text: str = "chữ",
    kind: LineKind = LineKind.BODY,
) -> Line:
    """Words side by side, each a little lower than the one before by `drop`."""
    boxes = [
        Box(1, left + 0.09 * k, top + drop * k, left + 0.09 * k + 0.08, top + drop * k + 0.015) for k in range(words)
    ]
    at = len(text) + 1
    return Line(
        " ".join([text] * words), tuple(Word(at * k, at * k + len(text), b, sure) for k, b in enumerate(boxes)), kind
    )


def page(
    *lines: Line, n: int = 1, dpi: float | None = 200.0, source: PageSource = PageSource.OCR, reason: str = "trang ảnh"
) -> Page:
    return Page(n, *A4, source, lines, reason, dpi=dpi)


def body(**more: float) -> tuple[Line, ...]:
    return tuple(line(top=0.2 + 0.03 * k, **more) for k in range(6))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scanned", "found"),
    [
        (page(*body()), []),
        (page(*body(), dpi=199.2), []),
        (page(*body(), dpi=150), [(FlawKind.LOW_DPI, 150)]),
        (page(*body(), dpi=None), []),
        (page(*body(drop=0.0003)), []),
        (page(*body(drop=0.0025)), [(FlawKind.SKEW, 2.3)]),
        (page(*body(drop=-0.0025)), [(FlawKind.SKEW, -2.3)]),
        (page(*body(sure=0.4)), [(FlawKind.UNREADABLE, 0.4)]),
        (page(line(words=2, sure=0.4)), []),
        (page(*body(left=0.0)), [(FlawKind.CUT, 6)]),
        (page(line(left=0.0), *body()), []),
        (page(line(top=0.001), *body()), [(FlawKind.CUT, 1)]),
        (page(line(top=0.001, words=2), *body()), []),
        (page(line(top=0.985), *body()), [(FlawKind.CUT, 1)]),
        (page(reason="trang ảnh; trang trắng"), [(FlawKind.BLANK, None)]),
        (page(), [(FlawKind.UNREADABLE, None)]),
        (page(source=PageSource.TEXT), [(FlawKind.BLANK, None)]),
        (page(*body(sure=None, drop=0.0025), source=PageSource.TEXT, dpi=None), []),
        (page(source=PageSource.FILE), []),
    ],
)
def test_what_is_wrong_with_a_page(scanned: Page, found: list[tuple[FlawKind, float | None]]) -> None:
    assert [(flaw.kind, flaw.value) for flaw in flaws([scanned])] == found


@pytest.mark.parametrize("degrees", [-3.0, -1.0, 0.0, 0.5, 2.0])
def test_skew_is_told_in_degrees(degrees: float) -> None:
    drop = degrees * 3.14159 / 180 * 0.09 * A4[0] / A4[1]
    assert skew_degrees(page(*body(drop=drop))) == pytest.approx(degrees, abs=0.01)


def numbered(*numbers: str) -> list[Page]:
    """Pages whose printed number is this ("" for none)."""
    pages = []
    for n, number in enumerate(numbers, 1):
        printed = [line(top=0.05, words=1, text=number, kind=LineKind.PAGE_NUMBER)] if number else []
        pages.append(page(*printed, *body(), n=n))
    return pages


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        (["", "2", "3", "4"], []),
        (["", "2", "4", "5"], [(3, 3)]),
        (["1", "2", "5"], [(3, 3)]),
        (["", "2", "", "4"], []),
        (["", "2", "", "5"], [(4, 3)]),
        (["", "2", "37", "4", "5"], []),
        (["", "2", "3", "", "2", "3"], []),
        (["", "2", "", "3"], []),
        (["", "2", "400"], []),
        (["- 2 -", "Trang 4"], [(2, 3)]),
        ([], []),
    ],
)
def test_a_missing_page_shows_in_the_printed_numbers(numbers: Sequence[str], missing: list[tuple[int, int]]) -> None:
    assert flaws(numbered(*numbers)) == tuple(Flaw(n, FlawKind.MISSING_PAGE, number) for n, number in missing)


def test_a_number_that_was_hardly_read_tells_nothing() -> None:
    pages = numbered("", "2", "4")
    doubtful = line(top=0.05, words=1, text="4", sure=0.3, kind=LineKind.PAGE_NUMBER)
    assert flaws([*pages[:2], page(doubtful, *body(), n=3)]) == ()
