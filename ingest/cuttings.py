"""Pieces cut out of a page's picture and pasted under each other on one sheet, so that one recognition reads all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ingest import ocr
from ingest.clean import Gray
from ingest.reading import Reading

MOST: Final = 400  # pieces on a sheet
_MARGIN_INCHES: Final = 0.12


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a piece is on the page, in pixels."""

    x: int
    y: int
    wide: int
    high: int


def read(gray: Gray, cuts: Sequence[Cut], *, dpi: float, languages: Sequence[str]) -> list[list[Reading]]:
    """What stands on each of the pieces, in pixels of the page; pieces beyond MOST are left unread."""
    out: list[list[Reading]] = [[] for _ in cuts]
    if not cuts:
        return out
    margin = int(_MARGIN_INCHES * dpi)
    pasted = cuts[:MOST]
    wide = max(cut.wide for cut in pasted) + 2 * margin
    sheet = np.full((sum(cut.high + margin for cut in pasted) + margin, wide), 255, np.uint8)
    tops, y = [], margin
    for cut in pasted:
        sheet[y : y + cut.high, margin : margin + cut.wide] = gray[cut.y : cut.y + cut.high, cut.x : cut.x + cut.wide]
        tops.append(y)
        y += cut.high + margin
    for reading in ocr.recognise(sheet, dpi=dpi, languages=languages, psm=6):
        middle = (reading.y0 + reading.y1) / 2
        k = min(range(len(pasted)), key=lambda i: abs(tops[i] + pasted[i].high / 2 - middle))
        out[k].append(_moved(reading, pasted[k].x - margin, pasted[k].y - tops[k]))
    return out


def _moved(reading: Reading, right: int, down: int) -> Reading:
    return replace(
        reading,
        x0=reading.x0 + right,
        y0=reading.y0 + down,
        x1=reading.x1 + right,
        y1=reading.y1 + down,
        top=reading.top + down,
        bottom=reading.bottom + down,
    )
