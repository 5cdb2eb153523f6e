"""Blocks of text side by side: letterheads and signature blocks are read column by column, everything else by row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from vanthu import viet


class Stretch(Protocol):
    """Text standing together in a row, in points of the page."""

    @property
    def x0(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def bottom(self) -> float: ...
    @property
    def text(self) -> str: ...


S = TypeVar("S", bound=Stretch)

_GUTTER_PT: Final = 7.0  # the narrowest white strip between two columns
_FAR_PT: Final = 60.0  # room that ends a block, but for the room in which somebody signs
_LETTERHEAD: Final = re.compile(r"cong hoa xa hoi|xa hoi chu nghia|doc lap .{0,3} ?tu do|dang cong san viet nam")
_SIGNATURE: Final = re.compile(r"^(noi (nhan|gui)|kinh gui)\b|^(tm|kt|tl|tuq|q)\s?\. |^(t/m|k/t)\b")
_SIGNER: Final = re.compile(
    r"^(tm|kt|tl|tuq|q|t/m|k/t)\b|^(pho )?(thu tuong|chu tich|bo truong|thu truong|giam doc|tong bi thu|bi thu|"
    r"chanh van phong|cuc truong|vu truong|truong ban|chanh an|vien truong|thong doc|tong)\b"
)


@dataclass(frozen=True, slots=True)
class Block(Generic[S]):
    """Text to be read column by column; a plain row is a block of one column."""

    columns: tuple[tuple[S, ...], ...]
    top: float


def blocks(parts: Sequence[S], *, width_pt: float, height_pt: float) -> list[Block[S]]:
    """The page's stretches as blocks from the top down. Side-by-side columns are only made where they are known to be
    read so: the letterhead, the signature block, and columns of running text."""
    bands = _bands(parts)
    out: list[Block[S]] = []
    k = 0
    while k < len(bands):
        alone = _is_title(bands[k], width_pt) or _is_mark(bands, k)
        end, gutters = (k, []) if alone else _run(bands, k, width_pt)
        if gutters:
            columns = _columns([part for band in bands[k:end] for part in band], gutters)
            if _read_by_column(columns, width_pt, height_pt):
                out.append(Block(columns, min(part.top for part in bands[k])))
                k = end
                continue
        out.append(Block((tuple(bands[k]),), min(part.top for part in bands[k])))
        k += 1
    return out


def _bands(parts: Sequence[S]) -> list[list[S]]:
    """Stretches that overlap in height, together: one row, or rows of two columns that do not stand level."""
    out: list[list[S]] = []
    bottom = float("-inf")
    for part in sorted(parts, key=lambda p: (p.top, p.x0)):
        middle = (part.top + part.bottom) / 2
        if out and middle < bottom:
            out[-1].append(part)
            bottom = max(bottom, part.bottom)
        else:
            out.append([part])
            bottom = part.bottom
    return out


def _run(bands: Sequence[Sequence[S]], start: int, width_pt: float) -> tuple[int, list[float]]:
    """How far from band `start` a white strip runs down between columns, and the middles of the strips. Columns whose
    rows do not stand level come as single stretches, now on one side, now on the other."""
    free = _holes(bands[start], width_pt)
    best = _inner(free, bands[start : start + 1])
    end = last = start + 1  # `last`: after the last band that has text on another side than the one before it
    while end < len(bands):
        narrowed = [
            hole
            for one in free
            for other in _holes(bands[end], width_pt)
            if (hole := (max(one[0], other[0]), min(one[1], other[1])))[1] - hole[0] >= _GUTTER_PT
        ]
        inner = _inner(narrowed, bands[start : end + 1])
        gap = min(p.top for p in bands[end]) - max(p.bottom for p in bands[end - 1])
        far = gap > _FAR_PT and len(bands[end]) < 2 and not _signature_gap(bands[start:end])
        if not inner or far:
            break
        changed = _inner(narrowed, bands[end - 1 : end + 1])
        free, best, end = narrowed, inner, end + 1
        if changed:
            last = end
    if not best or (end == start + 1 and len(bands[start]) < 2):
        return start, []
    return _trimmed(bands, start, last, end, best, width_pt), [(x0 + x1) / 2 for x0, x1 in best]


def _is_title(band: Sequence[S], width_pt: float) -> bool:
    """Whether a row stands alone in the middle of the page ("VĂN BẢN PHÁP LUẬT KHÁC" over a letterhead)."""
    return len(band) == 1 and abs((band[0].x0 + band[0].x1) / 2 - width_pt / 2) < 0.03 * width_pt


def _is_mark(bands: Sequence[Sequence[S]], k: int) -> bool:
    """Whether a row stands alone, set off, right above the letterhead ("Mẫu số 01", a mark of secrecy or urgency)."""
    if len(bands[k]) != 1 or any(len(band) > 1 for band in bands[:k]):
        return False
    mark = bands[k][0]
    head = [part for band in bands[k + 1 : k + 3] for part in band]
    if _LETTERHEAD.search(viet.fold(mark.text)) or not any(_LETTERHEAD.search(viet.fold(part.text)) for part in head):
        return False
    return min(part.top for part in bands[k + 1]) - mark.bottom > mark.bottom - mark.top


def _signature_gap(bands: Sequence[Sequence[S]]) -> bool:
    """Whether the room for a signature may follow: the block so far names who signs."""
    return any(_SIGNER.search(viet.fold(part.text)) for band in bands for part in band)


def _holes(band: Sequence[S], width_pt: float) -> list[tuple[float, float]]:
    """The white strips of a band, margins included."""
    out, x = [], 0.0
    for part in sorted(band, key=lambda p: p.x0):
        if part.x0 - x >= _GUTTER_PT:
            out.append((x, part.x0))
        x = max(x, part.x1)
    if width_pt - x >= _GUTTER_PT:
        out.append((x, width_pt))
    return out


def _inner(holes: Sequence[tuple[float, float]], bands: Sequence[Sequence[S]]) -> list[tuple[float, float]]:
    """Those strips that have text on both sides somewhere in the bands."""
    parts = [part for band in bands for part in band]
    return [
        (x0, x1)
        for x0, x1 in holes
        if any(part.x1 <= x0 + 0.1 for part in parts) and any(part.x0 >= x1 - 0.1 for part in parts)
    ]


def _trimmed(
    bands: Sequence[Sequence[S]],
    start: int,
    least: int,
    end: int,
    holes: Sequence[tuple[float, float]],
    width_pt: float,
) -> int:
    """The block's end without the lone rows after it that are centred on the page or begin at its margin: titles and
    paragraphs that happen not to cross the strip."""
    parts = [part for band in bands[start:least] for part in band]
    k = least
    while k < end:
        part = bands[k][0]
        side = [p for p in parts if all((p.x0 >= x1 - 0.1) == (part.x0 >= x1 - 0.1) for x0, x1 in holes)]
        x0, x1 = min((p.x0 for p in side), default=0.0), max((p.x1 for p in side), default=0.0)
        centred = abs((part.x0 + part.x1) / 2 - (x0 + x1) / 2) < 0.12 * max(x1 - x0, 1.0)
        level = abs(part.x0 - x0) < 4.0 and part.x0 < 0.3 * width_pt
        if not side or not (centred or level) or len(bands[k]) > 1:
            break
        k += 1
    return k


def _columns(parts: Sequence[S], gutters: Sequence[float]) -> tuple[tuple[S, ...], ...]:
    columns: list[list[S]] = [[] for _ in range(len(gutters) + 1)]
    for part in sorted(parts, key=lambda p: (p.top, p.x0)):
        columns[sum(1 for gutter in gutters if part.x0 > gutter)].append(part)
    return tuple(tuple(column) for column in columns if column)


def _read_by_column(columns: tuple[tuple[S, ...], ...], width_pt: float, height_pt: float) -> bool:
    if len(columns) < 2:
        return False
    texts = [[viet.fold(part.text) for part in column] for column in columns]
    everything = " ".join(text for column in texts for text in column)
    if _LETTERHEAD.search(everything):
        return len(columns) <= 3
    if any(_SIGNATURE.search(text) for column in texts for text in column[:3]):
        return len(columns) <= 4
    if any(_SIGNER.search(text) for text in texts[-1][:2]) and len(columns) <= 3:
        return True
    return _prose(columns, width_pt)


def _prose(columns: tuple[tuple[S, ...], ...], width_pt: float) -> bool:
    """Columns of running text, as a newspaper has them: long, filled lines on both sides of one strip."""
    if len(columns) != 2:
        return False
    for column in columns:
        x0, x1 = min(part.x0 for part in column), max(part.x1 for part in column)
        filled = sum(1 for part in column if part.x1 - part.x0 > 0.8 * (x1 - x0))
        if len(column) < 6 or x1 - x0 < 0.25 * width_pt or filled < 0.6 * len(column):
            return False
    return True
