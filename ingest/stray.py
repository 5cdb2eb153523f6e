"""Marks that are no text: bars and dots read out of a page's edge, a fold, a seal's rim or the grain of a worn copy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest import sense
from ingest.clean import Gray, Turn
from ingest.reading import Reading

_MARK: Final = re.compile(r"^[|_~¦\\/=.,'`‘’“”\"°•:;\-—–^ˆ*«»‹›<>{}\[\]()…¬„†‡?¿¡]+$")
_FLAT_BAR: Final = re.compile(r"^[~_¬=]$")
_BAR: Final = re.compile(r"^[|_¦~\\]+$")
_FLAT: Final = 0.45  # of its width, and
_THIN: Final = 0.15  # … of its line's height, the height of a bar that lies, however it was read
_BETWEEN: Final = (0.3, 0.8)  # … of its line's height, from the top down, where a dash lies
_LONG: Final = 0.42  # … of its line's height, a dash that is no hyphen
_SPECK: Final = 0.13  # of its line's height, no mark that was printed is smaller both ways
_SPECK_NO_DOT: Final = 0.17  # … but for dots, which are the smallest
_ALONE: Final = 1.2  # lines' heights of white on both sides: nothing that a mark could belong to
_ALONE_SURE: Final = 0.75  # a mark standing alone must be surer than this
_WORD_SURE: Final = 0.25  # … and a short word standing alone than this
_ALONE_PRINTED: Final = re.compile(
    r"^(?:[.,:;'`]{0,2}[-–]|[.*+,:;\"“”…]|\.{3,})$"
)  # marks that papers print between blanks
_EDGE_SURE: Final = (0.9, 0.35)  # a mark must be surer than this, one of those only than this
_CUT_PX: Final = 3  # from the sheet's edge
_CUT_SENSE: Final = 0.6  # of a cut line's words that are syllables or numbers, for it to be text
_DARK: Final = 0.75  # of the paper's brightness: ink
_OF_A_SEAL: Final = (0.5, 0.9)  # of a word's ink that is red: it was read out of a seal, if hardly; in any case
_PRINT_SURE: Final = 0.8  # print below a seal that was removed reads like other print


def without(words: Sequence[Reading], wide: int, high: int) -> list[Reading]:
    """The words of a picture (width and height in pixels), stray marks left out."""
    kept = [word for word in map(_as_dash, words) if not _is_noise(word, wide, high)]
    kept = [word for word in kept if not _is_lost(word, kept)]
    cut = {key for key, line in _lines(kept).items() if _is_cut(line, high)}
    return [word for word in kept if word.line not in cut]


def _as_dash(word: Reading) -> Reading:
    """The word, a dash where it was read as another bar and lies where a dash does."""
    wide, high, line = word.x1 - word.x0, word.y1 - word.y0, word.bottom - word.top
    middle = ((word.y0 + word.y1) / 2 - word.top) / line
    lies = high < _FLAT * wide and high < _THIN * line and _BETWEEN[0] < middle < _BETWEEN[1]
    if not _FLAT_BAR.match(word.text) or not lies:
        return word
    return replace(word, text="–" if wide > _LONG * line else "-", raw=word.raw or word.text)


def _lines(words: Sequence[Reading]) -> dict[tuple[int, int, int], list[Reading]]:
    lines: dict[tuple[int, int, int], list[Reading]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return lines


def _is_cut(line: Sequence[Reading], high: int) -> bool:
    """Whether a line is cut through by the sheet's upper or lower edge, so that what is left of it reads as nothing."""
    if min(word.y0 for word in line) > _CUT_PX and max(word.y1 for word in line) < high - _CUT_PX:
        return False
    parts = [part.lower() for word in line for part in re.findall(r"\w+", word.text)]
    return bool(sum(sense.is_syllable(part) or part.isdigit() for part in parts) <= _CUT_SENSE * len(parts))


def _is_noise(word: Reading, wide: int, high: int) -> bool:
    """Bars, specks, and marks at the edge of the sheet or hardly readable."""
    if not _MARK.match(word.text):
        return False
    size, line = max(word.x1 - word.x0, word.y1 - word.y0), word.bottom - word.top
    if _BAR.match(word.text) or size < (_SPECK if set(word.text) <= set(".,") else _SPECK_NO_DOT) * line:
        return True
    at_edge = word.x1 < 0.04 * wide or word.x0 > 0.96 * wide or word.y1 < 0.03 * high or word.y0 > 0.97 * high
    sure = _EDGE_SURE[bool(_ALONE_PRINTED.match(word.text))]
    return at_edge or (word.confidence < sure and word.text[-1] not in "-–" and word.text != ".")


def _is_lost(word: Reading, words: Sequence[Reading]) -> bool:
    """A mark or hardly readable scrap far from every word of its row; a dash or cross alone may fill a table's cell."""
    if _MARK.match(word.text):
        doubtful = word.confidence < _ALONE_SURE and not re.fullmatch(r"[-–*]", word.text)
    else:
        doubtful = word.confidence < _WORD_SURE and len(re.findall(r"\w", word.text)) < 4
    if not doubtful:
        return False
    room = _ALONE * (word.bottom - word.top)
    middle = (word.top + word.bottom) / 2
    return not any(
        other is not word
        and other.top < middle < other.bottom
        and other.x0 < word.x1 + room
        and other.x1 > word.x0 - room
        and re.search(r"\w", other.text)
        for other in words
    )


def without_seals(words: Sequence[Reading], gray: Gray, red: NDArray[np.uint8], turn: Turn) -> list[Reading]:
    """The words of a picture made straight by `turn`, those left out whose ink is mostly red: `gray` and `red` (a mask)
    are the picture as it was, its seals not yet removed."""
    dark = gray < _DARK * float(np.percentile(gray[::8, ::8], 75))
    kept = []
    for word in words:
        x0, y0, x1, y1 = (max(round(side), 0) for side in turn.back((word.x0, word.y0, word.x1, word.y1)))
        ink = dark[y0:y1, x0:x1]
        most = _OF_A_SEAL[word.confidence >= _PRINT_SURE]
        if np.count_nonzero(ink & (red[y0:y1, x0:x1] > 0)) <= most * np.count_nonzero(ink):
            kept.append(word)
    return kept
