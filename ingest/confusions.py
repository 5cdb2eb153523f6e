"""How a syllable is misread: for what was read, the syllables it may stand for and how likely each is read so.

The table is counted by `scripts/count_confusions.py` on pages of known text."""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Final

from ingest import language
from vanthu import viet

_FILE: Final = "confusions.tsv"
_OWN_WEIGHT: Final = 20.0  # sightings of a letter, as many as which the pooled figures count
_WHOLE_WEIGHT: Final = 20.0  # sightings of a syllable, as many as which the figures of its letters count
_FLOOR: Final = 1e-5
_DOUBLED: Final = math.log(2e-4)  # a letter read twice
_LEAST_COUNT: Final = 2  # sightings of another letter being read, to look for it
_MOST_KNOWN: Final = 50_000  # readings whose candidates are kept
_MOST: Final = 24  # candidates of a reading


@dataclass(frozen=True, slots=True)
class Confusions:
    """Counts of letters as they were read, and of words right and wrong by how sure the engine was of them.

    `letters`: (true, read) → how often, capitals apart; `whole`: the same of syllables, those that are taken for each
    other time and again ("chi" for "chỉ"); `shown`: how often a syllable of `whole` was there to be read; `sure`:
    lower bounds of confidence, each with how many times likelier such a confidence is on a wrong reading than on a
    right one (natural logarithm)."""

    letters: Mapping[tuple[str, str], int]
    whole: Mapping[tuple[str, str], int]
    shown: Mapping[str, int]
    sure: tuple[tuple[float, float], ...]
    names: Sequence[str]
    _seen: dict[str, int] = field(init=False, repr=False, compare=False, default_factory=dict)
    _pooled: dict[tuple[bool, str, str], float] = field(init=False, repr=False, compare=False, default_factory=dict)
    _others: dict[str, list[str]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _alike: dict[str, list[str]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _known: dict[str, tuple[tuple[str, float], ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        pooled: dict[tuple[bool, str, str], int] = defaultdict(int)
        sources: dict[tuple[bool, str], int] = defaultdict(int)
        for (true, read), count in self.letters.items():
            self._seen[true] = self._seen.get(true, 0) + count
            capital, was, now = true.isupper(), _marks(true), _marks(read)
            if viet.fold(true) == viet.fold(read):
                pooled[capital, was, now] += count
            elif count >= _LEAST_COUNT and len(true) == 1:
                self._others.setdefault(viet.lower(read), []).append(viet.lower(true))
            sources[capital, was] += count
        for (capital, was, now), count in pooled.items():
            self._pooled[capital, was, now] = count / sources[capital, was]
        for name in self.names:
            self._alike.setdefault(viet.fold(name), []).append(name)

    def likelier_wrong(self, confidence: float) -> float:
        """How many times likelier this confidence is on a wrong reading than on a right one, as a logarithm."""
        at = bisect_right(self.sure, (confidence, math.inf)) - 1
        return self.sure[max(at, 0)][1]

    def candidates(self, read: str) -> tuple[tuple[str, float], ...]:
        """The syllables (canonical, small letters) that may have been read as `read` (case as read, tone placement
        canonical) with the logarithm of how likely each is read so; itself is among them if it is a syllable."""
        known = self._known.get(read)
        if known is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            low = viet.lower(read)
            found = {name: self.likelihood(name, read) for name in self._near(low)}
            if low not in found:
                found.update(dict.fromkeys(self._doubled(low), _DOUBLED))
            best = sorted(found.items(), key=lambda pair: (pair[0] != low, -pair[1], pair[0]))[:_MOST]
            known = self._known[read] = tuple(best)
        return known

    def likelihood(self, true: str, read: str) -> float:
        """The logarithm of how likely the syllable is read as this, of the same length: letter by letter, or as often
        as it was seen to be where it was read often enough."""
        by_letter = math.prod(self._letter(t.upper() if r.isupper() else t, r) for t, r in zip(true, read, strict=True))
        if not read.isupper():
            read = viet.lower(read)
            if true in self.shown:
                count = self.whole.get((true, read), 0)
                by_letter = (count + _WHOLE_WEIGHT * by_letter) / (self.shown[true] + _WHOLE_WEIGHT)
        return math.log(by_letter)

    def _letter(self, true: str, read: str) -> float:
        seen, count = self._seen.get(true, 0), self.letters.get((true, read), 0)
        pooled = _FLOOR
        if viet.fold(true) == viet.fold(read):
            pooled = max(self._pooled.get((true.isupper(), _marks(true), _marks(read)), _FLOOR), _FLOOR)
        return (count + _OWN_WEIGHT * pooled) / (seen + _OWN_WEIGHT)

    def _near(self, low: str) -> Iterable[str]:
        """The counted syllables of these letters with whatever marks, or with one other letter in place of one that
        is known to be taken for it."""
        yield from self._alike.get(viet.fold(low), ())
        for k, letter in enumerate(low):
            for other in self._others.get(letter, ()):
                name = low[:k] + other + low[k + 1 :]
                if name in self._alike.get(viet.fold(name), ()):
                    yield name

    def _doubled(self, low: str) -> Iterable[str]:
        for k in range(len(low) - 1):
            if viet.fold(low[k]) == viet.fold(low[k + 1]):
                single = (low[:k] + low[k + 1 :], low[: k + 1] + low[k + 2 :])
                yield from (name for name in single if name in self._alike.get(viet.fold(name), ()))


def _marks(letter: str) -> str:
    """The marks of a letter; đ has one."""
    return "đ" if letter in "đĐ" else unicodedata.normalize("NFD", letter)[1:]


def read_table(text: str, names: Sequence[str]) -> Confusions:
    """The table from the text of its file."""
    letters: dict[tuple[str, str], int] = {}
    whole: dict[tuple[str, str], int] = {}
    shown: dict[str, int] = {}
    sure: list[tuple[float, float]] = []
    for line in text.splitlines():
        kind, one, other, *more = line.split("\t")
        if kind == "letter":
            letters[one, other] = int(more[0])
        elif kind == "syllable":
            whole[one, other] = int(more[0])
        elif kind == "shown":
            shown[one] = int(other)
        elif kind == "sure":
            sure.append((float(one), float(other)))
    return Confusions(letters, whole, shown, tuple(sure), names)


@lru_cache(maxsize=1)
def counted() -> Confusions:
    """The table that comes with the package, for the syllables that were counted; loaded once a process."""
    names = language.counted().names[len(language.OTHERS) :]
    return read_table((files("ingest") / "data" / _FILE).read_text("utf-8"), names)
