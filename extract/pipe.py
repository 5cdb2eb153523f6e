"""What all finders share: phrases looked up in the words of a text, the bounds of sentences, a text in flat form."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

import regex

from vanthu.records import Span
from vanthu.viet import canonical

_TOKEN: Final = regex.compile(r"\w+|[^\w\s]")


def tokens(words: str) -> tuple[list[str], list[int]]:
    """The tokens of a text (runs of letters and digits, single marks) and where each begins."""
    found = list(_TOKEN.finditer(words))
    return [m.group() for m in found], [m.start() for m in found]


class PhraseBook:
    """A set of phrases in canonical form. Finding costs the same however many there are: a text is looked at where two
    of its words begin a phrase."""

    def __init__(self, phrases: Iterable[str], *, form: Callable[[str], str] | None = None) -> None:
        """`form` maps each word before it is compared (a stem), on both sides."""
        self._form = form
        self._phrases: dict[tuple[str, ...], str] = {}
        self._lengths: dict[str, dict[str, list[int]]] = {}
        """By the first word and the second ("" where there is none): how many words such phrases have."""
        for phrase in phrases:
            words = tuple(self._forms(tokens(phrase)[0]))
            if words and words not in self._phrases:
                self._phrases[words] = phrase
                known = self._lengths.setdefault(words[0], {}).setdefault("".join(words[1:2]), [])
                known[:] = sorted({*known, len(words)})

    def _forms(self, words: list[str]) -> list[str]:
        return [self._form(word) for word in words] if self._form else words

    def find(self, words: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, phrase) for every occurrence in canonical text, overlapping ones too, in order of their
        beginnings, the shorter first."""
        names, starts = tokens(words)
        forms = [*self._forms(names), ""]
        for first, form in enumerate(forms):
            after = self._lengths.get(form)
            if after is None:
                continue
            for length in after.get("", []) + after.get(forms[first + 1] or "\n", []):
                phrase = self._phrases.get(tuple(forms[first : first + length]))
                if phrase is not None:
                    last = first + length - 1
                    yield starts[first], starts[last] + len(names[last]), phrase


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
