"""A page's picture → its words, ruled tables and the way back to the page: what it needs, recognised, once more
another way where the first reading is poor."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest import cells, clean, desk, doubtful, ink, missed, ocr, specks, stray, streaks
from ingest.grid import Grid, GridCell, grids
from ingest.lines import Place, on_page
from ingest.placed import PlacedWord, Rule
from ingest.reading import Reading
from vanthu.records import Box

READ_DPI: Final = (200.0, 230.0)
"""Pages are read at this: finer ones are scaled down, which saves time and loses no letter, coarser ones up."""

MOST_PIXELS: Final = 50_000_000  # of a page to be read; larger ones are made coarser
_A4_LONG_INCHES: Final = 11.69
_LEAST_SIDE_PX: Final = 24  # no letter fits into less
_POOR: Final = 0.72  # a mean confidence below this calls for another try
_HOPELESS: Final = 0.45  # … and below this for a look at how the page lies
BLANK: Final = "trang trắng"
_UNSURE: Final = (0.6, 0.3)  # a cell with nothing surer than this, signs and letters, is looked at again
_BENT_PT: Final = 6.0  # how far ruled lines that meet may miss each other on a picture
_GRAIN: Final = (
    (re.compile(r"(?<=[^\W\d_][:;])\.{1,2}$"), ""),
    (re.compile(r"(?<=\./\.)\.$"), ""),
    (re.compile(r"^--$"), "-"),
    (re.compile(r"^[.,:;'`]{1,2}(?=[-–]$)"), ""),
    (re.compile(r"(?<=\d)//(?=\d)"), "/"),
)
"""Specks read as dots after a sign that ends a line, as part of its dash or before one; a stroke read twice."""

_DIRT: Final = ((specks.without, "bỏ hạt bụi"), (streaks.without, "bỏ vệt ngang"))
_REPAIRS: Final = str.maketrans({"\u2044": "/", "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\u2215": "/"})


@dataclass(frozen=True, slots=True)
class Scan:
    """What was read on a picture, in points of the page made straight; the words carry their boxes on the displayed
    page. `turn` is what made it straight (None: it was turned by quarters or made flat as well); width and height are
    of the page as it was read."""

    words: tuple[PlacedWord, ...]
    rules: tuple[Rule, ...]
    grids: tuple[Grid, ...]
    turn: clean.Turn | None
    confidence: float
    how: str  # in a few words, for the clerk
    dpi: float
    width_pt: float
    height_pt: float


def read(
    picture: NDArray[np.uint8], dpi: float, n: int, *, languages: Sequence[str] = ("vie",), timeout_s: float = 110.0
) -> Scan:
    """Reads the picture (gray or RGB) of displayed page `n` at `dpi`."""
    if min(picture.shape[:2]) < _LEAST_SIDE_PX:
        high, wide = picture.shape[:2]
        return Scan((), (), (), None, 1.0, BLANK, dpi, wide * 72 / dpi, high * 72 / dpi)
    picture = clean.as_gray(picture) if not clean.is_coloured(picture) else picture
    sheet = desk.flattened(picture)
    if sheet is None:
        return _read_flat(picture, dpi, n, languages=languages, timeout_s=timeout_s)
    dpi = max(sheet.picture.shape[:2]) / _A4_LONG_INCHES  # what the file says is of the whole picture, desk included
    scan = _read_flat(sheet.picture, dpi, n, languages=languages, timeout_s=timeout_s)

    def back(box: Box | None) -> Box | None:
        return Box(n, *(round(v, 5) for v in sheet.box(box.x0, box.y0, box.x1, box.y1))) if box else None

    words = tuple(replace(word, box=back(word.box)) for word in scan.words)
    return replace(scan, words=words, turn=None, how=f"nắn phẳng, {scan.how}")


def _read_flat(picture: NDArray[np.uint8], dpi: float, n: int, *, languages: Sequence[str], timeout_s: float) -> Scan:
    """A picture that shows the sheet alone."""
    picture, dpi = _at_reading_size(picture, dpi)
    found = clean.needs(picture, dpi)
    high, wide = picture.shape[:2]
    if found.blank:
        return Scan((), (), (), None, 1.0, BLANK, dpi, wide * 72 / dpi, high * 72 / dpi)
    best = _attempt(picture, dpi, n, found, sauvola=found.dirty, languages=languages, timeout_s=timeout_s)
    if best.confidence < _HOPELESS or (wide > high and best.confidence < _POOR):
        turns = ocr.quarter_turns(clean.as_gray(picture), dpi=dpi)
        if turns:
            return _turned(picture, dpi, n, turns, languages=languages, timeout_s=timeout_s)
    if best.confidence < _POOR:
        other = clean.Needs(not found.dirty, not found.dirty, found.skew_degrees, False)
        second = _attempt(picture, dpi, n, other, sauvola=True, languages=languages, timeout_s=timeout_s)
        best = max(best, second, key=lambda scan: scan.confidence * len(scan.words) ** 0.5)
    return best


def _at_reading_size(picture: NDArray[np.uint8], dpi: float) -> tuple[NDArray[np.uint8], float]:
    least, most = READ_DPI
    wanted = min(max(dpi, least), most, dpi * (MOST_PIXELS / (picture.shape[0] * picture.shape[1])) ** 0.5)
    if abs(wanted / dpi - 1) < 0.02:
        return picture, dpi
    how = cv2.INTER_AREA if wanted < dpi else cv2.INTER_CUBIC
    scaled = cv2.resize(picture, None, fx=wanted / dpi, fy=wanted / dpi, interpolation=how)
    return np.ascontiguousarray(scaled, dtype=np.uint8), wanted


def _attempt(
    picture: NDArray[np.uint8],
    dpi: float,
    n: int,
    found: clean.Needs,
    *,
    sauvola: bool,
    languages: Sequence[str],
    timeout_s: float,
) -> Scan:
    """The chain that the page needs, and one recognition."""
    steps = []
    gray = plain = clean.as_gray(picture)
    red = clean.red_ink(picture, dpi)
    if red is not None:
        gray = clean.without_red(picture, red)
        steps.append("bỏ dấu đỏ")
    if found.flatten:
        gray = clean.flat(gray)
        steps.append("làm đều nền")
    if found.smooth:
        gray = clean.smooth(gray, dpi)
        steps.append("khử nhiễu")
    if found.flatten:
        gray = clean.blanched(gray)
    for step, says in _DIRT:
        mended = step(gray, dpi)
        if mended is not gray:
            gray = mended
            steps.append(says)
    gray, turn = clean.straightened(gray, found.skew_degrees)
    if found.skew_degrees:
        steps.append(f"xoay thẳng {found.skew_degrees:.1f}°")
    in_pixels, mask = clean.rules(gray, dpi)
    high, wide = gray.shape
    scale = 72 / dpi
    rules = tuple(Rule(r.x0 * scale, r.y0 * scale, r.x1 * scale, r.y1 * scale) for r in in_pixels)
    tables = grids(rules, width_pt=wide * scale, height_pt=high * scale, slack_pt=_BENT_PT)
    if rules:
        gray = clean.without_rules(gray, mask)
    readings = ocr.recognise(gray, dpi=dpi, languages=languages, sauvola=sauvola, timeout_s=timeout_s)
    readings = _looked_at_again(gray, dpi, stray.without(readings, wide, high), languages)
    readings = stray.without(readings, wide, high)
    if red is not None:
        readings = stray.without_seals(readings, plain, red, turn)
    place = _way_back(turn, scale, n)
    words = tuple(_placed(reading, scale, place) for reading in readings)
    if tables:
        sure = [word for word in words if _is_sure(word)]
        more = [
            _placed(reading, scale, place)
            for reading in stray.without(cells.missed(gray, dpi, tables, sure, languages=languages), wide, high)
        ]
        again = {_cell_of(word, tables) for word in more}
        kept = [word for word in words if _is_sure(word) or _cell_of(word, tables) not in again]
        words = (*kept, *more)
    how = ", ".join(steps) or "ảnh để nguyên"
    return Scan(words, rules, tables, turn, _mean(words), how, dpi, wide * scale, high * scale)


def _looked_at_again(gray: clean.Gray, dpi: float, words: list[Reading], languages: Sequence[str]) -> list[Reading]:
    """Lines that were lost, and words that were hardly readable, read alone."""
    if not words:
        return []
    page = ink.of(gray)
    more, replaced = missed.found(page, words, dpi=dpi, languages=languages)
    kept = [word for word in words if word not in replaced]
    return [*doubtful.better(page, kept, dpi=dpi, languages=languages), *more]


def _is_sure(word: PlacedWord) -> bool:
    return (word.confidence or 0) >= _UNSURE[any(c.isalnum() for c in word.text)]


def _cell_of(word: PlacedWord, tables: Sequence[Grid]) -> tuple[int, GridCell] | None:
    for k, grid in enumerate(tables):
        cell = grid.cell_at((word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2)
        if cell:
            return k, cell
    return None


def _turned(
    picture: NDArray[np.uint8], dpi: float, n: int, turns: int, *, languages: Sequence[str], timeout_s: float
) -> Scan:
    """A page that lies on its side or on its head: read upright, its boxes where they are on the page as it is."""
    upright = np.ascontiguousarray(np.rot90(picture, k=-turns))
    found = clean.needs(upright, dpi)
    scan = _attempt(upright, dpi, n, found, sauvola=found.dirty, languages=languages, timeout_s=timeout_s)

    def back(box: Box | None) -> Box | None:
        if box is None:
            return None
        x0, y0, x1, y1 = box.x0, box.y0, box.x1, box.y1
        for _ in range(turns):  # each step back is a quarter turn against the clock
            x0, y0, x1, y1 = y0, 1 - x1, y1, 1 - x0
        return Box(n, round(x0, 5), round(y0, 5), round(x1, 5), round(y1, 5))

    words = tuple(replace(word, box=back(word.box)) for word in scan.words)
    return replace(scan, words=words, turn=None, how=f"xoay {90 * turns}°, {scan.how}")


def _way_back(turn: clean.Turn, scale: float, n: int) -> Place:
    flat = on_page(n, turn.width_px * scale, turn.height_px * scale)

    def place(ink: tuple[float, float, float, float]) -> Box:
        x0, y0, x1, y1 = turn.back((ink[0] / scale, ink[1] / scale, ink[2] / scale, ink[3] / scale))
        return flat((x0 * scale, y0 * scale, x1 * scale, y1 * scale))

    return place


def _placed(reading: Reading, scale: float, place: Place) -> PlacedWord:
    ink = (reading.x0 * scale, reading.y0 * scale, reading.x1 * scale, reading.y1 * scale)
    text = reading.text.translate(_REPAIRS)
    for pattern, instead in _GRAIN:
        text = pattern.sub(instead, text)
    return PlacedWord(
        text,
        *ink,
        reading.top * scale,
        reading.bottom * scale,
        0.8 * (reading.bottom - reading.top) * scale,
        confidence=round(reading.confidence, 4),
        raw=reading.raw or (reading.text if text != reading.text else None),
        box=place(ink),
        others=reading.others if text == reading.text else (),
    )


def _mean(words: Sequence[PlacedWord]) -> float:
    """The mean confidence by letters: a long word says more than a dot."""
    weights = [(len(word.text), word.confidence or 0.0) for word in words]
    total = sum(weight for weight, _ in weights)
    return sum(weight * sure for weight, sure in weights) / total if total else 0.0


def warnings(found: Scan) -> tuple[str, ...]:
    """What the clerk should know about how well the page could be read."""
    if found.words and found.confidence < _POOR:
        return (f"Chữ trên trang khó đọc (độ tin cậy {round(100 * found.confidence)} %), cần xem lại.",)
    return ()
