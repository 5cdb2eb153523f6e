"""Lines with a word that was hardly readable, read again alone: dirt between lines and neighbours that touch mislead
the page segmentation, not the recognition of a line cut free."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ingest import cuttings, ink, sense
from ingest.cuttings import Cut
from ingest.ink import Ink
from ingest.reading import Reading
from vanthu import viet

_DOUBT: Final = 0.35  # a word less sure than this has its line read again
_UNSURE: Final = 0.6  # … and then the words less sure than this may be replaced
_MOST: Final = 12  # lines of a page; where more are doubtful, the page is poor and cutting lines does not help
_GAIN: Final = 0.15  # by which a word must have become surer
_SAME_PLACE: Final = 0.3  # of the narrower word in common
_ROOM: Final = 0.35  # of the line's height, above and below


def better(page: Ink, words: Sequence[Reading], *, dpi: float, languages: Sequence[str]) -> list[Reading]:
    """The words, doubtful ones replaced where the line alone gives a surer reading of them."""
    lines: dict[tuple[int, int, int], list[Reading]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    doubtful = {key: line for key, line in lines.items() if any(_is_doubtful(word) for word in line) and len(line) > 1}
    if not doubtful or len(doubtful) > _MOST:
        return list(words)
    others = [word for word in words if word.line not in doubtful]
    bare = page.without(page.covered(others, ink.line_height(words)))
    pieces = cuttings.read(bare, [_cut(page, line) for line in doubtful.values()], dpi=dpi, languages=languages)
    new = dict(zip(doubtful, pieces, strict=True))
    return [word for key, line in lines.items() for word in (merged(line, new[key]) if key in new else line)]


def _is_doubtful(word: Reading) -> bool:
    return word.confidence < _DOUBT and len(re.findall(r"\w", word.text)) > 1


def _cut(page: Ink, line: Sequence[Reading]) -> Cut:
    high, wide = page.gray.shape
    room = int(_ROOM * (line[0].bottom - line[0].top))
    x0, x1 = max(min(word.x0 for word in line) - room, 0), min(max(word.x1 for word in line) + room, wide)
    y0, y1 = max(line[0].top - room, 0), min(line[0].bottom + room, high)
    return Cut(x0, y0, max(x1 - x0, 1), max(y1 - y0, 1))


def merged(old: Sequence[Reading], new: Sequence[Reading]) -> list[Reading]:
    """The line's words, the unsure ones as they were read the second time where that is surer; a surer word that only
    lost its marks ("ĐÔNG" → "ĐONG") is none, nor are words run together. What stands where no word was is a
    neighbouring line's."""
    out: list[Reading] = []
    for before, after in _pairs(old, new):
        better = before and after and _is_better(after, before)
        out.extend((replace(word, line=before[0].line) for word in after) if better else before)
    return out


def _pairs(old: Sequence[Reading], new: Sequence[Reading]) -> list[tuple[list[Reading], list[Reading]]]:
    """Words of both readings that stand at the same place, from the left."""
    groups: list[tuple[list[Reading], list[Reading]]] = []
    for word, is_new in sorted([(w, False) for w in old] + [(w, True) for w in new], key=lambda pair: pair[0].x0):
        if groups and any(_beside(word, other) for side in groups[-1] for other in side):
            groups[-1][is_new].append(word)
        else:
            groups.append(([], [word]) if is_new else ([word], []))
    return groups


def _beside(one: Reading, other: Reading) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    return across > _SAME_PLACE * min(one.x1 - one.x0, other.x1 - other.x0)


def _is_better(new: Sequence[Reading], old: Sequence[Reading]) -> bool:
    if min(word.confidence for word in old) >= _UNSURE or _mean(new) < _mean(old) + _GAIN:
        return False
    one, other = ("".join(word.text for word in line) for line in (old, new))
    if viet.fold(one) == viet.fold(other):
        return _marks(other) >= _marks(one)
    return _odd(new) <= _odd(old)


def _odd(line: Sequence[Reading]) -> int:
    """How many words of letters are no Vietnamese syllables."""
    letters = (part for word in line for part in re.findall(r"[^\W\d_]{2,}", word.text))
    return sum(1 for part in letters if not sense.is_syllable(part.lower()))


def _marks(text: str) -> int:
    return len(unicodedata.normalize("NFD", text)) - len(text)


def _mean(line: Sequence[Reading]) -> float:
    return sum(len(word.text) * word.confidence for word in line) / sum(len(word.text) for word in line)
