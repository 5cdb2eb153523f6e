"""PDF: each page from its text layer where that covers the page and makes sense, else recognised on its picture."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest import correct, labels, layer, marks, outcomes, packed, plumb, scan
from ingest.grid import grids
from ingest.limits import Limits
from ingest.lines import line_of, lines, on_page
from ingest.look import look
from ingest.pdfium import PdfFile, PdfPage, Picture, opened
from ingest.placed import PlacedWord, Rule
from ingest.rows import rows_of
from ingest.sideways import parted, upright
from ingest.sink import Sink
from vanthu.errors import Unreadable
from vanthu.records import Line, LineKind, Outcome, Page, PageSource, State

MEDIA_TYPE: Final = "application/pdf"
TABLES_PER_PAGE: Final = 100  # tables are numbered by page, so that a page read again keeps its numbers
_BARE_LETTERS: Final = 0.0012  # letters to the square point of a picture: fewer, and its text is not in the layer
_BARE_SHARE: Final = 0.05  # pictures without their text that fill so much of the page are read
_LEAST_PICTURE_PX: Final = 150
_FEW_LETTERS: Final = 40
_LARGEST_SHEET_PT: Final = 14_400  # 200 inches, the largest that the format foresees
_OUTLINES: Final = 8  # so many drawn paths on a page without text may be letters


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page and how it is to be read."""

    page: PdfPage
    n: int
    limits: Limits
    languages: tuple[str, ...]


def read(
    path: Path, sink: Sink, limits: Limits, *, languages: Sequence[str] = ("vie",), force_ocr: bool = False
) -> Outcome:
    """Hands over the pages of a PDF, the known ones left out; a page that cannot be read is named in a warning. With
    `force_ocr` every page is recognised on its picture.
    Raises Unreadable: needs_password, corrupt, limit_exceeded (bytes)."""
    warnings: list[str] = []
    known = sink.known()
    done = 0
    if packed.unpacks_beyond(path, limits.part_bytes):
        figures = f"nội dung nén bung ra quá {limits.part_bytes / 1e6:.0f} MB"
        raise Unreadable("limit_exceeded", outcomes.over(MEDIA_TYPE, "bytes", figures).reason, detail="bytes")
    with opened(path) as pdf:
        expected = len(pdf)
        if expected == 0:
            return outcomes.ended(MEDIA_TYPE, State.EMPTY, "Tệp PDF không có trang nào.")
        sink.expect(expected)
        for n in range(1, min(expected, limits.pages) + 1):
            if n in known:
                continue
            try:
                with pdf.page(n) as page:
                    found = read_page(page, n, limits, languages=languages, force_ocr=force_ocr)
                    found = replace(found, warnings=(*found.warnings, *_oddities(page, limits)))
            except Unreadable as error:
                warnings.append(f"Trang {n}: {error.reason}")
                continue
            sink.page(found)
            done += 1
        if expected > limits.pages:
            warnings.append(f"Tệp có {expected} trang, chỉ đọc {limits.pages} trang đầu.")
        if not done and warnings and not known:
            raise Unreadable("corrupt", "Tệp PDF bị hỏng: không đọc được trang nào.")
        if pdf.has_script():
            warnings.append("Tệp PDF có mã kịch bản; mã không được chạy.")
        members = _attached(pdf, sink, limits, warnings)
    return Outcome(
        MEDIA_TYPE, State.DONE, pages=done, pages_expected=expected, members=members, warnings=tuple(warnings)
    )


def _attached(pdf: PdfFile, sink: Sink, limits: Limits, warnings: list[str]) -> int:
    """Hands over the files embedded in the PDF, under safe names; how many."""
    taken: set[str] = set()
    for name, data in pdf.attachments(min(limits.file_bytes, limits.tree_bytes)):
        safe = labels.unique(labels.label(name), taken)
        if data is None:
            warnings.append(f"Không lấy được tệp đính kèm trong PDF: {safe}.")
            taken.discard(safe)
            continue
        with tempfile.NamedTemporaryFile(prefix="attached-") as copy:
            copy.write(data)
            copy.flush()
            sink.member(safe, Path(copy.name))
    if taken:
        warnings.append(f"Tệp PDF có {len(taken)} tệp đính kèm bên trong: {', '.join(sorted(taken)[:5])}.")
    return len(taken)


def _oddities(page: PdfPage, limits: Limits) -> tuple[str, ...]:
    """What is strange about a page: a sheet larger than any printer's, a picture larger than may be decoded."""
    out = []
    if max(page.width_pt, page.height_pt) > _LARGEST_SHEET_PT:
        out.append("Khổ trang lớn bất thường, trang được đọc ở độ phân giải thấp.")
    if page.largest_picture_px > limits.pixels:
        out.append("Trang có ảnh vượt giới hạn điểm ảnh, chữ trong ảnh có thể không đọc được.")
    return tuple(out)


def read_page(
    page: PdfPage, n: int, limits: Limits, *, languages: Sequence[str] = ("vie",), force_ocr: bool = False
) -> Page:
    """One page, from its text layer, its picture, or both; `languages` (vie, eng, ind, nor, rus) are for pictures."""
    sheet = _Sheet(page, n, limits, tuple(languages))
    words = layer.words_of(page)
    rules, pictures = page.objects()
    letters = sum(len(word.text) for word in words)
    if force_ocr:
        return _recognised(sheet, [], None, pictures, "theo yêu cầu nhận dạng lại")
    fault = layer.fault(page, words, pictures)
    if fault:
        return _recognised(sheet, [], None, pictures, fault)
    if letters and sum(len(word.text) for word in words if word.hidden) > 0.5 * letters:
        return _from_text(page, n, words, rules, "lớp chữ ẩn của bản quét")
    bare = _bare(pictures, words)
    share = sum((p.x1 - p.x0) * (p.y1 - p.y0) for p in bare) / (page.width_pt * page.height_pt)
    if share >= _BARE_SHARE:
        reason = "trang ảnh" if not words else "trang ảnh, lớp chữ chỉ có một phần"
        return _recognised(sheet, words, bare if words else None, bare, reason)
    if letters < _FEW_LETTERS and page.paths > _OUTLINES:
        return _recognised(sheet, words, None, [], "chữ vẽ bằng nét, không có lớp chữ")
    return _from_text(page, n, words, rules, "lớp chữ" if words else "trang trắng")


def _bare(pictures: Sequence[Picture], words: Sequence[PlacedWord]) -> list[Picture]:
    """The pictures on which the layer has hardly any text."""
    out = []
    for picture in pictures:
        area = (picture.x1 - picture.x0) * (picture.y1 - picture.y0)
        if min(picture.width_px, picture.height_px) < _LEAST_PICTURE_PX and area < 20_000:
            continue
        inside = sum(
            len(word.text)
            for word in words
            if picture.x0 <= (word.x0 + word.x1) / 2 <= picture.x1
            and picture.y0 <= (word.y0 + word.y1) / 2 <= picture.y1
        )
        if inside < _BARE_LETTERS * area:
            out.append(picture)
    return out


def _from_text(page: PdfPage, n: int, words: Sequence[PlacedWord], rules: Sequence[Rule], reason: str) -> Page:
    """A page from its text layer, ruled tables cell by cell, then what annotations say."""
    place = on_page(n, page.width_pt, page.height_pt)
    sheet = upright(words, rules, place, width_pt=page.width_pt, height_pt=page.height_pt)
    tables = grids(sheet.rules, width_pt=sheet.width_pt, height_pt=sheet.height_pt)
    if not tables and sheet.words and sheet.words[0].box is None and plumb.looks_tabular(sheet.words):
        tables = plumb.grids(page.path, n)
    main, askew = parted(sheet.words, tables)
    found = lines(
        main,
        place,
        width_pt=sheet.width_pt,
        height_pt=sheet.height_pt,
        rules=sheet.rules,
        grids=tables,
        first_table=n * TABLES_PER_PAGE,
    )
    heads: list[Line] = []
    for group in askew:  # a landscape sheet's running head, a note along the margin
        other = upright(group, (), place, width_pt=sheet.width_pt, height_pt=sheet.height_pt)
        heads.extend(lines(other.words, place, width_pt=other.width_pt, height_pt=other.height_pt))
    return Page(n, page.width_pt, page.height_pt, PageSource.TEXT, (*heads, *found, *_notes(page, n)), reason)


def _notes(page: PdfPage, n: int) -> tuple[Line, ...]:
    """The lines of the page's annotations and form fields: the stamp of a digital signature, or text."""
    words = page.note_words()
    rows = rows_of(words)
    stamp = marks.is_stamp([" ".join(word.text for word in row) for row in rows])
    place = on_page(n, page.width_pt, page.height_pt)
    return tuple(line_of(row, place, LineKind.STAMP if stamp else LineKind.BODY) for row in rows)


def _recognised(
    sheet: _Sheet,
    words: Sequence[PlacedWord],
    only: Sequence[Picture] | None,
    pictures: Sequence[Picture],
    reason: str,
) -> Page:
    """A page read on its picture (`only`: on these parts of it), the words of its text layer put where they stand."""
    page, n, limits = sheet.page, sheet.n, sheet.limits
    width, height = page.width_pt, page.height_pt
    dpi = min(max(max((p.dpi for p in pictures), default=300.0), scan.READ_DPI[0]), scan.READ_DPI[1])
    most = min(scan.MOST_PIXELS, limits.pixels)
    dpi = min(dpi, 72 * (most / (width * height)) ** 0.5)
    drawn = page.picture(dpi=dpi, notes=False)
    if only is not None:
        drawn = _parts(drawn, only, dpi / 72)
    found = scan.read(drawn, dpi, n, languages=sheet.languages, timeout_s=limits.page_seconds * 0.4)
    merged = _merged(found, words, n, width, height)
    out = lines(
        merged,
        on_page(n, width, height),
        width_pt=found.width_pt,
        height_pt=found.height_pt,
        rules=found.rules,
        grids=found.grids,
        first_table=n * TABLES_PER_PAGE,
    )
    own = sum(len(word.text) for word in words)
    read_letters = sum(len(word.text) for word in found.words)
    source = PageSource.TEXT if own > read_letters else PageSource.OCR
    return Page(
        n,
        width,
        height,
        source,
        (*correct.corrected(out, sheet.languages), *_notes(page, n)),
        f"{reason}; {found.how}",
        dpi=round(_scanned_dpi(pictures, found.dpi), 1),
        language="+".join(sheet.languages),
        warnings=scan.warnings(found),
        look=look(drawn),
    )


def _scanned_dpi(pictures: Sequence[Picture], drawn: float) -> float:
    """At what resolution the page was scanned: that of its finest large picture, of the drawing where it has none."""
    sizes = [(p.x1 - p.x0) * (p.y1 - p.y0) for p in pictures]
    large = max(sizes, default=0.0) / 2
    return max((p.dpi for p, size in zip(pictures, sizes, strict=True) if size >= large), default=drawn)


def _parts(drawn: NDArray[np.uint8], pictures: Sequence[Picture], scale: float) -> NDArray[np.uint8]:
    """The drawn page with only these pictures on it."""
    out = np.full_like(drawn, 255)
    for p in pictures:
        window = (
            slice(max(int(p.y0 * scale), 0), int(p.y1 * scale) + 1),
            slice(max(int(p.x0 * scale), 0), int(p.x1 * scale) + 1),
        )
        out[window] = drawn[window]
    return out


def _merged(found: scan.Scan, words: Sequence[PlacedWord], n: int, width: float, height: float) -> list[PlacedWord]:
    """The words read, and those of the text layer in place of what was read where they stand."""
    if not words or (found.turn is None and found.words):
        return list(found.words)
    place, scale = on_page(n, width, height), found.dpi / 72
    own = []
    for word in words:
        box = place((word.x0, word.y0, word.x1, word.y1))
        if found.turn is None:
            own.append(replace(word, box=box))
            continue
        x0, y0, x1, y1 = (
            v / scale for v in found.turn.forth((word.x0 * scale, word.y0 * scale, word.x1 * scale, word.y1 * scale))
        )
        _, top, _, bottom = (
            v / scale
            for v in found.turn.forth((word.x0 * scale, word.top * scale, word.x0 * scale, word.bottom * scale))
        )
        own.append(replace(word, x0=x0, y0=y0, x1=x1, y1=y1, top=top, bottom=bottom, box=box))
    read = [
        word
        for word in found.words
        if not any(
            o.x0 - 1 <= (word.x0 + word.x1) / 2 <= o.x1 + 1 and o.top - 1 <= (word.y0 + word.y1) / 2 <= o.bottom + 1
            for o in own
        )
    ]
    return [*own, *read]
