"""Copies of one paper (scanned twice, or a scan and its digital original), and papers that are only nearly alike.

The text of a paper becomes 64 minima of hashed shingles (MinHash): the share of minima that two papers have in common
is the share of their text, and few of them, taken in bands, serve as keys under which copies meet in a table.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from extract.numbers import key
from vanthu.records import DocumentText, Extraction, Field, KinKind, Likeness, Page
from vanthu.viet import fold

MARKS: Final = 64
BANDS: Final = 16
SHINGLE: Final = 3  # syllables, folded: a lost tone changes nothing
FEW: Final = 30  # shingles: papers with fewer are compared by how they look

_DIGITS: Final = 8  # of a mark
_AT_ONCE: Final = 4096
_LOOK_BITS: Final = 6  # of 64 may differ between two pictures of a page
_LOOK_BANDS: Final = 8
_SURE: Final = 0.85
_SAME: Final = 0.85  # the text alone
_SAME_NAMED: Final = 0.45  # with the same number or day, and nothing against it
_SAME_NUMBERED: Final = 0.25  # with the same number and day: one of the two may be a part, or badly read
_LIKE: Final = 0.6
_CLEARLY: Final = 0.1  # more text in common, and it is no chance
_TO_ALIKE: Final = 0.5
_SYLLABLE: Final = re.compile(r"[^\W_]+")
_TO: Final = re.compile(r"^\W{0,3}kinh gui\W*(.*)$", re.M)
_MOST_TO: Final = 12  # lines
_MOST_TITLE: Final = 80
_TITLE_WORDS: Final = 4  # fewer tell nothing
_TITLE_DIGITAL: Final = 0.9  # of the shorter title's words stand in the other
_TITLE_READ: Final = 0.75  # … where one of the two was recognised


def likeness(pages: Sequence[Page], found: Extraction) -> Likeness:
    """What the paper is known by among its copies."""
    head, text = found.metadata, found.text
    sure = [word.confidence for page in pages for line in page.lines for word in line.words if word.confidence]
    folded = fold(text.text)
    marks, count = _marks(folded)
    dpi = [page.dpi for page in pages if page.dpi]
    return Likeness(
        marks,
        count,
        len(pages),
        number=key(head.number.value) if head.number else None,
        number_sure=_is_sure(head.number, text),
        issued=head.issued.value if head.issued else None,
        issued_sure=_is_sure(head.issued, text),
        to=_addressed(folded),
        title=tuple(_SYLLABLE.findall(fold(head.title.value)))[:_MOST_TITLE] if head.title else (),
        look=_look(pages),
        confidence=round(sum(sure) / len(sure), 4) if sure else None,
        dpi=min(dpi, default=None),
    )


def keys(one: Likeness) -> tuple[int, ...]:
    """The keys under which copies of the paper meet: two papers with half their text in common share one as good as
    surely, different ones hardly ever. 63 bits each."""
    return tuple(_key(band, part) for band, part in _parts(one))


def related(one: Likeness, other: Likeness) -> tuple[KinKind, float] | None:
    """How two papers are related, and the share of text they have in common; None where they are not.

    Another number, another day, other addressees or another title, surely read, make two papers of them, however like
    their text."""
    if min(one.shingles, other.shingles) < FEW:
        return _by_looks(one, other)
    share = _common(one, other)
    if apart(one, other):
        return (KinKind.LIKE, share) if share >= _LIKE else None
    number = one.number is not None and one.number == other.number
    day = one.issued is not None and one.issued == other.issued
    needed = _SAME_NUMBERED if number and day else _SAME_NAMED if number or day else _SAME
    if share >= needed:
        return KinKind.SAME, share
    return (KinKind.LIKE, share) if share >= _LIKE else None


def _by_looks(one: Likeness, other: Likeness) -> tuple[KinKind, float] | None:
    """Papers with hardly any text that was read: alike where their pictures are."""
    if not one.look or not other.look or one.pages != other.pages or apart(one, other):
        return None
    differ = (int(one.look, 16) ^ int(other.look, 16)).bit_count()
    return (KinKind.LIKE, round(1 - differ / 64, 3)) if differ <= _LOOK_BITS else None


def not_of(one: Likeness, others: Mapping[str, Likeness]) -> frozenset[str]:
    """Which of several supposed copies of a paper are none, because they are two papers to each other: the paper can
    only be a copy of one of them. It is of that with its number, its day, more of its text; of none where that does not
    tell."""
    wrong: set[str] = set()
    for a, b in combinations(sorted(others), 2):
        if apart(others[a], others[b]):
            first, second = _nearness(one, others[a]), _nearness(one, others[b])
            clear = first[:2] != second[:2] or abs(first[2] - second[2]) >= _CLEARLY
            wrong.update({b} if clear and first > second else {a} if clear else {a, b})
    return frozenset(wrong)


def _nearness(one: Likeness, other: Likeness) -> tuple[bool, bool, float]:
    number = one.number is not None and one.number == other.number
    return number, one.issued is not None and one.issued == other.issued, _common(one, other)


def apart(one: Likeness, other: Likeness) -> bool:
    """Whether something says for sure that these are two papers."""
    numbers = one.number_sure and other.number_sure and _other_number(one, other)
    days = one.issued_sure and other.issued_sure and one.issued != other.issued
    return bool(numbers or days or _others_addressed(one, other) or _other_title(one, other))


def _other_number(one: Likeness, other: Likeness) -> bool:
    """Whether the numbers differ; on scans their figures do, since letters are misread however surely."""
    mine, theirs = one.number or "", other.number or ""
    if one.confidence is None and other.confidence is None:
        return mine != theirs
    return mine.partition("/")[0] != theirs.partition("/")[0]


def _others_addressed(one: Likeness, other: Likeness) -> bool:
    if not one.to or not other.to:
        return False
    if one.confidence is None and other.confidence is None:
        return one.to != other.to
    mine, theirs = set(one.to), set(other.to)
    return len(mine & theirs) < _TO_ALIKE * len(mine | theirs)


def _other_title(one: Likeness, other: Likeness) -> bool:
    """Whether the shorter abstract says something else than the longer one, misread words allowed for on scans."""
    mine, theirs = set(one.title), set(other.title)
    fewer = min(len(mine), len(theirs))
    if fewer < _TITLE_WORDS:
        return False
    digital = one.confidence is None and other.confidence is None
    return len(mine & theirs) < (_TITLE_DIGITAL if digital else _TITLE_READ) * fewer


def _common(one: Likeness, other: Likeness) -> float:
    pairs = zip(_split(one.marks), _split(other.marks), strict=True)
    return round(sum(a == b for a, b in pairs) / MARKS, 3)


def _parts(one: Likeness) -> Iterator[tuple[int, str]]:
    if one.shingles >= FEW:
        width = len(one.marks) // BANDS
        for band in range(BANDS):
            yield band, one.marks[band * width : (band + 1) * width]
    elif one.look:
        for band in range(_LOOK_BANDS):
            yield BANDS + band, one.look[2 * band : 2 * band + 2] + f"/{one.pages}"


def _key(band: int, part: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{band}:{part}".encode(), digest_size=8).digest(), "big") >> 1


def _split(marks: str) -> list[str]:
    return [marks[k : k + _DIGITS] for k in range(0, len(marks), _DIGITS)]


def _marks(folded: str) -> tuple[str, int]:
    syllables = _SYLLABLE.findall(folded)
    whole = " ".join(syllables).encode()
    blanks = np.flatnonzero(np.frombuffer(whole, np.uint8) == ord(" ")).tolist()
    starts, ends = [0, *(blank + 1 for blank in blanks)], [*blanks, len(whole)]
    found = {crc32(whole[start:end]) for start, end in zip(starts, ends[SHINGLE - 1 :], strict=False) if syllables}
    shingles = np.fromiter(found, np.uint64, len(found))
    least = np.full(MARKS, 0xFFFFFFFF, np.uint64)
    factors, terms = _mixers()
    for start in range(0, len(shingles), _AT_ONCE):
        some = shingles[start : start + _AT_ONCE]
        mixed = (factors[:, None] * some[None, :] + terms[:, None]) >> np.uint64(32)
        least = np.minimum(least, mixed.min(axis=1))
    return "".join(f"{int(mark):08x}" for mark in least), len(shingles)


@lru_cache(maxsize=1)
def _mixers() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The factors and terms of the 64 hash functions: the same everywhere and for ever."""
    drawn = [int.from_bytes(hashlib.sha256(f"likeness {k}".encode()).digest()[:8], "big") for k in range(2 * MARKS)]
    return np.array(drawn[:MARKS], np.uint64) | np.uint64(1), np.array(drawn[MARKS:], np.uint64)


def _look(pages: Sequence[Page]) -> str:
    """The hash of the first page's picture, unless that is the same all over."""
    look = pages[0].look if pages else ""
    return look if look.strip("0") else ""


def _is_sure(field: Field | None, text: DocumentText) -> bool:
    if field is None:
        return False
    words = [word.confidence for span in field.evidence for word in text.words_in(span)]
    return all(confidence is None or confidence >= _SURE for confidence in words)


def _addressed(folded: str) -> tuple[str, ...]:
    """The words of "Kính gửi: …" in a folded text: the rest of that line and the listed or short lines after it."""
    begun = _TO.search(folded)
    if not begun:
        return ()
    lines = folded[begun.end() :].split("\n")[1 : _MOST_TO + 1]
    listed = []
    for line in lines:
        if not line.lstrip().startswith(("-", "+", "–")):
            break
        listed.append(line)
    return tuple(_SYLLABLE.findall(" ".join([begun[1], *listed])))
