"""What is on a page and not in the document: running heads, page numbers, signature stamps; and footnotes.

Only what is certain from the page alone; what repeats from page to page is seen in `extract.compose`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median
from typing import Final

from ingest.placed import PlacedWord, Rule
from ingest.rows import rows_of
from vanthu.records import LineKind

Row = Sequence[PlacedWord]

_EDGE: Final = 0.11  # running heads and page numbers stand in this share of the page at its top and bottom
_GAZETTE_HEAD: Final = re.compile(r"^(\d{1,4}\s+)?C[ÔO]NG B[ÁA]O\s*/\s*S[ốôoóổồ]\b.{0,60}$")
_PAGE_NUMBER: Final = re.compile(r"^[-–—~.]?\s*(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\s*[-–—~.]?$", re.IGNORECASE)
_STAMP: Final = re.compile(
    r"^(người ký|ký bởi|ký số bởi|được ký bởi|signature (not )?(verified|valid)|signed by|digitally signed by)\b", re.I
)
_STAMP_ROW: Final = re.compile(
    r"^(người ký|ký bởi|cơ quan|tổ chức|email|e-mail|ngày ký|thời gian ký|giờ ký|ngày|chức vụ|đơn vị|"
    r"signing (date|time)|date|reason|location)\s*:",
    re.I,
)
_STAMP_LAST: Final = re.compile(r"^(ngày ký|thời gian ký|giờ ký|signing (date|time)|date)\s*:", re.I)
_STAMP_ROWS: Final = 9
_NOTE_START: Final = re.compile(r"^(\(?\d{1,3}\)?|\[\d{1,3}\]|\*{1,3})[\s.]?\s*\S")
_SMALL: Final = 0.9  # a footnote's letters are smaller than this share of the page's usual size


def kinds(
    rows: Sequence[tuple[Row, bool]], rules: Sequence[Rule], *, head: float, tail: float, height_pt: float
) -> list[LineKind]:
    """The kind of each row (row, whether in a table), in order. `head` and `tail` are where the page's text begins
    and ends; a rule is one of the lines drawn on the page."""
    out = [LineKind.BODY] * len(rows)
    texts = [" ".join(word.text for word in row) for row, _ in rows]
    for k, (row, in_table) in enumerate(rows):
        if in_table or not row:
            continue
        top, bottom = min(w.top for w in row), max(w.bottom for w in row)
        at_top, at_bottom = bottom < height_pt * _EDGE, top > height_pt * (1 - _EDGE)
        if at_top and _GAZETTE_HEAD.match(texts[k]):
            out[k] = LineKind.RUNNING_HEAD
        elif (
            _PAGE_NUMBER.match(texts[k])
            and len(row) <= 3
            and ((at_top and top <= head + 3) or (at_bottom and bottom >= tail - 3))
        ):
            out[k] = LineKind.PAGE_NUMBER
    _stamps(texts, [row for row, _ in rows], out)
    _footnotes(rows, texts, rules, height_pt, out)
    return out


def running_heads(words: Sequence[PlacedWord], height_pt: float) -> tuple[list[list[PlacedWord]], list[PlacedWord]]:
    """The rows that are certainly a running head ("CÔNG BÁO/Số …"), taken out before columns are looked for, and the
    other words."""
    edge = [word for word in words if word.bottom < height_pt * _EDGE]
    if not any("BÁO" in word.text or "BAO" in word.text for word in edge):
        return [], list(words)
    heads = []
    for row in rows_of(edge):
        if _GAZETTE_HEAD.match(" ".join(word.text for word in row)):
            heads.append(row)
    taken = {id(word) for row in heads for word in row}
    return heads, [word for word in words if id(word) not in taken]


def is_stamp(texts: Sequence[str]) -> bool:
    """Whether these rows are the visible part of a digital signature."""
    return any(_STAMP.match(text) for text in texts) and any(_STAMP_ROW.match(text) for text in texts[1:])


def _stamps(texts: Sequence[str], rows: Sequence[Row], out: list[LineKind]) -> None:
    """The visible part of a digital signature: from "Ký bởi:" to "Ngày ký:", values running over rows included."""
    for k, text in enumerate(texts):
        if out[k] is not LineKind.BODY or not _STAMP.match(text):
            continue
        last = k
        for j in range(k + 1, min(k + _STAMP_ROWS, len(texts))):
            if _STAMP_ROW.match(texts[j]):
                last = j
            if _STAMP_LAST.match(texts[j]):
                break
        alone = last == k and not re.match(r"^(signature|digitally|ký số|được ký|ký bởi|người ký)\b", text, re.I)
        if alone:
            continue
        size = median(word.size_pt for word in rows[k])
        end = last + 1
        while end < len(rows) and _follows(rows[end - 1], rows[end], size) and re.match(r"^[\d:+ .\-]+$", texts[end]):
            end += 1
        out[k:end] = [LineKind.STAMP] * (end - k)


def _follows(one: Row, other: Row, size: float) -> bool:
    """Whether a row stands right under another, in the same small letters."""
    if not one or not other:
        return False
    below = min(w.top for w in other) - max(w.bottom for w in one)
    return -2 <= below < 0.6 * size and abs(median(w.size_pt for w in other) - size) < 0.15 * size


def _footnotes(
    rows: Sequence[tuple[Row, bool]],
    texts: Sequence[str],
    rules: Sequence[Rule],
    height_pt: float,
    out: list[LineKind],
) -> None:
    """The small rows at the foot of the page, from a short rule or a number on."""
    sizes = [w.size_pt for row, in_table in rows if not in_table for w in row]
    if len(sizes) < 20:
        return
    usual = median(sizes)
    # "Nơi nhận:" of party papers is underlined: that is no rule above footnotes
    rules = [rule for rule in rules if not any(_underlines(rule, row) for row, _ in rows if row)]
    below = _below_a_rule(rows, rules, usual, height_pt, out)
    if below:
        for k in below:
            out[k] = LineKind.FOOTNOTE
        return
    first = len(rows)
    for k in range(len(rows) - 1, -1, -1):
        row, in_table = rows[k]
        if out[k] in (LineKind.PAGE_NUMBER, LineKind.STAMP, LineKind.RUNNING_HEAD):
            continue
        letters = [w.size_pt for w in row if len(w.text) > 1] or [w.size_pt for w in row]
        if in_table or median(letters) > _SMALL * usual or min(w.top for w in row) < 0.4 * height_pt:
            break
        first = k
    while first < len(rows):
        row, _ = rows[first]
        top = min(w.top for w in row)
        ruled = any(
            rule.horizontal and 40 < rule.length < 260 and -2 < top - rule.y0 < 16 and abs(rule.x0 - row[0].x0) < 60
            for rule in rules
        )
        if ruled or (_NOTE_START.match(texts[first]) and first > 0):
            break
        first += 1
    for k in range(first, len(rows)):
        if out[k] is LineKind.BODY:
            out[k] = LineKind.FOOTNOTE


def _below_a_rule(
    rows: Sequence[tuple[Row, bool]], rules: Sequence[Rule], usual: float, height_pt: float, out: Sequence[LineKind]
) -> list[int]:
    """The rows below a short rule at the left margin, where they are small taken together: single rows of a scan are
    measured badly."""
    margin = min((row[0].x0 for row, _ in rows if len(row) > 3), default=0.0)
    for rule in rules:
        if not (
            rule.horizontal and 40 < rule.length < 260 and rule.y0 > 0.4 * height_pt and abs(rule.x0 - margin) < 40
        ):
            continue
        if any(not other.horizontal and _meet(rule, other) for other in rules):
            continue  # a wall of a table
        below = [
            k
            for k, (row, _) in enumerate(rows)
            if out[k] is LineKind.BODY and row and min(w.top for w in row) > rule.y0 - 2
        ]
        sizes = [w.size_pt for k in below for w in rows[k][0]]
        near = below and min(w.top for k in below for w in rows[k][0]) - rule.y0 < 2 * usual
        if near and median(sizes) < _SMALL * usual and not any(rows[k][1] for k in below):
            return below
    return []


def _underlines(rule: Rule, row: Row) -> bool:
    """Whether a rule is drawn under words: right below them and no wider than they are."""
    over = [word for word in row if word.x0 < rule.x1 and word.x1 > rule.x0 and -3 < rule.y0 - word.bottom < 4]
    return bool(over) and sum(word.x1 - word.x0 for word in over) > 0.7 * rule.length


def _meet(level: Rule, upright: Rule) -> bool:
    return level.x0 - 3 < upright.x0 < level.x1 + 3 and upright.y0 - 3 < level.y0 < upright.y1 + 3
