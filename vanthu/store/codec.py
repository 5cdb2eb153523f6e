"""Pages and extractions as bytes and back: exact, compressed, a few kB a page, never pickle.

A pages blob is a head (magic, number of pages, length of each frame) and one frame a page, so that one page of a long
scan is unpacked without the others. An extraction blob is one frame.
"""

from __future__ import annotations

import dataclasses
import struct
from collections.abc import Sequence
from typing import Final, TypeVar

from vanthu.errors import Defect
from vanthu.records import (
    Box,
    Cell,
    DocumentText,
    Extraction,
    Line,
    LineKind,
    Page,
    PageInfo,
    TextLine,
    TextWord,
    Word,
)
from vanthu.store import plain
from vanthu.store.columns import Reader, Writer

PAGES: Final = b"VTP1"
EXTRACTION: Final = b"VTX1"
_COUNT: Final = struct.Struct("<I")
_KINDS: Final = tuple(LineKind)
_NO_TEXT: Final = DocumentText("", "", (), (), ())
T = TypeVar("T")


def pages_to_bytes(pages: Sequence[Page]) -> bytes:
    """A pages blob."""
    return join_pages([page_to_bytes(page) for page in pages])


def join_pages(frames: Sequence[bytes]) -> bytes:
    """A pages blob from the frames of its pages (`page_to_bytes`), in order."""
    sizes = b"".join(_COUNT.pack(len(frame)) for frame in frames)
    return PAGES + _COUNT.pack(len(frames)) + sizes + b"".join(frames)


def pages_from_bytes(blob: bytes) -> tuple[Page, ...]:
    """All pages of a blob. Raises Defect when it is none."""
    return tuple(page_from_bytes(blob[start:end]) for start, end in _frames(blob))


def page_of_bytes(blob: bytes, n: int) -> Page | None:
    """Page `n` of a blob, None where it is not in it. Where some pages could not be read, page n stands before the
    place n - 1, so few are unpacked in vain."""
    frames = _frames(blob)
    for start, end in reversed(frames[: max(n, 0)]):
        page = page_from_bytes(blob[start:end])
        if page.n <= n:
            return page if page.n == n else None
    return None


def _frames(blob: bytes) -> list[tuple[int, int]]:
    if blob[:4] != PAGES:
        raise Defect("A stored blob of pages has an unknown form: it was written by another version.")
    (count,) = _COUNT.unpack_from(blob, 4)
    at, out = 8 + 4 * count, []
    for (size,) in _COUNT.iter_unpack(blob[8:at]):
        out.append((at, at + size))
        at += size
    return out


def page_to_bytes(page: Page) -> bytes:
    """One page as a frame: what a checkpoint keeps."""
    out = Writer()
    out.texts([plain.dump(dataclasses.replace(page, lines=()))])
    out.texts([line.text for line in page.lines])
    out.ints(_KINDS.index(line.kind) for line in page.lines)
    _write_cells(out, [line.cell for line in page.lines])
    out.ints(len(line.words) for line in page.lines)
    words = [word for line in page.lines for word in line.words]
    _write_words(out, [word.start for word in words], words, page.n)
    return out.frame()


def page_from_bytes(frame: bytes) -> Page:
    """The page that `page_to_bytes` was given."""
    data = Reader(frame)
    head = plain.load(Page, data.texts()[0])
    texts = data.texts()
    kinds = data.ints()
    cells = _read_cells(data)
    counts = data.ints()
    starts, ends, boxes, confidences, raws = _read_words(data, head.n)
    words = [Word(*each) for each in zip(starts, ends, boxes, confidences, raws, strict=True)]
    lines, at = [], 0
    for text, kind, cell, count in zip(texts, kinds, cells, counts, strict=True):
        lines.append(Line(text, tuple(words[at : at + count]), _KINDS[kind], cell))
        at += count
    return dataclasses.replace(head, lines=tuple(lines))


def extraction_to_bytes(extraction: Extraction) -> bytes:
    """An extraction with its text as one frame."""
    text = extraction.text
    out = Writer()
    out.texts([text.id, text.text, plain.dump(dataclasses.replace(extraction, text=_NO_TEXT))])
    out.texts([plain.dump(page) for page in text.pages])
    out.steps(line.start for line in text.lines)
    out.ints(line.end - line.start for line in text.lines)
    out.ints(-1 if line.page is None else line.page for line in text.lines)
    out.ints(_KINDS.index(line.kind) for line in text.lines)
    _write_cells(out, [line.cell for line in text.lines])
    _write_boxes(out, [line.box for line in text.lines], 0)
    _write_words(out, [word.start for word in text.words], text.words, 0)
    return EXTRACTION + out.frame()


def extraction_from_bytes(blob: bytes) -> Extraction:
    """The extraction that `extraction_to_bytes` was given. Raises Defect when it is none."""
    if blob[:4] != EXTRACTION:
        raise Defect("A stored extraction has an unknown form: extract the document again (vanthu reindex --extract).")
    data = Reader(blob[4:])
    text_id, text, facts = data.texts()
    pages = tuple(plain.load(PageInfo, each) for each in data.texts())
    starts = data.steps()
    ends = [start + length for start, length in zip(starts, data.ints(), strict=True)]
    line_pages = [None if page < 0 else page for page in data.ints()]
    kinds = [_KINDS[kind] for kind in data.ints()]
    cells = _read_cells(data)
    line_boxes = _read_boxes(data, 0)
    lines = tuple(TextLine(*each) for each in zip(starts, ends, line_pages, kinds, cells, line_boxes, strict=True))
    words = tuple(TextWord(*each) for each in zip(*_read_words(data, 0), strict=True))
    return dataclasses.replace(plain.load(Extraction, facts), text=DocumentText(text_id, text, lines, words, pages))


def _write_words(out: Writer, starts: Sequence[int], words: Sequence[Word] | Sequence[TextWord], page: int) -> None:
    out.steps(starts)
    out.ints(word.end - word.start for word in words)
    _write_boxes(out, [word.box for word in words], page)
    sure = [word.confidence for word in words]
    out.ints(value is not None for value in sure)
    out.floats(value for value in sure if value is not None)
    raws = [word.raw for word in words]
    out.ints(i for i, raw in enumerate(raws) if raw is not None)
    out.texts([raw for raw in raws if raw is not None])


def _read_words(
    data: Reader, page: int
) -> tuple[list[int], list[int], list[Box | None], list[float | None], list[str | None]]:
    starts = data.steps()
    ends = [start + length for start, length in zip(starts, data.ints(), strict=True)]
    boxes = _read_boxes(data, page)
    confidences = _spread(data.ints(), data.floats())
    raws: list[str | None] = [None] * len(starts)
    for i, raw in zip(data.ints(), data.texts(), strict=True):
        raws[i] = raw
    return starts, ends, boxes, confidences, raws


def _write_boxes(out: Writer, boxes: Sequence[Box | None], page: int) -> None:
    out.ints(box is not None for box in boxes)
    there = [box for box in boxes if box is not None]
    out.ints(box.page - page for box in there)
    for side in ("x0", "y0", "x1", "y1"):
        out.floats(getattr(box, side) for box in there)


def _read_boxes(data: Reader, page: int) -> list[Box | None]:
    present = data.ints()
    pages = [page + offset for offset in data.ints()]
    sides = [data.floats() for _ in range(4)]
    return _spread(present, [Box(*each) for each in zip(pages, *sides, strict=True)])


def _write_cells(out: Writer, cells: Sequence[Cell | None]) -> None:
    out.ints(cell is not None for cell in cells)
    there = [cell for cell in cells if cell is not None]
    for name in ("table", "row", "column", "row_span", "column_span"):
        out.ints(getattr(cell, name) for cell in there)


def _read_cells(data: Reader) -> list[Cell | None]:
    present = data.ints()
    columns = [data.ints() for _ in range(5)]
    return _spread(present, [Cell(*each) for each in zip(*columns, strict=True)])


def _spread(present: Sequence[int], values: Sequence[T]) -> list[T | None]:
    """The values where `present` is 1, None elsewhere."""
    rest = iter(values)
    return [next(rest) if flag else None for flag in present]
