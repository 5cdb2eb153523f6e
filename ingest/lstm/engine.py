"""The recogniser: Tesseract's page segmentation and its network, run by ONNX Runtime over all lines of a page at once.

Its readings are as good as Tesseract's own for a third of the CPU time; part of what is won goes into reading pieces
with an unsure word twice more, framed a little higher and lower."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest import tesseract_kept
from ingest.clean import Gray
from ingest.lstm import cuts
from ingest.lstm.cuts import Piece
from ingest.lstm.layout import lines
from ingest.lstm.network import COLUMN_PX, Network
from ingest.lstm.spelling import Spelled, words
from ingest.lstm.strips import strip
from ingest.lstm.traineddata import Floats, Foreign, read
from ingest.reading import Reading, levelled

_UNSURE: Final = 0.8  # a piece with a word less sure than this is looked at again
_MOVED: Final = (-0.035, 0.035)  # … with its frame moved by this share of its height
_AT_ONCE: Final = 96  # pieces, between looks at the clock
_TINY: Final = 1e-7


def has(languages: str) -> bool:
    """Whether the libraries and this language's data are here, and of the kind that can be read."""
    return tesseract_kept.has(languages) and _network(languages) is not None


def readings(
    gray: Gray, languages: str, *, dpi: float, sauvola: bool, psm: int, timeout_s: float
) -> list[Reading] | None:
    """The words on a picture in reading order, those of lines that stand upright; None where it took longer than
    `timeout_s`. Only where it `has` the language."""
    network = _network(languages)
    assert network is not None
    end = time.monotonic() + timeout_s
    pieces = cuts.pieces(gray, lines(gray, dpi=dpi, sauvola=sauvola, psm=psm))
    found: list[Floats] = []
    for first in range(0, len(pieces), _AT_ONCE):
        if time.monotonic() > end:
            return None
        found.extend(_read(gray, pieces[first : first + _AT_ONCE], network))
    spelled = [words(likely, network.model.letters, network.model.blank) for likely in found]
    doubtful = [k for k, some in enumerate(spelled) if any(word.confidence < _UNSURE for word in some)]
    for k, likely in zip(doubtful, _again(gray, [pieces[k] for k in doubtful], network, found, doubtful), strict=True):
        spelled[k] = words(likely, network.model.letters, network.model.blank)
    by_line: dict[tuple[int, int, int], list[Reading]] = {}
    for piece, some in zip(pieces, spelled, strict=True):
        by_line.setdefault(piece.line.key, []).extend(_placed(gray, piece, some, network.model.height))
    return [word for line in by_line.values() for word in levelled(line)]


def _read(gray: Gray, pieces: Sequence[Piece], network: Network) -> list[Floats]:
    pictures = [strip(gray[p.y0 : p.y1, p.x0 : p.x1], network.model.height) for p in pieces]
    return network.likelihoods(pictures)


def _again(
    gray: Gray, pieces: Sequence[Piece], network: Network, first: Sequence[Floats], places: Sequence[int]
) -> list[Floats]:
    """The mean of three looks at each piece (of the logarithms): what is there is seen in all, chance in one."""
    sums = [np.log(first[k] + _TINY) for k in places]
    for share in _MOVED:
        moved = [piece.moved(round(share * (piece.y1 - piece.y0)), gray.shape[0]) for piece in pieces]
        for total, likely in zip(sums, _read(gray, moved, network), strict=True):
            both = min(len(total), len(likely))
            total[:both] += np.log(likely[:both] + _TINY)
    out = []
    for total in sums:
        likely = np.exp(total / (1 + len(_MOVED)))
        out.append((likely / likely.sum(axis=1, keepdims=True)).astype(np.float32))
    return out


def _placed(gray: Gray, piece: Piece, spelled: Sequence[Spelled], height: int) -> list[Reading]:
    """The words with their boxes: the ink of the line between the blanks beside them."""
    pixels = COLUMN_PX * (piece.y1 - piece.y0) / height
    top, bottom = max(piece.line.y0, piece.y0), min(piece.line.y1, piece.y1)
    if top >= bottom:
        top, bottom = piece.y0, piece.y1
    inside = gray[top:bottom, piece.x0 : piece.x1]
    dark = cuts.inked(inside)
    columns = np.asarray(dark.any(axis=0))
    out = []
    for word in spelled:
        first, last = _clear(columns, word.start * pixels), _clear(columns, word.end * pixels)
        ink = np.flatnonzero(columns[first:last])
        x0, x1 = (first + int(ink[0]), first + int(ink[-1]) + 1) if ink.size else (first, max(last, first + 1))
        rows = np.flatnonzero(dark[:, x0:x1].any(axis=1))
        y0, y1 = (int(rows[0]), int(rows[-1]) + 1) if rows.size else (0, inside.shape[0])
        box = (piece.x0 + x0, top + y0, piece.x0 + x1, top + y1)
        out.append(Reading(word.text, *box, box[1], box[3], word.confidence, piece.line.key, others=word.others))
    return out


def _clear(columns: NDArray[np.bool_], at: float) -> int:
    """The blank column nearest to this place."""
    place = min(max(round(at), 0), len(columns))
    if place in (0, len(columns)):
        return place
    blank = np.flatnonzero(~columns)
    return int(blank[np.abs(blank - place).argmin()]) if blank.size else place


@cache
def _network(language: str) -> Network | None:
    path = tesseract_kept.data(language)
    if path is None:
        return None
    try:
        return Network(read(Path(path)))
    except Foreign:
        return None
