"""The words of a file beside the same words as printed: which is which.

Words that stand once on both sides, with their neighbours, are the fixed points; between them stretches are compared
word by word. Time grows with the number of words, not with its square.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

_NEIGHBOURS: Final = (5, 3, 1)
_DEEPEST: Final = 100
_MOST: Final = 400_000  # pairs compared in one stretch without a fixed point

Pairs = list[tuple[range, range]]


def aligned(one: Sequence[str], other: Sequence[str]) -> Pairs:
    """Stretches of `one` and of `other` that hold the same letters, in order: mostly one word each; several on a side
    where the other joined or split them. Words without a counterpart are in none."""
    pairs: Pairs = []
    _align(one, other, 0, len(one), 0, len(other), 0, 0, pairs)
    return pairs


def _align(
    a: Sequence[str], b: Sequence[str], a0: int, a1: int, b0: int, b1: int, level: int, deep: int, out: Pairs
) -> None:
    if deep > _DEEPEST:
        level = len(_NEIGHBOURS)
    while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
        out.append((range(a0, a0 + 1), range(b0, b0 + 1)))
        a0, b0 = a0 + 1, b0 + 1
    tail = 0
    while a1 - tail > a0 and b1 - tail > b0 and a[a1 - tail - 1] == b[b1 - tail - 1]:
        tail += 1
    end_a, end_b = a1 - tail, b1 - tail
    if a0 < end_a and b0 < end_b:
        fixed = _fixed_points(a, b, a0, end_a, b0, end_b, _NEIGHBOURS[level]) if level < len(_NEIGHBOURS) else []
        if fixed:
            for i, j in [*fixed, (end_a, end_b)]:
                _align(a, b, a0, i, b0, j, level, deep + 1, out)
                a0, b0 = i, j
                if i < end_a:
                    out.append((range(i, i + 1), range(j, j + 1)))
                    a0, b0 = i + 1, j + 1
        elif level < len(_NEIGHBOURS):
            _align(a, b, a0, end_a, b0, end_b, level + 1, deep + 1, out)
        else:
            _compare(a, b, a0, end_a, b0, end_b, out)
    out.extend((range(end_a + k, end_a + k + 1), range(end_b + k, end_b + k + 1)) for k in range(tail))


def _fixed_points(
    a: Sequence[str], b: Sequence[str], a0: int, a1: int, b0: int, b1: int, wide: int
) -> list[tuple[int, int]]:
    """Places where `wide` words in a row stand once on both sides, the longest run of them that is in order."""
    left = _once(a, a0, a1, wide)
    right = _once(b, b0, b1, wide)
    places = [(i, right[words]) for words, i in left.items() if words in right]
    return _in_order(sorted(places))


def _once(words: Sequence[str], start: int, end: int, wide: int) -> dict[tuple[str, ...], int]:
    runs = [tuple(words[i : i + wide]) for i in range(start, end - wide + 1)]
    counts = Counter(runs)
    return {run: start + i for i, run in enumerate(runs) if counts[run] == 1}


def _in_order(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest rising subsequence."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for k, (_, j) in enumerate(places):
        at = bisect_left(tails, j)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(j)
            ends.append(k)
        else:
            tails[at], ends[at] = j, k
    out = []
    k = ends[-1] if ends else -1
    while k >= 0:
        out.append(places[k])
        k = before[k]
    return out[::-1]


def _compare(a: Sequence[str], b: Sequence[str], a0: int, a1: int, b0: int, b1: int, out: Pairs) -> None:
    """A stretch without fixed points: words that are equal, then words that were joined or split between them."""
    if (a1 - a0) * (b1 - b0) > _MOST:
        return
    matcher = SequenceMatcher(None, a[a0:a1], b[b0:b1], autojunk=False)
    i, j = a0, b0
    for match in matcher.get_matching_blocks():
        _regrouped(a, b, i, a0 + match.a, j, b0 + match.b, out)
        i, j = a0 + match.a, b0 + match.b
        out.extend((range(i + k, i + k + 1), range(j + k, j + k + 1)) for k in range(match.size))
        i, j = i + match.size, j + match.size


def _regrouped(a: Sequence[str], b: Sequence[str], i: int, a1: int, j: int, b1: int, out: Pairs) -> None:
    """The same letters cut into other words ("2025-" "2030" and "2025-2030")."""
    while i < a1 and j < b1:
        i_end, j_end = i + 1, j + 1
        left, right = a[i], b[j]
        while left != right:
            if len(left) < len(right) and right.startswith(left) and i_end < a1:
                left += a[i_end]
                i_end += 1
            elif len(right) < len(left) and left.startswith(right) and j_end < b1:
                right += b[j_end]
                j_end += 1
            else:
                break
        alike = i_end - i == j_end - j == 1 and a1 - i == b1 - j and (left.startswith(right) or right.startswith(left))
        if left == right or alike:  # alike: a footnote's number printed at the end of a word
            out.append((range(i, i_end), range(j, j_end)))
            i, j = i_end, j_end
        elif a1 - i > b1 - j:
            i += 1
        elif a1 - i < b1 - j:
            j += 1
        else:
            i, j = i + 1, j + 1
