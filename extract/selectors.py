"""Words of the text that are to be found again, whatever another reading made of the letters beside them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vanthu.records import Box, DocumentText, Evidence, Selector, Span
from vanthu.viet import canonical, fold, nfc

_CONTEXT: Final = 32
_ALIKE: Final = 0.75
"""Words in the same place that were read otherwise are the same words when their letters agree so much."""
_SLACK: Final = 0.004
"""Of the page: boxes of another reading may lie so much apart."""


def selector(text: DocumentText, span: Span) -> Selector:
    """What finds this stretch of the text again."""
    before = " ".join(text.text[max(span.start - 2 * _CONTEXT, 0) : span.start].split())
    after = " ".join(text.text[span.end : span.end + 2 * _CONTEXT].split())
    return Selector(text.quote((span,)), before[-_CONTEXT:], after[:_CONTEXT], text.boxes((span,)))


def find(text: DocumentText, wanted: Selector) -> Span | None:
    """Where the words stand: where they are written so (the place most like the old one of several), else what was
    read in their boxes where it is nearly the same; None where neither is."""
    flat = _Flat.of(text.text)
    written = list(flat.places(wanted.exact))
    if written:
        return max(written, key=lambda span: (_likeness(text, span, wanted), -span.start))
    return _in_boxes(text, wanted)


def find_all(text: DocumentText, wanted: Sequence[Selector]) -> Evidence | None:
    """Where all the pieces stand; None where one of them is not found."""
    found = [find(text, one) for one in wanted]
    spans = tuple(span for span in found if span is not None)
    return spans if spans and len(spans) == len(found) else None


def places(text: str, words: str) -> tuple[Span, ...]:
    """Every place of the words in the text, white space, case and tone placement aside."""
    return tuple(_Flat.of(text).places(words))


@dataclass(frozen=True, slots=True)
class _Flat:
    """The text with single blanks for white space, in canonical letters, and where each of its characters came from."""

    words: str
    at: list[int]

    @classmethod
    def of(cls, text: str) -> _Flat:
        letters: list[str] = []
        at: list[int] = []
        for i, letter in enumerate(text):
            if not letter.isspace():
                letters.append(letter)
                at.append(i)
            elif letters and letters[-1] != " ":
                letters.append(" ")
                at.append(i)
        return cls(canonical("".join(letters)), at)

    def places(self, words: str) -> Iterator[Span]:
        wanted = canonical(" ".join(nfc(words).split()))
        start = self.words.find(wanted) if wanted else -1
        while start >= 0:
            yield Span(self.at[start], self.at[start + len(wanted) - 1] + 1)
            start = self.words.find(wanted, start + 1)


def _likeness(text: DocumentText, span: Span, wanted: Selector) -> float:
    here = selector(text, span)
    pages = {box.page for box in wanted.boxes}
    same_page = any(box.page in pages for box in here.boxes)
    near = sum(_meets(box, other) for box in here.boxes for other in wanted.boxes)
    return (
        _common(fold(here.before)[::-1], fold(wanted.before)[::-1])
        + _common(fold(here.after), fold(wanted.after))
        + _CONTEXT * (same_page + min(near, 1))
    )


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _in_boxes(text: DocumentText, wanted: Selector) -> Span | None:
    here = [word for word in text.words if word.box and any(_holds(box, word.box) for box in wanted.boxes)]
    if not here:
        return None
    span = Span(here[0].start, here[-1].end)
    read, meant = fold(text.quote((span,))), fold(wanted.exact)
    if len(read) > 2 * len(meant) or len(meant) > 2 * len(read):
        return None
    return span if difflib.SequenceMatcher(None, read, meant, autojunk=False).ratio() >= _ALIKE else None


def _holds(box: Box, other: Box) -> bool:
    """Whether the middle of a word lies in the box, or nearly."""
    x, y = (other.x0 + other.x1) / 2, (other.y0 + other.y1) / 2
    return (
        box.page == other.page and box.x0 - _SLACK <= x <= box.x1 + _SLACK and box.y0 - _SLACK <= y <= box.y1 + _SLACK
    )


def _meets(one: Box, other: Box) -> bool:
    apart = one.x1 <= other.x0 or other.x1 <= one.x0 or one.y1 <= other.y0 or other.y1 <= one.y0
    return one.page == other.page and not apart
