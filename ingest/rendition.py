"""A Word or HTML file as LibreOffice prints it: where each word of the file stands, and on which page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ingest import soffice
from ingest.align import aligned
from ingest.limits import Limits
from ingest.lines import on_page
from ingest.pdfium import opened
from ingest.readers.table import reader
from ingest.sink import Sink
from vanthu.errors import Defect, Unreadable
from vanthu.records import Box, Line, LineKind, Outcome, Page, PageSource, State, Word

_PASSES: Final = 5


@dataclass(frozen=True, slots=True)
class Rendition:
    """Pages (width and height in points) and their words in the order of the PDF, which is at `pdf`."""

    pdf: Path
    sizes: tuple[tuple[float, float], ...]
    words: tuple[tuple[str, Box], ...]


def render(path: Path, suffix: str, sink: Sink, limits: Limits) -> Rendition | None:
    """Has LibreOffice print the file, gives the PDF to the sink as its view, and answers where the words stand; None
    where LibreOffice is missing, fails, or takes too long."""
    made = soffice.convert(path, suffix, "pdf", timeout_s=limits.page_seconds * 0.6)
    if made is None:
        return None
    try:
        rendition = _words(made, limits)
    except Unreadable:
        return None
    sink.view(made, "application/pdf")
    return rendition


def _words(pdf: Path, limits: Limits) -> Rendition | None:
    sizes: list[tuple[float, float]] = []
    words: list[tuple[str, Box]] = []
    with opened(pdf) as document:
        if not 0 < len(document) <= limits.pages:
            return None
        for n in range(1, len(document) + 1):
            with document.page(n) as page:
                place = on_page(n, page.width_pt, page.height_pt)
                sizes.append((page.width_pt, page.height_pt))
                words += [(word.text, place((word.x0, word.y0, word.x1, word.y1))) for word in page.words()]
    return Rendition(pdf, tuple(sizes), tuple(words))


def pages(lines: Sequence[Line], rendition: Rendition | None, reason: str) -> list[Page]:
    """The lines of a file on the pages they are printed on, footnotes last on each; one page of unknown size without
    a rendition."""
    if rendition is None:
        body = [line for line in lines if line.kind is LineKind.BODY]
        rest = [line for line in lines if line.kind is not LineKind.BODY]
        return [Page(1, None, None, PageSource.FILE, (*body, *rest), reason)]
    placed = _placed(lines, rendition.words)
    on: list[list[Line]] = [[] for _ in rendition.sizes]
    now = 1
    for line in placed:
        first = next((word.box.page for word in line.words if word.box), None)
        if line.kind is LineKind.FOOTNOTE:
            on[(first or now) - 1].append(line)
            continue
        now = max(now, first or now)
        on[now - 1].append(line)
    return [
        Page(
            n,
            width,
            height,
            PageSource.FILE,
            tuple(sorted(on[n - 1], key=lambda line: line.kind is LineKind.FOOTNOTE)),
            reason,
        )
        for n, (width, height) in enumerate(rendition.sizes, start=1)
    ]


def hand_over(
    lines: Sequence[Line],
    rendition: Rendition | None,
    sink: Sink,
    reason: str,
    media_type: str,
    warnings: tuple[str, ...] = (),
) -> Outcome:
    """Hands the lines over page by page."""
    if rendition is None:
        reason += "; chưa dựng được trang" if soffice.program() else "; chưa có LibreOffice để dựng trang"
    made = pages(lines, rendition, reason)
    sink.expect(len(made))
    for page in made:
        if page.n not in sink.known():
            sink.page(page)
    return Outcome(media_type, State.DONE, pages_expected=len(made), warnings=warnings)


def recognised(rendition: Rendition, sink: Sink, limits: Limits) -> Outcome:
    """A file that holds pictures and no text: its pages are read like those of a scan."""
    read = reader("application/pdf")
    if read is None:
        raise Defect("no reader for PDF")
    return read(rendition.pdf, sink, limits)


def _placed(lines: Sequence[Line], printed: Sequence[tuple[str, Box]]) -> list[Line]:
    """The lines with a box for each word that was found on the pages. What is printed in another order than it is
    read (columns of a letterhead, a table row over a page break) is found among what was left over before."""
    keys = [_key(line.text[word.start : word.end]) for line in lines for word in line.words]
    theirs_keys = [_key(text) for text, _ in printed]
    boxes: list[Box | None] = [None] * len(keys)
    left, right = list(range(len(keys))), list(range(len(printed)))
    for again in range(_PASSES):
        near = _pages_around(boxes) if again else None
        used_ours: set[int] = set()
        used_theirs: set[int] = set()
        for ours, theirs in aligned([keys[k] for k in left], [theirs_keys[k] for k in right]):
            mine, found = [left[k] for k in ours], [right[k] for k in theirs]
            if near and abs(printed[found[0]][1].page - near[mine[0]]) > 1:
                continue
            _give(boxes, keys, mine, [printed[k][1] for k in found])
            used_ours.update(mine)
            used_theirs.update(found)
        left = [k for k in left if k not in used_ours]
        right = [k for k in right if k not in used_theirs]
        if not (used_ours and left and right):
            break
    at = iter(boxes)
    return [replace(line, words=tuple(_with(word, next(at)) for word in line.words)) for line in lines]


def _pages_around(boxes: Sequence[Box | None]) -> list[int]:
    """For each word the page it must be near: that of the last word before it that was found."""
    page = next((box.page for box in boxes if box), 1)
    near = []
    for box in boxes:
        page = box.page if box else page
        near.append(page)
    return near


def _give(boxes: list[Box | None], keys: Sequence[str], ours: Sequence[int], theirs: Sequence[Box]) -> None:
    """One word of ours printed as several has the box of those beside the first; several printed as one share it by
    their letters."""
    first = theirs[0]
    row = [box for box in theirs if box.page == first.page and box.x0 >= first.x0 and box.y0 < first.y1]
    hull = Box(first.page, first.x0, min(b.y0 for b in row), max(b.x1 for b in row), max(b.y1 for b in row))
    letters = sum(len(keys[k]) for k in ours)
    done = 0
    for k in ours:
        start, done = done, done + len(keys[k])
        wide = (hull.x1 - hull.x0) / letters
        boxes[k] = replace(hull, x0=hull.x0 + start * wide, x1=hull.x0 + done * wide)


def _with(word: Word, box: Box | None) -> Word:
    return replace(word, box=box)


def _key(text: str) -> str:
    """What is compared: composed letters; bullets and dashes are drawn with other signs than the file has."""
    return unicodedata.normalize("NFKC", text).translate(_ALIKE)


_ALIKE: Final = {ord(sign): "-" for sign in "\u2010\u2011\u2012\u2013\u2014\u2212\u00ad\uf02d"} | {
    ord(sign): "•" for sign in "\uf0b7\u25cf\u00b7\u2219"
}
