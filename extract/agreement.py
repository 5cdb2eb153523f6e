"""Whether two records speak of one fact: words, numbers, places and bodies compared as a reader would."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

Item = Mapping[str, Any]

SAME_PLACE: Final = 0.5
"""Two stretches are one fact where their intersection is at least this share of their union."""
SAME_WORDS: Final = 0.6
"""Two quotes are one fact where they share at least this part of their words (Dice), when places cannot be compared."""

_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")
_TOKEN: Final = re.compile(r"\w+|[^\w\s]")


@lru_cache(maxsize=65536)
def _token(token: str) -> str:
    """A word with its tone at its end: hòa and hoà are one word."""
    letters = unicodedata.normalize("NFD", token)
    tones = sorted(c for c in letters if c in _TONES)
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES)) + "".join(tones)


def words_of(value: object) -> list[str]:
    """The words and marks of a value, comparable: case, spacing, dashes and the placement of tones aside."""
    text = unicodedata.normalize("NFC", str(value)).casefold()
    return [_token(token) for token in _TOKEN.findall(_DASHES.sub("-", unicodedata.normalize("NFC", text)))]


def same_words(value: object) -> str:
    """`words_of` as one string."""
    return " ".join(words_of(value))


def number_key(value: object) -> str:
    """A document's number: leading zeros, spaces, marks and the kind of dash or stroke aside."""
    text = unicodedata.normalize("NFD", str(value).upper().replace("Đ", "D"))
    kept = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"^0+(?=\d)", "", re.sub(r"[^0-9A-Z]+", "/", kept).strip("/"))


@dataclass(frozen=True, slots=True)
class _Fact:
    """Where a fact is and its words, counted once however many it is compared with."""

    place: tuple[int, int] | None
    words: Counter[str]
    page: int | None

    def likeness(self, other: _Fact, by_words: bool) -> float:
        """How much two facts are one: by their places where both have some, else by the words quoted; 0 below
        `SAME_PLACE` and `SAME_WORDS`."""
        if self.place and other.place and not by_words:
            inside = min(self.place[1], other.place[1]) - max(self.place[0], other.place[0])
            around = max(self.place[1], other.place[1]) - min(self.place[0], other.place[0])
            share = inside / around if inside > 0 else 0.0
            return share if share >= SAME_PLACE else 0.0
        total = self.words.total() + other.words.total()
        share = 2 * (self.words & other.words).total() / total if total else 0.0
        return share if share >= SAME_WORDS else 0.0


def _fact(item: Item) -> _Fact:
    start, end = item.get("start"), item.get("end")
    words = Counter(word for word in words_of(item.get("quote", "")) if word[0] == "%" or _is_word(word))
    return _Fact(None if start is None or end is None else (start, end), words, item.get("page"))


def _is_word(token: str) -> bool:
    return token[0].isalnum() or token[0] == "_"


def paired(golds: Sequence[Item], found: Sequence[Item], *, by_words: bool = False) -> list[tuple[int, int]]:
    """Pairs one to one, the most alike first; of equals those on one page, then the earlier."""
    candidates = []
    others = [_fact(item) for item in found]
    for i, gold in enumerate(map(_fact, golds)):
        for j, other in enumerate(others):
            share = gold.likeness(other, by_words)
            if share > 0:
                page = gold.page is not None and gold.page == other.page
                candidates.append((-share, not page, i, j))
    left, right, pairs = set(), set(), []
    for _, _, i, j in sorted(candidates):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


_JOINERS: Final = ("và", "các")


def _parts(name: str) -> list[str]:
    return [word for word in name.split() if _is_word(word) and word not in _JOINERS]


def bodies(golds: Iterable[str], found: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Both sides as comparable names with the names as written: any form of a gold name reads as its first, and a list
    found as one name reads as the gold names that it strings together."""
    first: dict[str, str] = {}
    named: dict[str, str] = {}
    for name in golds:
        forms = [same_words(form) for form in name.split("|")]
        named[forms[0]] = name.split("|")[0].strip()
        first |= dict.fromkeys(forms, forms[0])
    read: dict[str, str] = {}
    for name in found:
        key = same_words(name.split("|")[0])
        key = first.get(key, key)
        run = [] if key in named else _strung(key, list(named))
        read |= {gold: named[gold] for gold in run} or {key: name}
    return named, read


def _strung(name: str, order: Sequence[str]) -> list[str]:
    """The neighbours among the gold names that the name is made of."""
    wanted = _parts(name)
    for first in range(len(order)):
        for last in range(first + 2, len(order) + 1):
            if [word for gold in order[first:last] for word in _parts(gold)] == wanted:
                return list(order[first:last])
    return []
