"""The piece of a text that shows why it was found: text and offsets, never markup. The same for both engines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from search_api.index.words import Token, accented, tokens
from vanthu.records import IndexQuery, Span

WIDTH: Final = 280
"""Characters of a snippet, about; it begins and ends at a word."""
MAX_MARKS: Final = 64
MAX_TEXT: Final = 20_000
"""Characters of a text that are looked at."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """`text` begins at `offset` of the whole; `marks` count in `text`."""

    text: str
    marks: tuple[Span, ...]
    offset: int


def snippet(text: str, query: IndexQuery, *, width: int = WIDTH) -> Snippet:
    """The best piece of `text` for a question; its beginning where no word of it stands there."""
    found = tokens(text[:MAX_TEXT])
    marked = marks(text, query, found)
    if len(text) <= width:
        return Snippet(text, tuple(Span(t.start, t.end) for t in marked[:MAX_MARKS]), 0)
    start, end = _window(text, found, marked, width)
    inside = [Span(t.start - start, t.end - start) for t in marked if start <= t.start and t.end <= end]
    return Snippet(text[start:end], tuple(inside[:MAX_MARKS]), start)


def marks(text: str, query: IndexQuery, found: list[Token] | None = None) -> list[Token]:
    """The words of `text` that the question asks for. Where accents were typed, words with other accents are marked
    only if nothing else can be."""
    found = tokens(text[:MAX_TEXT]) if found is None else found
    asked = tokens(query.words)
    exact, folded = {word.exact for word in asked}, {word.folded for word in asked}
    chosen = [t for t in found if t.exact in exact or (not query.exact and t.exact == t.folded and t.folded in folded)]
    if not query.exact and (not chosen or not accented(query.words)):
        chosen = [t for t in found if t.folded in folded]
    out = {t.start: t for t in chosen}
    if query.prefix and asked:
        out.update({t.start: t for t in found if t.folded.startswith(asked[-1].folded)})
    for phrase in query.phrases:
        out.update({t.start: t for t in _phrase(found, tokens(phrase), exact=query.exact)})
    for number in query.filters.get("numbers", ()):
        row = [t.folded.upper().lstrip("0") or "0" for t in found]
        out.update({t.start: t for t in _row(found, row, number.split("/"))})
    return [out[start] for start in sorted(out)]


def _phrase(found: list[Token], words: list[Token], *, exact: bool) -> list[Token]:
    typed = exact or any(word.exact != word.folded for word in words)
    row = [t.exact if typed else t.folded for t in found]
    wanted = [w.exact if typed else w.folded for w in words]
    return _row(found, row, wanted)


def _row(found: list[Token], row: list[str], wanted: list[str]) -> list[Token]:
    size = len(wanted)
    starts = [i for i in range(len(row) - size + 1) if row[i : i + size] == wanted] if size else []
    return [found[i] for start in starts for i in range(start, start + size)]


def _window(text: str, found: list[Token], marked: list[Token], width: int) -> tuple[int, int]:
    """The stretch with the most different words, then the most words; a little before the first of them."""
    best, score, right = 0, (0, 0), 0
    for left, token in enumerate(marked):
        right = max(right, left)
        while right < len(marked) and marked[right].end - token.start <= width * 3 // 4:
            right += 1
        inside = marked[left:right]
        now = (len({t.folded for t in inside}), len(inside))
        if now > score:
            best, score = token.start, now
    start = max(0, best - width // 4)
    if start:
        start = next((t.start for t in found if t.start >= start), start)
    start = min(start, best)
    end = min(len(text), start + width)
    if end < len(text):
        end = max((t.end for t in found if start < t.end <= end), default=end)
    return start, end
