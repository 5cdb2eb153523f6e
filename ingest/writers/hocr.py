"""Pages as hOCR 1.2: XHTML with the words, their boxes and how surely they were read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ingest.writers.layout import Block, Pixels, PlacedLine, PlacedWord, Sheet, sheets
from ingest.writers.markup import attributes, content
from vanthu import __version__
from vanthu.records import LineKind, Page

CLASSES: Final = {
    LineKind.RUNNING_HEAD: "ocr_header",
    LineKind.PAGE_NUMBER: "ocr_pageno",
    LineKind.STAMP: "ocr_textfloat",
}
"""Kind of line → the class of its block; a table is an ocr_table, everything else an ocr_carea."""

_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
)
_CAPABILITIES: Final = "ocr_page ocr_carea ocr_header ocr_pageno ocr_textfloat ocr_table ocr_par ocr_line ocrx_word"


def hocr(pages: Sequence[Page], name: str) -> str:
    """The pages as an XHTML document; `name` is the file they come from. Boxes are pixels of the displayed page at its
    own resolution; a word that was not recognised (the file had it) has no x_wconf, one whose place is not known no
    bbox."""
    found = sheets(pages)
    language = found[0].language if found else "vi"
    out = [
        _HEAD,
        f'<html xmlns="http://www.w3.org/1999/xhtml"{attributes(xml_lang=language, lang=language)}>\n<head>\n',
        f"<title>{content(name)}</title>\n",
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />\n',
        f"<meta{attributes(name='ocr-system', content=f'vanthu {__version__}')} />\n",
        f"<meta{attributes(name='ocr-capabilities', content=_CAPABILITIES)} />\n",
        f"<meta{attributes(name='ocr-number-of-pages', content=len(pages))} />\n",
        f"<meta{attributes(name='ocr-langs', content=language)} />\n",
        "</head>\n<body>\n",
    ]
    for sheet in found:
        out += _sheet(sheet, name)
    return "".join([*out, "</body>\n</html>\n"])


def _sheet(sheet: Sheet, name: str) -> Iterator[str]:
    image = name.replace('"', "'")
    title = f'image "{image}"; bbox 0 0 {sheet.width_px} {sheet.height_px}; ppageno {sheet.n - 1}'
    title += f"; scan_res {round(sheet.dpi)} {round(sheet.dpi)}"
    yield f"<div{attributes(class_='ocr_page', id=f'page_{sheet.n}', title=title)}>\n"
    for k, block in enumerate(sheet.blocks, 1):
        yield from _block(block, f"{sheet.n}_{k}")
    yield "</div>\n"


def _block(block: Block, number: str) -> Iterator[str]:
    kind = "ocr_table" if block.table is not None else CLASSES.get(block.kind, "ocr_carea")
    yield f"<div{attributes(class_=kind, id=f'block_{number}', title=_bbox(block.box))}>\n"
    yield f"<p{attributes(class_='ocr_par', id=f'par_{number}', title=_bbox(block.box))}>\n"
    for k, line in enumerate(block.lines, 1):
        yield _line(line, f"{number}_{k}")
    yield "</p>\n</div>\n"


def _line(line: PlacedLine, number: str) -> str:
    words = " ".join(_word(word, f"{number}_{k}") for k, word in enumerate(line.words, 1))
    return f"<span{attributes(class_='ocr_line', id=f'line_{number}', title=_bbox(line.box))}>{words}</span>\n"


def _word(word: PlacedWord, number: str) -> str:
    sure = None if word.confidence is None else f"x_wconf {round(100 * word.confidence)}"
    title = "; ".join(part for part in (_bbox(word.box), sure) if part) or None
    return f"<span{attributes(class_='ocrx_word', id=f'word_{number}', title=title)}>{content(word.text)}</span>"


def _bbox(box: Pixels | None) -> str | None:
    return None if box is None else "bbox {} {} {} {}".format(*box)
