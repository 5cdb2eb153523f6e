"""The one door to spaCy: phrases looked up by its PhraseMatcher, over tokens by our own rules; sentence bounds.

spaCy is imported when a phrase book is first built (about a second), never by the processes that read files.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

import regex

from vanthu.records import Span
from vanthu.viet import canonical

_TOKEN: Final = regex.compile(r"\w+|[^\w\s]")


def tokens(words: str) -> tuple[list[str], list[int]]:
    """The tokens of a text (runs of letters and digits, single marks) and where each begins."""
    found = list(_TOKEN.finditer(words))
    return [m.group() for m in found], [m.start() for m in found]


class PhraseBook:
    """A set of phrases in canonical form. Finding costs the same however many there are."""

    def __init__(self, phrases: Iterable[str], *, form: Callable[[str], str] | None = None) -> None:
        """`form` maps each word before it is compared (a stem), on both sides."""
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc
        from spacy.vocab import Vocab

        self._doc: Any = Doc
        self._form = form
        self._vocab = Vocab()
        self._matcher = PhraseMatcher(self._vocab, attr="ORTH")
        self._phrases: dict[tuple[str, ...], str] = {}
        for phrase in phrases:
            words = tuple(self._forms(tokens(phrase)[0]))
            if words and words not in self._phrases:
                self._phrases[words] = phrase
        self._words = frozenset(word for words in self._phrases for word in words)
        self._matcher.add("phrase", [Doc(self._vocab, words=list(words)) for words in self._phrases])

    def _forms(self, words: list[str]) -> list[str]:
        return [self._form(word) for word in words] if self._form else words

    def find(self, words: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, phrase) for every occurrence in canonical text, overlapping ones too."""
        names, starts = tokens(words)
        if not names:
            return
        # Words of no phrase all become one, so that the vocabulary does not grow with what is read.
        forms = self._forms(names)
        known = [form if form in self._words else "\ufffd" for form in forms]
        for _, first, last in self._matcher(self._doc(self._vocab, words=known)):
            phrase = self._phrases[tuple(forms[first:last])]
            yield starts[first], starts[last - 1] + len(names[last - 1]), phrase


# A full stop ends a sentence before a blank and a capital letter, a bracket or a quote; not after an abbreviation,
# a number of a list ("1. ") or an initial.
_STOP: Final = regex.compile(
    r"(?<!\b(?:TP|Tp|tp|nr|art|kl|им|г|ст|ThS|TS|PGS|GS|BS|KS|Mr|St|đ/c|[Ss]ố|No|[A-ZĐ]|[IVX]{1,4}|\d{1,2}))[.!?…]+[\"”’»)]*\s+(?=[\p{Lu}\d\"“‘«(\-–+])"
    r"|\n\s*\n|\n(?=\s*(?:[-–+•*]|\d{1,3}[.)]|[a-zđ]\)|Điều\s+\d|[IVX]{1,5}\.)\s)"
)


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text, without the white space between them; list items and blank lines end one too."""
    out, start = [], 0
    for stop in (*_STOP.finditer(text), None):
        end = stop.end() if stop else len(text)
        piece = text[start:end]
        if piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            out.append(Span(first, start + len(piece.rstrip())))
        start = end
    return tuple(out)


_WHITE: Final = "\n\r\t\f\v\u00a0"
_RUNS: Final = re.compile(r" {2,}")


@lru_cache(maxsize=4)
def spelt(text: str) -> str:
    """A whole text in canonical form, kept for those who ask for it next."""
    return canonical(text)


@lru_cache(maxsize=4)
def flat(text: str) -> tuple[str, Callable[[int], int]]:
    """The text in canonical form with every run of white space one blank, and the way back from a place in it."""
    words = spelt(text)
    for white in _WHITE:  # faster than str.translate
        words = words.replace(white, " ")
    if "  " not in words:
        return words, _same
    runs = [(m.start() + 1, m.end() - m.start() - 1) for m in _RUNS.finditer(words)]
    starts, shifts, lost = [], [], 0
    for start, extra in runs:
        starts.append(start - lost)
        lost += extra
        shifts.append(lost)

    def back(place: int) -> int:
        run = bisect_right(starts, place) - 1
        return place + (shifts[run] if run >= 0 else 0)

    return _RUNS.sub(" ", words), back


def _same(place: int) -> int:
    return place
