"""The stamp of receipt that an office puts on what it is sent: its name, ĐẾN, the number, hour and day written by hand.
It stands beside the title as often as not, and belongs to no row of the paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ingest.placed import PlacedWord
from ingest.rows import rows_of
from vanthu import viet

_ARRIVED: Final = re.compile(r"^[ĐÐD][ẾÉÊỀEỂ]N(?:\b.{0,2}|.{0,4}[-.:…].*)$")  # the first field may run into it
_FIELD: Final = re.compile(r"^(so|s6|gio|ngay|ngy|chuyen|luu|ho so|vao)\b.{0,20}$")
_COLON: Final = re.compile(r"^(so|gio|ngay|ngy|chuyen)\s?[:.…]")
_UPPER_SHARE: Final = 0.45  # of the page, where it may stand
_HARDLY: Final = 0.6  # what a hand wrote on dots is read no surer than this
_LEAST_PT: Final = 40.0  # its width
_MOST_PT: Final = 150.0
_ABOVE: Final = 2.6  # lines' heights, where the office's name stands
_BELOW: Final = 3.6  # … and where the last field does
_NEAR_EM: Final = 1.0  # between words of one row of the stamp


def parted(words: Sequence[PlacedWord], height_pt: float) -> tuple[list[list[PlacedWord]], list[PlacedWord]]:
    """The rows of stamps of receipt on a page, and the other words."""
    rows: list[list[PlacedWord]] = []
    rest = list(words)
    for anchor in words:
        if anchor.confidence is None or anchor.bottom > _UPPER_SHARE * height_pt or not _ARRIVED.match(anchor.text):
            continue
        stamp = _stamp(anchor, rest)
        if stamp:
            taken = {id(word) for word in stamp}
            rest = [word for word in rest if id(word) not in taken]
            rows.extend(rows_of(stamp))
    return rows, rest


def _stamp(anchor: PlacedWord, words: Sequence[PlacedWord]) -> list[PlacedWord]:
    """The words of the stamp around its ĐẾN; none where that is a word of the text."""
    line, em = anchor.bottom - anchor.top, anchor.size_pt
    near = [
        word
        for word in words
        if anchor.x0 - 3 * em < word.x0 < anchor.x0 + _MOST_PT
        and anchor.top - _ABOVE * line < (word.top + word.bottom) / 2 < anchor.bottom + _BELOW * line
    ]
    beside = [word for word in near if abs(word.top + word.bottom - anchor.top - anchor.bottom) < line]
    if any(_is_text(word) and -em < word.x0 - anchor.x1 < _NEAR_EM * em for word in beside):
        return []
    if any(0 < anchor.x0 - word.x1 < _NEAR_EM * em for word in beside):
        return []
    head = _chain([word for word in near if word.bottom < anchor.top + 0.4 * line], em)
    written = [word for word in near if word is not anchor and word.x1 - anchor.x0 < _MOST_PT and not _is_text(word)]
    low = [word for word in written if word.bottom > anchor.top]
    if not low or not (head or any(_COLON.match(viet.fold(word.text)) for word in low)):
        return []
    right = (
        max(head[-1].x1 if head else 0.0, anchor.x0 + _LEAST_PT, anchor.x1, *(_end(row, em) for row in rows_of(low)))
        + 2
    )
    top = min((word.top for word in head), default=anchor.top) - 1
    return [word for word in near if (word.x0 + word.x1) / 2 < right and word.bottom > top]


def _chain(words: Sequence[PlacedWord], em: float) -> list[PlacedWord]:
    """The lowest row of these words, as far as they stand close together: the office's name in capitals."""
    rows = rows_of(words)
    row = rows[-1] if rows else []
    while row and not any(c.isalpha() for c in row[0].text):
        row = row[1:]
    for k in range(1, len(row)):
        if row[k].x0 - row[k - 1].x1 > 1.5 * _NEAR_EM * em:
            row = row[:k]
            break
    letters = "".join(c for word in row for c in word.text if c.isalpha())
    capitals = sum(c.isupper() for c in letters)
    return row if len(row) > 1 and capitals > 0.7 * len(letters) else []


def _end(row: Sequence[PlacedWord], em: float) -> float:
    """Where the words of a row that stand close together end."""
    end = row[0].x1
    for word in row:
        if word.x0 - end < _NEAR_EM * em:
            end = max(end, word.x1)
    return end


def _is_text(word: PlacedWord) -> bool:
    """Whether a word is surely read print, no field of the stamp."""
    return (word.confidence or 0) > _HARDLY and not _FIELD.match(viet.fold(word.text)) and word.text.isalnum()
