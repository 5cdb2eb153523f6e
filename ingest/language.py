"""How likely a syllable is after two others, counted over official papers: what the correction of readings leans on.

The counts are made by `scripts/count_language.py`; they are numbers about single syllables and short runs of them, no
text can be put together again from them."""

from __future__ import annotations

import io
import re
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vanthu import viet

UNKNOWN: Final = 0  # a word that was not counted
NUMBER: Final = 1  # whatever has a figure in it
STOP: Final = 2  # the end of a sentence or of a point of a list
OTHERS: Final = ("?", "#", ".")
"""What stands among the syllables without being one, by id."""

UNSEEN: Final = 255
"""Of a share: it was seen too seldom."""

STEP: Final = 1 / 12
"""Logarithms are kept as whole numbers of this step, from 0 down."""

_FILE: Final = "language.npz"
_TOKEN: Final = re.compile(r"[^\W_]+(?:[./,\-–][^\W_]+)*|[.;:|]")
_PART: Final = re.compile(r"[^\W\d_]+")


def tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """The tokens of a text as (start, end, name): syllables in canonical small letters, "#" for numbers and whatever
    has a figure in it ("15/2020/NĐ-CP" is one), "." where a sentence or a point of a list ends."""
    for found in _TOKEN.finditer(text):
        word = found.group()
        if not word[0].isalnum():
            yield found.start(), found.end(), OTHERS[STOP]
        elif any(letter.isdigit() for letter in word):
            yield found.start(), found.end(), OTHERS[NUMBER]
        else:
            for part in _PART.finditer(word):
                yield found.start() + part.start(), found.start() + part.end(), viet.canonical(part.group())


@dataclass(frozen=True, slots=True)
class Language:
    """The counted model, as arrays sorted by key. A pair's key is `first * len(names) + second`, a triple's is
    `place of its first pair * len(names) + third`; `loss` is what falling back from a context costs.

    In hundredths: `comma` is how many of the pairs have a comma within, `capital` how many of those that begin small
    have a capital within, `colon` how many of the syllables before ":" or ";" stand before ":"."""

    names: tuple[str, ...]
    single: bytes
    single_loss: bytes
    colon: bytes
    pairs: memoryview
    pair: bytes
    pair_loss: bytes
    comma: bytes
    capital: bytes
    triples: memoryview
    triple: bytes
    ids: dict[str, int] = field(init=False, repr=False, compare=False, default_factory=dict)
    _known: dict[int, float] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.ids.update((name, k) for k, name in enumerate(self.names))

    def id(self, name: str) -> int:
        """The id of a token's name, UNKNOWN where it was not counted."""
        return self.ids.get(name, UNKNOWN)

    def score(self, before: int, last: int, here: int) -> float:
        """The natural logarithm of the probability of `here` after `before` and `last`."""
        size = len(self.names)
        key = (before * size + last) * size + here
        known = self._known.get(key)
        if known is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            known = self._known[key] = self._after_two(before, last, here)
        return known

    def commas(self, first: int, second: int) -> float | None:
        """How often, 0..1, a comma stands between the two, None where that is not known."""
        at = self._pair(first, second)
        return None if at < 0 or self.comma[at] == UNSEEN else self.comma[at] / 100

    def colons(self, here: int) -> float | None:
        """How often, 0..1, ":" and not ";" stands behind the syllable, None where that is not known."""
        return None if self.colon[here] == UNSEEN else self.colon[here] / 100

    def capitals(self, first: int, second: int) -> float | None:
        """How often, 0..1, the second has a capital where the first has none, None where that is not known."""
        at = self._pair(first, second)
        return None if at < 0 or self.capital[at] == UNSEEN else self.capital[at] / 100

    def knows(self, first: int, second: int) -> bool:
        """Whether the two were counted beside each other."""
        return self._pair(first, second) >= 0

    def _after_two(self, before: int, last: int, here: int) -> float:
        at = self._pair(before, last)
        if at < 0:
            return self._after_one(last, here)
        key = at * len(self.names) + here
        triple = bisect_left(self.triples, key)
        if triple < len(self.triples) and self.triples[triple] == key:
            return -STEP * self.triple[triple]
        return -STEP * self.pair_loss[at] + self._after_one(last, here)

    def _after_one(self, last: int, here: int) -> float:
        at = self._pair(last, here)
        if at >= 0:
            return -STEP * self.pair[at]
        return -STEP * (self.single_loss[last] + self.single[here])

    def _pair(self, first: int, second: int) -> int:
        """The place of a pair among the pairs, -1 where it was not counted."""
        key = first * len(self.names) + second
        at = bisect_left(self.pairs, key)
        return at if at < len(self.pairs) and self.pairs[at] == key else -1


_MOST_KNOWN: Final = 300_000  # scores kept, so that a long document does not fill the memory


@lru_cache(maxsize=1)
def counted() -> Language:
    """The model that comes with the package, loaded once a process."""
    return unpacked((files("ingest") / "data" / _FILE).read_bytes())


def unpacked(data: bytes) -> Language:
    """The model from the bytes of its file."""
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        names = held["names"].tobytes().decode("utf-8").split("\n")
        pairs, triples = (_keys(held[key]) for key in ("pairs", "triples"))
        names_of_bytes = ("single", "single_loss", "colon", "pair", "pair_loss", "comma", "capital", "triple")
        levels = {key: held[key].tobytes() for key in names_of_bytes}
    return Language(names=tuple(names), pairs=pairs, triples=triples, **levels)


def _keys(steps: NDArray[Any]) -> memoryview:
    """Sorted keys from the steps between them."""
    return memoryview(np.cumsum(steps, dtype=np.uint64).astype(np.uint32).tobytes()).cast("I")


def packed(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """The bytes of a model's file, the same for the same arrays."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, values in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, values, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), member.getvalue(), zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()
