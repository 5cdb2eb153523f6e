"""Errors of a reading against a typed truth: characters, words, lines; whatever the order of the columns."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields
from typing import Final

_PART: Final = 0.05  # a whole line with a wrong mark is before the same words in a longer or shorter one


@dataclass(frozen=True)
class Score:
    """Edit operations and lengths, to be added up over pages."""

    char_errors: int = 0
    chars: int = 0
    word_errors: int = 0
    words: int = 0
    lost_words: int = 0  # words of the truth that are nowhere on the page: independent of any order
    bare_errors: int = 0  # of characters once all marks are taken off (đ → d): what is left are letters
    lines: int = 0  # of the truth, where it keeps the paper's lines
    exact_lines: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def cer(self) -> float:
        """Per cent."""
        return 100 * self.char_errors / max(self.chars, 1)

    @property
    def lost(self) -> float:
        """Per cent."""
        return 100 * self.lost_words / max(self.words, 1)

    @property
    def wer(self) -> float:
        """Per cent."""
        return 100 * self.word_errors / max(self.words, 1)

    @property
    def bare_cer(self) -> float:
        """Per cent."""
        return 100 * self.bare_errors / max(self.chars, 1)

    @property
    def exact(self) -> float | None:
        """Per cent of the lines; None where the truth does not keep the paper's lines."""
        return 100 * self.exact_lines / self.lines if self.lines else None


def distance(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """Levenshtein's distance, bits in parallel (Myers 1999, as Hyyrö wrote it down)."""
    if not one or not other:
        return max(len(one), len(other))
    ones = (1 << len(one)) - 1
    last = 1 << (len(one) - 1)
    places: dict[Hashable, int] = {}
    for k, item in enumerate(one):
        places[item] = places.get(item, 0) | 1 << k
    up, down, score = ones, 0, len(one)
    for item in other:
        here = places.get(item, 0)
        diagonal = (((here & up) + up) ^ up) | here | down
        plus, minus = down | ~(diagonal | up) & ones, diagonal & up
        score += (1 if plus & last else 0) - (1 if minus & last else 0)
        plus, minus = (plus << 1 | 1) & ones, minus << 1 & ones
        up, down = (minus | ~(diagonal | plus)) & ones, plus & diagonal
    return score


def prefix_distance(found: Sequence[Hashable], truth: Sequence[Hashable]) -> tuple[int, int]:
    """The least distance between what was found and a beginning of the truth, and how long that beginning is: for
    pages cut out of a longer document."""
    best, at = len(found), 0
    ones, last = (1 << len(found)) - 1, 1 << (len(found) - 1)
    places: dict[Hashable, int] = {}
    for k, item in enumerate(found):
        places[item] = places.get(item, 0) | 1 << k
    up, down, score = ones, 0, len(found)
    for j, item in enumerate(truth, start=1):
        here = places.get(item, 0)
        diagonal = (((here & up) + up) ^ up) | here | down
        plus, minus = down | ~(diagonal | up) & ones, diagonal & up
        score += (1 if plus & last else 0) - (1 if minus & last else 0)
        plus, minus = (plus << 1 | 1) & ones, minus << 1 & ones
        up, down = (minus | ~(diagonal | plus)) & ones, plus & diagonal
        if score < best:
            best, at = score, j
    return best, at


def settled(text: str) -> str:
    """NFC, raised figures and typographic signs as plain ones, ⟦…⟧ (not plain print) dropped."""
    text = unicodedata.normalize("NFC", re.sub("⟦[^⟧]*⟧", " ", text))
    for odd, plain in (
        ("¹", "1"),
        ("²", "2"),
        ("³", "3"),
        ("…", "..."),
        ("“", '"'),
        ("”", '"'),
        ("’", "'"),
        ("‘", "'"),
        ("–", "-"),
        ("—", "-"),
    ):
        text = text.replace(odd, plain)
    return text


def score(truth: Sequence[str], found: Sequence[str]) -> Score:
    """Compares two pages given as lines. The lines found are first put into the order of the truth, so that reading a
    letterhead by row or by column costs nothing."""
    want = [" ".join(settled(line).split()) for line in truth]
    want = [line for line in want if line]
    have = [" ".join(settled(line).split()) for line in found]
    have = [line for line in have if line]
    ordered = _in_order(want, have)
    a, b = " ".join(want), " ".join(ordered)
    plain = min(distance(a, b), distance(a, " ".join(have)))
    words = min(distance(a.split(), b.split()), distance(a.split(), " ".join(have).split()))
    bare = min(distance(_bare(a), _bare(b)), distance(_bare(a), _bare(" ".join(have))))
    exact = (Counter(want) & Counter(have)).total()
    return Score(plain, len(a), words, len(a.split()), _lost(a.split(), b.split()), bare, len(want), exact)


def score_beginning(truth: Sequence[str], found: Sequence[str]) -> Score:
    """Compares pages with the beginning of a longer text, whose lines are broken elsewhere."""
    a, b = (" ".join(settled(" ".join(lines)).split()) for lines in (truth, found))
    errors, length = prefix_distance(b, a)
    word_errors, words = prefix_distance(b.split(), a.split())
    bare, _ = prefix_distance(_bare(b), _bare(a))
    return Score(errors, length, word_errors, words, _lost(a.split()[:words], b.split()), bare)


def _bare(text: str) -> str:
    """Without marks; capitals stay."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _lost(want: Sequence[str], have: Sequence[str]) -> int:
    return (Counter(want) - Counter(have)).total()


def _in_order(want: Sequence[str], have: Sequence[str]) -> list[str]:
    """The lines found, each moved behind the line before its best match in the truth; unmatched ones stay with the
    line before them."""
    places: list[tuple[float, int]] = []
    before = -1.0
    for k, line in enumerate(have):
        costs = [(_unlike(line, other), abs(j - before), j) for j, other in enumerate(want)]
        cost, _, j = min(costs, default=(1.0, 0.0, 0))
        before = j if cost < 0.5 else before + 0.001
        places.append((before, k))
    return [have[k] for _, k in sorted(places)]


def _unlike(one: str, other: str) -> float:
    """How little two lines have in common, 0..1: a part of a line is nearly like the whole, its own line is more so."""
    if not one or not other:
        return 1.0
    short, long = sorted((len(one), len(other)))
    apart = max(distance(one, other) - 0.98 * (long - short), 0) / short
    return min(1.0, apart + _PART * (1 - short / long))
