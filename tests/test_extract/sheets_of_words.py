"""Recognised pages written as text: `word?0.4` was read with confidence 0.4, the others with 0.95."""

from __future__ import annotations

import re

from vanthu.records import Box, Line, Page, PageSource, Word

SURE = 0.95
_MARKED = re.compile(r"(.+)\?(0\.\d+)")


def page_of(text: str, n: int = 1, *, shift: float = 0.0) -> Page:
    """A page of A4 with the lines of the text under each other, every letter a hundredth of the page wide; `shift`
    moves all boxes to the right and down."""
    return Page(n, 595.0, 842.0, PageSource.OCR, tuple(_lines(text, n, shift)))


def _lines(text: str, n: int, shift: float) -> list[Line]:
    lines = []
    for row, written in enumerate(text.strip("\n").split("\n")):
        words, letters = [], ""
        for piece in written.split():
            marked = _MARKED.fullmatch(piece)
            word, sure = (marked[1], float(marked[2])) if marked else (piece, SURE)
            start = len(letters) + (1 if letters else 0)
            letters = f"{letters} {word}".strip()
            x, y = 0.05 + 0.01 * start + shift, 0.05 + 0.02 * row + shift
            words.append(Word(start, len(letters), Box(n, x, y, x + 0.01 * len(word), y + 0.015), sure))
        lines.append(Line(letters, tuple(words)))
    return lines
