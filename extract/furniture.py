"""What stands on pages and is no part of the paper's text: running heads, page numbers, signature stamps.

Readers mark these by their place on the page and `compose` leaves them out. Here they are found by their words, in
plain text files (whose text stays as it is) and where a reader missed them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from vanthu.records import DocumentText, Span, TextLine

# CÔNG BÁO/Số 242/Ngày 22-04-2026      49 · 2  CÔNG BÁO/Số 901 + 902/Ngày 01-10-2021        not: đăng Công báo số 5
_GAZETTE_HEAD: Final = re.compile(r"\d{0,4}\s*CÔNG\s*BÁO\s*/\s*Số\b[^\n]{0,240}")
# Ký bởi: … · Cơ quan: … · Ngày ký: 2026-04-22 16:16:54 +07:00        not: Cơ quan: Sở Công Thương (in a form)
_STAMP: Final = re.compile(r"(?:Ký bởi|Người ký|Thời gian ký|Ngày ký|Giờ ký|Email|Cơ quan|Tổ chức|Chức vụ)\s*:.{0,120}")
_STAMP_OPENS: Final = re.compile(r"(?:Ký bởi|Người ký|Thời gian ký|Ngày ký)\s*:")
# 49 · - 2 - · Trang 3/12
_PAGE_NUMBER: Final = re.compile(r"(?:[-–—]\s*)?\d{1,4}(?:\s*[-–—])?|[Tt]rang\s+\d{1,4}(?:\s*/\s*\d{1,4})?")
_DIGITS: Final = re.compile(r"\d+")


def furniture(text: DocumentText) -> tuple[Span, ...]:
    """The lines (their ink) that are furniture of their pages, in order."""
    pages = list(_pages(text))
    repeated = _repeated(text, pages)
    found: list[Span] = []
    for number, lines in enumerate(pages):
        found += _stamps(text, lines)
        for place, line in enumerate(lines):
            ink = _ink(text, line)
            words = text.text[ink.start : ink.end]
            edge = place == 0 or place == len(lines) - 1
            if (
                _GAZETTE_HEAD.fullmatch(words)
                or (edge and number and _PAGE_NUMBER.fullmatch(words))
                or (place == 0 and _DIGITS.sub("#", words) in repeated)
            ):
                found.append(ink)
    return tuple(sorted(set(found)))


def _pages(text: DocumentText) -> Iterator[list[TextLine]]:
    """The lines of each page that have ink and stand outside tables."""
    page: list[TextLine] = []
    at = text.lines[0].page if text.lines else None
    for line in text.lines:
        if line.page != at:
            yield page
            page, at = [], line.page
        if line.cell is None and text.text[line.start : line.end].strip():
            page.append(line)
    yield page


def _stamps(text: DocumentText, lines: Sequence[TextLine]) -> list[Span]:
    """Digital signature stamps: two or more such lines one after the other, one of them about the signing."""
    found: list[Span] = []
    run: list[Span] = []
    for line in (*lines, None):
        ink = _ink(text, line) if line else Span(0, 0)
        if line and _STAMP.fullmatch(text.text[ink.start : ink.end]):
            run.append(ink)
            continue
        if len(run) > 1 and any(_STAMP_OPENS.match(text.text, span.start) for span in run):
            found += run
        run = []
    return found


def _repeated(text: DocumentText, pages: Sequence[Sequence[TextLine]]) -> frozenset[str]:
    """First lines that come again on at least three pages, their digits aside."""
    heads: Counter[str] = Counter()
    for lines in pages:
        if lines:
            ink = _ink(text, lines[0])
            heads[_DIGITS.sub("#", text.text[ink.start : ink.end])] += 1
    return frozenset(head for head, times in heads.items() if times >= 3 and 4 < len(head) < 120)


def _ink(text: DocumentText, line: TextLine) -> Span:
    words = text.text[line.start : line.end]
    start = line.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))
