"""The words of a text as both engines see them: syllables, in two spellings, with their places.

Both engines are given text that is already cut, so that they find exactly the same: runs of letters and digits, once in
canonical form (accents kept) and once folded.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from vanthu.viet import canonical, fold

LONGEST: Final = 80
"""Characters of a word that count: what is longer is no word of any language."""

_WORD: Final = re.compile(r"\w+")
GAP: Final = "\u241e"
"""Stands between two fields in the indexed words, so that no phrase runs over both; no word of any text."""


class Token(NamedTuple):
    """A word at `text[start:end]`, in its two spellings. A tuple: texts have thousands."""

    exact: str
    folded: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words of an NFC text, in order."""
    exact, folded = canonical(text), fold(text)
    return [
        Token(exact[m.start() : m.end()][:LONGEST], folded[m.start() : m.end()][:LONGEST], m.start(), m.end())
        for m in _WORD.finditer(text)
    ]


def spellings(text: str) -> tuple[list[str], list[str]]:
    """The words of an NFC text in order, exact and folded: those of `tokens`, without their places."""
    exact, folded = (_WORD.findall(spelt) for spelt in (canonical(text), fold(text)))
    return [word[:LONGEST] for word in exact], [word[:LONGEST] for word in folded]


def accented(text: str) -> bool:
    """Whether somebody typed accents in it: then accents tell which of two words is meant."""
    return canonical(text) != fold(text)
