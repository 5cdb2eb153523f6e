"""Labels of points, and what their ends must be: a), b), c) … follow each other, so that "đ)" after "c)" is d) and
"1." read as "I." shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ingest.drafts import Draft

_ODDS: Final = 5.0
_ORDER: Final = "abcdđeghiklmnopqrstuvxy"
_LABEL: Final = re.compile(r"([a-zđøĐD¡1])\)")
_LIKE: Final = frozenset(
    {
        ("d", "đ"),
        ("đ", "d"),
        ("g", "ø"),
        ("i", "¡"),
        ("i", "1"),
        ("l", "1"),
        ("l", "i"),
        ("l", "D"),
        ("c", "e"),
        ("e", "c"),
        ("h", "b"),
        ("q", "g"),
        ("g", "q"),
        ("o", "ø"),
    }
)
"""(true, read): what a label may be read as."""

_ONE: Final = re.compile(r"[Il|!ÌÏỊ]\.")
_FIGURE: Final = re.compile(r"(\d{1,3})\.")
_BARE: Final = re.compile(r"(\d{1,2})")  # … that lost its full stop
_ROMAN: Final = re.compile(r"[IH]{1,3}[.,]")
_ROMANS: Final = {"H": "II", "IH": "III", "HI": "III"}
_STROKES: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_HEADED: Final = re.compile(r"(I{1,3}|IV|VI{0,3})([.-])")
_RESTARTS: Final = re.compile(r"(?i)(?:phần|chương|mục|phụ)$")
_DASH: Final = frozenset({"-", "–", "+", "*", "•"})


@dataclass(frozen=True, slots=True)
class _Label:
    """Where a line begins with a label, its kind (letter, figure, a dash itself) and what it says."""

    row: int
    kind: str
    value: str


def mended(rows: Sequence[Draft]) -> list[Draft]:
    """The lines, labels and the signs at the ends of points put right."""
    return _ends_mended(_labels_mended(_headings_mended([_roman(row) for row in rows])))


def _roman(row: Draft) -> Draft:
    """The line, "H." at its beginning read as the Roman number that it is."""
    if len(row.texts) < 2 or not _ROMAN.fullmatch(row.texts[0]) or not row.texts[1][0].isupper():
        return row
    number = _ROMANS.get(row.texts[0][:-1])
    return row.with_texts({0: f"{number}."}, _ODDS) if number else row


def _headings_mended(rows: Sequence[Draft]) -> list[Draft]:
    """The lines, a heading's Roman number that lost a stroke ("I." after "I.") put right; where parts begin anew,
    numbers do too."""
    out = list(rows)
    before = ""
    for k, row in enumerate(rows):
        if row.texts and _RESTARTS.fullmatch(row.texts[0]):
            before = ""
        found = _HEADED.fullmatch(row.texts[0]) if len(row.texts) > 1 and row.line.cell is None else None
        if not found or not row.texts[1].isupper():
            continue
        number, due = found[1], _STROKES[_STROKES.index(before) + 1] if before in _STROKES[:-1] else ""
        if number == before and due == number + "I":
            out[k] = row.with_texts({0: due + found[2]}, _ODDS)
            number = due
        before = number
    return out


def _labels(rows: Sequence[Draft]) -> Iterator[_Label]:
    for k, row in enumerate(rows):
        if not row.texts:
            continue
        first = row.texts[0]
        letter, figure = _LABEL.fullmatch(first), _FIGURE.fullmatch(first)
        if letter:
            yield _Label(k, "letter", letter[1])
        elif first == "D" and len(row.texts) > 1:
            yield _Label(k, "letter", first)  # l)
        elif figure:
            yield _Label(k, "figure", figure[1])
        elif _ONE.fullmatch(first) and len(row.texts) > 1:
            yield _Label(k, "one", first)
        elif _BARE.fullmatch(first) and len(row.texts) > 1 and row.texts[1][0].isupper() and row.line.cell is None:
            yield _Label(k, "bare", first)
        elif first in _DASH:
            yield _Label(k, first, first)


def _labels_mended(rows: Sequence[Draft]) -> list[Draft]:
    out = list(rows)
    found = list(_labels(rows))
    before = ""
    for n, label in enumerate(found):
        if label.kind == "letter":
            later = next((other.value for other in found[n + 1 :] if other.kind in ("letter", "figure", "one")), "")
            value = _letter(before, label.value, later)
            if value != label.value:
                out[label.row] = rows[label.row].with_texts({0: f"{value})"}, _ODDS)
            before = value if value in _ORDER else ""
        elif label.kind == "bare":
            if _beside(found, n):
                out[label.row] = rows[label.row].with_texts({0: f"{label.value}."}, _ODDS)
        elif label.kind in ("figure", "one"):
            before = ""
            if label.kind == "one" and _begins_figures(found[n + 1 :]):
                out[label.row] = rows[label.row].with_texts({0: "1."}, _ODDS)
    return out


def _letter(before: str, read: str, later: str) -> str:
    """The label that must stand here: what follows the one before, or goes before the one after."""
    due = _next(before)
    if due == read:
        return read
    if due and (due, read) in _LIKE:
        return due
    if not before and later:
        goes_before = [true for true, other in _LIKE if other == read and _next(true) == later]
        if goes_before and _next(read) != later:
            return goes_before[0]
    return {"ø": "g", "¡": "i"}.get(read, read)


def _next(letter: str) -> str:
    at = _ORDER.find(letter) if letter else -1
    return _ORDER[at + 1] if 0 <= at < len(_ORDER) - 1 else ""


def _beside(found: Sequence[_Label], n: int) -> bool:
    """Whether the figures before and after are its neighbours, one of them at least with its full stop."""
    number = int(found[n].value)
    before = next((label for label in reversed(found[:n]) if label.kind in ("figure", "bare")), None)
    after = next((label for label in found[n + 1 :] if label.kind in ("figure", "bare")), None)
    near = [
        other.kind
        for other, due in ((before, number - 1), (after, number + 1))
        if other is not None and int(other.value) == due
    ]
    return "figure" in near


def _begins_figures(later: Sequence[_Label]) -> bool:
    """Whether the next label of its level is 2."""
    return next((label.value for label in later if label.kind in ("figure", "one")), "") == "2"


def _ends_mended(rows: Sequence[Draft]) -> list[Draft]:
    """A point that another of its kind follows does not end in ":" or ","; where others end in ";", it does."""
    out = list(rows)
    found = list(_labels(rows))
    for one, other in pairwise(found):
        if one.kind != other.kind or one.kind not in ("letter", *_DASH):
            continue
        if one.kind == "letter" and _next(one.value) != other.value:
            continue
        last = rows[other.row - 1]
        if last.texts and re.search(r"[^\W\d_][,:]$", last.texts[-1]) and _others_end_so(rows, found, one.kind):
            n = len(last.texts) - 1
            out[other.row - 1] = last.with_texts({n: last.texts[n][:-1] + ";"}, _ODDS)
    return out


def _others_end_so(rows: Sequence[Draft], found: Sequence[_Label], kind: str) -> bool:
    """Whether the points of this kind end in ";" mostly."""
    ends = [
        rows[other.row - 1].texts[-1][-1]
        for one, other in pairwise(found)
        if one.kind == other.kind == kind and rows[other.row - 1].texts
    ]
    return ends.count(";") * 2 > len(ends) or (len(ends) < 3 and kind == "letter")
