"""Rows → paragraphs: the runs of lines that belong together, also over a page break."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from extract.labels import DASHES, Label, read_label
from extract.rows import Row
from vanthu.records import Cell, Evidence, Span

_WHITE: Final = "\n\f\r\t\v\u00a0"
_ENDED: Final = regex.compile(r"(?:[.;:!?…]|\./\.?|[.;:][”\"’)*_]+|”[.;]?|\*\*|_{3,}|-{3,})\s*$")
_END_MARKS: Final = '.;:!?…/”"’)*_-'
_SENTENCE_ENDED: Final = regex.compile(r"(?:[.!?…]|\./\.?|[.;][”\"’)*_]+|”[.;])\s*$")
_WIDE_GAP: Final = re.compile(r"\s{4}")  # a row has ink at both ends
# A number at the beginning of a line that belongs to the words before it: "quy định tại khoản / 2. Điều 5"
_REFERS: Final = regex.compile(
    r"(?:điều|khoản|điểm|mục|phần|chương|số|ngày|tháng|năm|và|hoặc|từ|đến|tại|các|của|với|,|-|–|/|\()\s*$", regex.I
)
# What only goes on with the words before it: "105/2025/NĐ-CP …" after "số", "(VLNCN)" after what it stands for.
_GOES_ON: Final = regex.compile(r"\d[\d.]*/(?:\d{4}/)?\p{Lu}|\(\p{Lu}{2,12}\)")
_NAMES: Final = regex.compile(r"(?:Điều|[Kk]hoản|[Đđ]iểm|số)\s*$")
# … "tại khoản 1 / Điều 6.": an article named after its clause, not one that begins
_PINPOINT: Final = regex.compile(r"\b(?:khoản|điểm|tiết)\s+\w{1,3}\s*$", regex.I)
_ALWAYS_OWN: Final = regex.compile(
    r"(?:TM|T/M|KT|TL|T/L|TUQ)\s*[./]\s*\p{Lu}{2}"
    r"|(?:PHÓ |THỨ )?(?:THỦ TƯỚNG|BỘ TRƯỞNG|CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG)\b[^\p{Ll}]*$"
    r"|Căn cứ\b|Theo đề nghị của|Xét đề nghị|Nơi nhận|NƠI NHẬN|Kính gửi|QUYẾT (?:ĐỊNH|NGHỊ)\s*:?$|\||_{3,}|\*{3}|-{3,}"
)
LONG_LINE: Final = 135
"""Hard-wrapped text has no lines longer than this, in characters."""


def flow(text: str) -> str:
    """The text with a blank for each line break, form feed and tab: same length, so that offsets stay."""
    for white in _WHITE:  # much faster than str.translate
        if white in text:
            text = text.replace(white, " ")
    return text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of lines that belong together: a paragraph, a table cell, a footnote.

    `kind`: text, cell, footnote, head (letterhead and title), tail (signature block, recipients), quoted (a provision
    of another paper in quotation marks). `pieces` are the stretches of the span that are its words: running heads
    between two pages of a text file are in the span and not in the pieces. `label` is the mark it begins with."""

    span: Span
    kind: str
    pieces: Evidence
    cell: Cell | None = None
    label: Label | None = None
    page: int | None = None
    left: float = 0.0
    gap: bool = False

    def flow(self, text: str) -> str:
        """The paragraph's words in one line, as long as its span; what is not its own is blanks. `text` is the
        document's."""
        if len(self.pieces) == 1:
            return flow(text[self.span.start : self.span.end])
        out: list[str] = []
        at = self.span.start
        for piece in self.pieces:
            out += [" " * (piece.start - at), flow(text[piece.start : piece.end])]
            at = piece.end
        return "".join(out)

    def evidence(self, span: Span) -> Evidence:
        """The part of a span (counted in the document's text) that is this paragraph's own words."""
        cut = (Span(max(span.start, piece.start), min(span.end, piece.end)) for piece in self.pieces)
        return tuple(piece for piece in cut if piece.start < piece.end)


def paragraphs(rows: Sequence[Row], text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of the rows outside tables, in order."""
    measure = _Measure.of(rows)
    return tuple(_paragraph(run, text) for run in _runs(rows, measure))


def _paragraph(run: Sequence[Row], text: str) -> Paragraph:
    pieces: list[Span] = []
    for row in run:
        if pieces and not text[pieces[-1].end : row.span.start].strip():
            pieces[-1] = Span(pieces[-1].start, row.span.end)
        else:
            pieces.append(row.span)
    head = run[0]
    kind = "cell" if head.cell else "footnote" if head.note else "text"
    label = None if head.cell or head.note else read_label(head.text)
    span = Span(head.span.start, run[-1].span.end)
    return Paragraph(span, kind, tuple(pieces), head.cell, label, head.page, head.left, head.gap)


@dataclass(frozen=True, slots=True)
class _Measure:
    """How a paper's lines are set: `right` edge and `left` edge by page; whether lines are paragraphs already."""

    right: dict[int | None, float]
    left: dict[int | None, float]
    wrapped: bool

    @classmethod
    def of(cls, rows: Sequence[Row]) -> _Measure:
        prose = [row for row in rows if len(row.text) > 30 and not row.note and not _wide(row)]
        long = sum(len(row.text) for row in prose if len(row.text) > LONG_LINE and row.unit == 1.0)
        wrapped = long <= 0.3 * sum(len(row.text) for row in prose)
        by_page: dict[int | None, list[Row]] = defaultdict(list)
        for row in prose:
            by_page[row.page].append(row)
        everywhere = _edge([row.right for row in prose], 0.85)
        margin = _edge([row.left for row in prose], 0.15)
        right = {page: _edge([row.right for row in those], 0.85) for page, those in by_page.items() if len(those) > 5}
        left = {page: _edge([row.left for row in those], 0.15) for page, those in by_page.items() if len(those) > 5}
        return cls(defaultdict(lambda: everywhere, right), defaultdict(lambda: margin, left), wrapped)


def _edge(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))] if values else 0.0


def _runs(rows: Sequence[Row], measure: _Measure) -> Iterator[list[Row]]:
    run: list[Row] = []
    for row in rows:
        if run and not _continues(run[-1], row, measure):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _continues(above: Row, row: Row, measure: _Measure) -> bool:
    """Whether a row goes on with the paragraph of the row above it."""
    if row.fresh or row.cell or above.cell or row.note != above.note or row.whole or above.whole:
        return False
    if _ALWAYS_OWN.match(row.text) or (_ALWAYS_OWN.match(above.text) and not _long_enough(above, measure)):
        return False
    if _wide(row) or _wide(above):
        return False
    ended = _ended(above.text)
    small = row.text[0].islower() or row.text[0] in ",;)%" or bool(_GOES_ON.match(row.text))
    same_page = row.page == above.page
    if row.gap and same_page:
        return small and not ended and not read_label(row.text) and _full(above, row, measure)
    if read_label(row.text) and not _in_mid_sentence(above, row, measure):
        return False
    if not measure.wrapped and above.unit == 1.0:
        return small and not ended and not read_label(row.text)
    if _capitals(above.text) != _capitals(row.text):
        return small and not ended
    if not _full(above, row, measure):
        return (small or bool(_NAMES.search(above.text))) and not ended
    indented = row.left > measure.left[row.page] + 2.5 * row.unit
    if _SENTENCE_ENDED.search(above.text) or above.text.endswith((";", ":")):
        return not indented and (not above.text.endswith((";", ":")) or (small and above.text.endswith(";")))
    return not indented or small or above.text.endswith(",") or _indented_alike(above, row)


def _long_enough(above: Row, measure: _Measure) -> bool:
    return above.right > measure.right[above.page] - 12 * above.unit


def _full(above: Row, row: Row, measure: _Measure) -> bool:
    """Whether the row's first word would not have fitted on the row above."""
    return above.right + row.first + 2.5 * row.unit > measure.right[above.page]


def _indented_alike(above: Row, row: Row) -> bool:
    return abs(above.left - row.left) < 1.5 * row.unit


def _in_mid_sentence(above: Row, row: Row, measure: _Measure) -> bool:
    """Whether what looks like a label only happens to stand at the beginning of a line."""
    if _ended(above.text) or not _full(above, row, measure):
        return False
    label = read_label(row.text)
    if label and label.form in DASHES:
        return row.left <= measure.left[row.page] + 1.5 * row.unit
    if _REFERS.search(above.text):
        return True
    return row.text.startswith("Điều") and _PINPOINT.search(above.text) is not None


def _wide(row: Row) -> bool:
    """Whether a wide gap stands inside of a row."""
    return row.loose and _WIDE_GAP.search(row.text) is not None


def _ended(words: str) -> bool:
    """Whether a row's last words end what they say."""
    return words[-1] in _END_MARKS and _ENDED.search(words) is not None


def _capitals(text: str) -> bool:
    if (len(text) > 3 and text[1:].islower()) or _GOES_ON.match(text):  # most lines: told in one step
        return False
    large = sum(map(str.isupper, text))
    return large > 2 and large > 0.8 * sum(map(str.isalpha, text))
