"""The door to pdfium: words, ruled lines and pictures of a PDF's pages. Never in threads: pdfium has none."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from math import cos, hypot, pi, sin
from pathlib import Path
from typing import Any, Final

import numpy as np
import pypdfium2
import pypdfium2.raw as c
from numpy.typing import NDArray
from pypdfium2 import PdfMatrix

from ingest.placed import PlacedWord, Rule
from vanthu.errors import Unreadable

INVISIBLE: Final = 3  # the text render mode that neither fills nor strokes
_BLANKS: Final = frozenset((0, 9, 10, 13, 32, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000, 0xFEFF, 0x200B))
_LINE_END_HYPHENS: Final = frozenset((0x02, 0xFFFE))  # how pdfium marks a hyphen before a line break
_GAP_IN_EM: Final = 0.08  # pdfium's own blank counts only where the letters stand at least so far apart
_SPLIT_IN_EM: Final = 1.0  # two letters further apart than this are two words, blank or not
_NEW_WORD_IN_EM: Final = 0.15  # the same for a capital after a small letter ("Trưởng ban|Chỉ đạo")
_TAIL_BYTES: Final = 65536
_MISNAMED: Final = str.maketrans({"Ƣ": "Ư", "ƣ": "ư"})  # some fonts' maps name ư after the letter oi, which no text has
_QUARTER: Final = pi / 2
_MOST_ATTACHMENTS: Final = 200
_DEEPEST_FORM: Final = 8
_MOST_SEGMENTS: Final = 2000  # of one path: a drawing has more, a table's frame has few
_MOST_OF_PAGE: Final = 0.7  # of its area
_THIN_PT: Final = 3.0  # a filled rectangle no thicker than this is a ruled line


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a page: the part of the displayed page it fills (points) and its own size in pixels."""

    x0: float
    y0: float
    x1: float
    y1: float
    width_px: int
    height_px: int

    @property
    def dpi(self) -> float:
        """Pixels to the inch, the larger of both directions."""
        wide, high = max(self.x1 - self.x0, 1.0), max(self.y1 - self.y0, 1.0)
        turned = (self.width_px > self.height_px) != (wide > high)
        across, down = (self.height_px, self.width_px) if turned else (self.width_px, self.height_px)
        return max(across / wide, down / high) * 72


@contextmanager
def opened(path: Path) -> Iterator[PdfFile]:
    """The PDF at `path`, closed again at the end. Raises Unreadable: needs_password, corrupt, empty."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _unreadable(path) from error
    try:
        yield PdfFile(document, path)
    finally:
        document.close()


def is_locked(path: Path) -> bool:
    """Whether the PDF at `path` opens only with a password."""
    try:
        pypdfium2.PdfDocument(path).close()
    except pypdfium2.PdfiumError as error:
        return _unreadable(path).state == "needs_password" and "password" in str(error).lower()
    return False


def save_unlocked(path: Path, password: str, copy: Path) -> bool:
    """Writes to `copy` the PDF as anybody can open it; answers whether the password was right."""
    try:
        document = pypdfium2.PdfDocument(path, password=password)
    except (pypdfium2.PdfiumError, UnicodeEncodeError):
        return False
    try:
        with copy.open("wb") as out:
            document.save(out, flags=c.FPDF_REMOVE_SECURITY)
    finally:
        document.close()
    return True


def _unreadable(path: Path) -> Unreadable:
    """Why a file was refused, from the file: the library's error number may be one of an earlier file."""
    data = path.read_bytes()
    if b"/Encrypt" in data and b"startxref" in data[-_TAIL_BYTES:]:
        return Unreadable("needs_password", "Tệp PDF được bảo vệ bằng mật khẩu.")
    if re.search(rb"/Count\s+0\b", data[-_TAIL_BYTES:]):
        return Unreadable("empty", "Tệp PDF không có trang nào.")
    return Unreadable("corrupt", "Tệp PDF bị hỏng hoặc bị cắt cụt, không mở được.")


class PdfFile:
    """An opened PDF."""

    def __init__(self, document: Any, path: Path) -> None:
        self._document, self.path = document, path

    def __len__(self) -> int:
        return len(self._document)

    def has_script(self) -> bool:
        """Whether the file carries JavaScript of its own (which nobody runs here)."""
        return int(c.FPDFDoc_GetJavaScriptActionCount(self._document.raw)) > 0

    def attachments(self, most_bytes: int) -> Iterator[tuple[str, bytes | None]]:
        """The files embedded in it, by the names they were given; None for one that is larger than `most_bytes` or
        damaged."""
        for k in range(min(self._document.count_attachments(), _MOST_ATTACHMENTS)):
            try:
                attachment = self._document.get_attachment(k)
                size = ctypes.c_ulong()
                c.FPDFAttachment_GetFile(attachment.raw, None, 0, size)
                data = bytes(attachment.get_data()) if size.value <= most_bytes else None
                yield attachment.get_name(), data
            except (pypdfium2.PdfiumError, UnicodeDecodeError):
                yield f"{k + 1}", None

    @contextmanager
    def page(self, n: int) -> Iterator[PdfPage]:
        """Page `n`, from 1. Raises Unreadable (corrupt) where that page cannot be loaded."""
        try:
            page = self._document[n - 1]
        except (pypdfium2.PdfiumError, IndexError) as error:
            raise Unreadable("corrupt", f"Trang {n} của tệp PDF bị hỏng.", detail=f"page {n}") from error
        opened_page = PdfPage(page, n - 1, self.path)
        try:
            yield opened_page
        finally:
            opened_page.close()


class PdfPage:
    """A page; everything it gives is in points of the displayed page, crop box and rotation applied."""

    def __init__(self, page: Any, index: int, path: Path) -> None:
        self._page, self._index, self.path = page, index, path
        self.paths = 0  # how many drawn paths `objects` met
        self.largest_picture_px = 0  # and the pixels that the largest picture claims to have
        bounds = c.FS_RECTF()
        c.FPDF_GetPageBoundingBox(page.raw, bounds)
        self._left, self._bottom, self._right, self._top = bounds.left, bounds.bottom, bounds.right, bounds.top
        self.turns = int(c.FPDFPage_GetRotation(page.raw)) % 4
        self.width_pt = float(c.FPDF_GetPageWidthF(page.raw))
        self.height_pt = float(c.FPDF_GetPageHeightF(page.raw))

    def displayed(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A rectangle of the file's own axes (x0, y0, x1, y1) as it lies on the displayed page."""
        match self.turns:
            case 0:
                return left - self._left, self._top - top, right - self._left, self._top - bottom
            case 1:
                return bottom - self._bottom, left - self._left, top - self._bottom, right - self._left
            case 2:
                return self._right - right, bottom - self._bottom, self._right - left, top - self._bottom
            case _:
                return self._top - top, self._right - right, self._top - bottom, self._right - left

    def words(self, *, fonts: bool = False) -> list[PlacedWord]:
        """The words of the text layer in the file's order. A hyphen at a line's end stays a hyphen; letters and
        their combining marks stay together; ligatures and odd dashes stay as they are. `fonts`: with their fonts."""
        layer = c.FPDFText_LoadPage(self._page.raw)
        if not layer:
            return []
        try:
            return list(_words(self, layer, _Fonts(layer) if fonts else None))
        finally:
            c.FPDFText_ClosePage(layer)

    def covered_by_picture(self) -> bool:
        """Whether a picture of most of the page is drawn over the text, which nobody sees then."""
        picture = text = -1
        for k in range(c.FPDFPage_CountObjects(self._page.raw)):
            item = c.FPDFPage_GetObject(self._page.raw, k)
            kind = c.FPDFPageObj_GetType(item)
            if kind == c.FPDF_PAGEOBJ_TEXT:
                text = k
            elif kind == c.FPDF_PAGEOBJ_IMAGE:
                x0, y0, x1, y1 = self.displayed(*_bounds(item, PdfMatrix()))
                if (x1 - x0) * (y1 - y0) > _MOST_OF_PAGE * self.width_pt * self.height_pt:
                    picture = k
        return 0 <= text < picture

    def note_words(self) -> list[PlacedWord]:
        """The words of annotations and form fields (the visible part of a digital signature). Last of all: the
        annotations become part of the page, so that `picture(notes=False)` shows them from here on."""
        if c.FPDFPage_GetAnnotCount(self._page.raw) <= 0:
            return []
        before = len(self.words())
        if c.FPDFPage_Flatten(self._page.raw, c.FLAT_NORMALDISPLAY) != c.FLATTEN_SUCCESS:
            return []
        pdf, index = self._page.pdf, self._index
        self._page.close()
        self._page = pdf[index]
        return self.words()[before:]

    def close(self) -> None:
        """Ends the use of the page."""
        self._page.close()

    def objects(self) -> tuple[list[Rule], list[Picture]]:
        """The ruled lines (drawn or filled, thin) and the pictures on the page."""
        rules: list[Rule] = []
        pictures: list[Picture] = []
        for item, kind, matrix in _objects(self._page.raw, None, PdfMatrix(), 0):
            x0, y0, x1, y1 = self.displayed(*_bounds(item, matrix))
            if kind == c.FPDF_PAGEOBJ_IMAGE:
                wide, high = ctypes.c_uint(), ctypes.c_uint()
                c.FPDFImageObj_GetImagePixelSize(item, wide, high)
                self.largest_picture_px = max(self.largest_picture_px, wide.value * high.value)
                pictures.append(Picture(x0, y0, x1, y1, wide.value, high.value))
                continue
            self.paths += 1
            if y1 - y0 <= _THIN_PT and x1 - x0 > 2 * _THIN_PT:
                rules.append(Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2))
            elif x1 - x0 <= _THIN_PT and y1 - y0 > _THIN_PT:
                rules.append(Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1))
            elif x1 - x0 > 2 * _THIN_PT and y1 - y0 > _THIN_PT:
                fill, stroke = ctypes.c_int(), ctypes.c_int()
                c.FPDFPath_GetDrawMode(item, fill, stroke)
                if stroke.value:
                    rules.extend(_strokes(self, item, matrix))
        return rules, pictures

    def picture(self, *, dpi: float, notes: bool = True) -> NDArray[np.uint8]:
        """The displayed page as RGB pixels; `notes` also draws annotations (the stamp of a digital signature)."""
        bitmap = self._page.render(scale=dpi / 72, draw_annots=notes, may_draw_forms=notes, rev_byteorder=True)
        try:
            drawn = bitmap.to_numpy()
            return np.repeat(drawn, 3, axis=2) if drawn.shape[2] == 1 else drawn[..., :3].copy()
        finally:
            bitmap.close()


class _Fonts:
    """The fonts of the characters of a text layer, by name."""

    def __init__(self, layer: Any) -> None:
        self._layer, self._buffer, self._flags = layer, ctypes.create_string_buffer(256), ctypes.c_int()

    def name(self, i: int) -> str:
        """The font of a character, "" where it has none."""
        wanted = c.FPDFText_GetFontInfo(self._layer, i, self._buffer, len(self._buffer), self._flags)
        return self._buffer.value.decode("utf-8", "replace") if 0 < wanted <= len(self._buffer) else ""

    def pieces(self, letters: list[str], places: list[int]) -> tuple[tuple[str, str], ...]:
        """The letters at these places, those of one font together."""
        named = ((letter, self.name(i)) for letter, i in zip(letters, places, strict=True))
        return tuple(("".join(one for one, _ in group), font) for font, group in groupby(named, lambda each: each[1]))


def _words(page: PdfPage, layer: Any, fonts: _Fonts | None = None) -> Iterator[PlacedWord]:
    """Joins the characters of the layer to words, in one pass. This loop runs thousands of times a page: what is
    rarely needed is only looked up where letters part."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    unicode_of, box_of = c.FPDFText_GetUnicode, c.FPDFText_GetCharBox
    known: dict[int, str] = {}
    letters: list[str] = []
    places: list[int] = []
    last = -1
    w0 = w1 = h0 = h1 = em = near = 0.0
    blank = -1
    for i in range(c.FPDFText_CountChars(layer)):
        code = unicode_of(layer, i)
        if code in _BLANKS:
            blank = i
            continue
        box_of(layer, i, left, right, bottom, top)
        x0, x1, y0, y1 = left.value, right.value, bottom.value, top.value
        letter = known.get(code) or known.setdefault(code, _letter(code))
        if (
            letters
            and (blank == i - 1 or x0 - w1 > near or w0 - x1 > near or y0 - h1 > near or h0 - y1 > near)
            and _apart(layer, i, blank, last, letters[-1], letter, em, max(x0 - w1, w0 - x1, y0 - h1, h0 - y1))
        ):
            yield _word(page, layer, letters, places, (w0, h0, w1, h1), em, fonts)
            letters, places = [], []
        if not letters:
            w0, h0, w1, h1 = x0, y0, x1, y1
            em = _size(layer, i)
            near = _NEW_WORD_IN_EM * em
        elif x1 > x0 or y1 > y0:
            if x0 < w0:
                w0 = x0
            if y0 < h0:
                h0 = y0
            if x1 > w1:
                w1 = x1
            if y1 > h1:
                h1 = y1
        letters.append(letter)
        places.append(i)
        last = i
    if letters:
        yield _word(page, layer, letters, places, (w0, h0, w1, h1), em, fonts)


def _apart(layer: Any, i: int, blank: int, last: int, before: str, letter: str, em: float, gap: float) -> bool:
    """Whether character `i` begins another word than character `last`: after a blank of the file; after a blank or
    line end that pdfium made up, where the letters stand apart or on two lines; without any, where they stand far
    apart. Text drawn sideways is full of made-up line ends."""
    if unicodedata.combining(letter):
        return False
    if blank == i - 1:
        if not c.FPDFText_IsGenerated(layer, blank):
            return True
        if c.FPDFText_GetUnicode(layer, blank) in (10, 13):
            return gap > _NEW_WORD_IN_EM * em or abs(_off_line(layer, last, i)) > 0.15 * em
        return gap > _GAP_IN_EM * em
    return gap > (_NEW_WORD_IN_EM if letter.isupper() and before.islower() else _SPLIT_IN_EM) * em


def _off_line(layer: Any, one: int, other: int) -> float:
    """How far a character stands from the base line of another, in points."""
    x, y = ctypes.c_double(), ctypes.c_double()
    c.FPDFText_GetCharOrigin(layer, one, x, y)
    from_x, from_y = x.value, y.value
    c.FPDFText_GetCharOrigin(layer, other, x, y)
    angle = float(c.FPDFText_GetCharAngle(layer, one))
    return -(x.value - from_x) * sin(angle) + (y.value - from_y) * cos(angle)


def _size(layer: Any, i: int) -> float:
    """The size of a character in points, the matrix it is drawn with applied."""
    matrix = c.FS_MATRIX()
    c.FPDFText_GetMatrix(layer, i, matrix)
    return max(float(c.FPDFText_GetFontSize(layer, i)) * hypot(matrix.c, matrix.d), 1.0)


def _letter(code: int) -> str:
    """The character; one that cannot be text (a lone surrogate, a control) is U+FFFD, so that the page shows it."""
    if code in _LINE_END_HYPHENS:
        return "-"
    if code < 32 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    return chr(code)


def _word(
    page: PdfPage,
    layer: Any,
    letters: list[str],
    places: list[int],
    ink: tuple[float, float, float, float],
    size: float,
    fonts: _Fonts | None,
) -> PlacedWord:
    first = places[0]
    loose = c.FS_RECTF()
    c.FPDFText_GetLooseCharBox(layer, first, loose)
    x0, y0, x1, y1 = page.displayed(*ink)
    _, top, _, bottom = page.displayed(loose.left, loose.bottom, loose.right, loose.top)
    if bottom - top < 1.0:
        top, bottom = y0, y1
    item = c.FPDFText_GetTextObject(layer, first)
    hidden = bool(item) and c.FPDFTextObj_GetTextRenderMode(item) == INVISIBLE
    printed = "".join(letters)
    text = printed.translate(_MISNAMED)
    turns = (page.turns + round(c.FPDFText_GetCharAngle(layer, first) / _QUARTER)) % 4
    raw = printed if text != printed else None
    pieces = fonts.pieces(letters, places) if fonts else ()
    return PlacedWord(text, x0, y0, x1, y1, top, bottom, size, raw=raw, hidden=hidden, turns=turns, pieces=pieces)


def _objects(parent: Any, form: Any, matrix: PdfMatrix, depth: int) -> Iterator[tuple[Any, int, PdfMatrix]]:
    """The paths and pictures of a page or of a form on it, each with the matrix of the forms around it."""
    count = c.FPDFFormObj_CountObjects(form) if form else c.FPDFPage_CountObjects(parent)
    for k in range(count):
        item = c.FPDFFormObj_GetObject(form, k) if form else c.FPDFPage_GetObject(parent, k)
        kind = c.FPDFPageObj_GetType(item)
        if kind in (c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_IMAGE):
            yield item, kind, matrix
        elif kind == c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            yield from _objects(parent, item, _matrix(item).multiply(matrix), depth + 1)


def _matrix(item: Any) -> PdfMatrix:
    raw = c.FS_MATRIX()
    return PdfMatrix.from_raw(raw) if c.FPDFPageObj_GetMatrix(item, raw) else PdfMatrix()


def _bounds(item: Any, matrix: PdfMatrix) -> tuple[float, float, float, float]:
    """An object's bounds on the page."""
    sides = [ctypes.c_float() for _ in range(4)]
    c.FPDFPageObj_GetBounds(item, *sides)
    left, bottom, right, top = matrix.on_rect(*(side.value for side in sides))
    return float(left), float(bottom), float(right), float(top)


def _strokes(page: PdfPage, item: Any, around: PdfMatrix) -> Iterator[Rule]:
    """The straight upright and level strokes of an outlined path."""
    matrix = _matrix(item).multiply(around)
    last = start = (0.0, 0.0)
    for k in range(min(c.FPDFPath_CountSegments(item), _MOST_SEGMENTS)):
        segment = c.FPDFPath_GetPathSegment(item, k)
        x, y = ctypes.c_float(), ctypes.c_float()
        c.FPDFPathSegment_GetPoint(segment, x, y)
        here = matrix.on_point(x.value, y.value)
        if c.FPDFPathSegment_GetType(segment) == c.FPDF_SEGMENT_MOVETO:
            start = here
        elif c.FPDFPathSegment_GetType(segment) == c.FPDF_SEGMENT_LINETO:
            yield from _straight(page, last, here)
        last = here
        if c.FPDFPathSegment_GetClose(segment):
            yield from _straight(page, last, start)
            last = start


def _straight(page: PdfPage, one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
    x0, y0, x1, y1 = page.displayed(
        min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])
    )
    if y1 - y0 < 0.5 < x1 - x0:
        yield Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
    elif x1 - x0 < 0.5 < y1 - y0:
        yield Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)
