"""Pages as ALTO 4: the words of each line with their place in pixels and how surely they were read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from ingest.writers.layout import Block, Pixels, PlacedLine, PlacedWord, Sheet, sheets
from ingest.writers.markup import attributes, content
from vanthu import __version__
from vanthu.records import LineKind, Page

NAMESPACE: Final = "http://www.loc.gov/standards/alto/ns-v4#"
_SCHEMA: Final = f"{NAMESPACE} http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
_TABLE: Final = "table"


def alto(pages: Sequence[Page], name: str) -> str:
    """The pages as one ALTO 4.4 document; `name` is the file they come from. Places are pixels of the displayed page
    at its own resolution (one `Page` has all its blocks in its print space, in reading order); running heads, page
    numbers, stamps, footnotes, handwriting and tables are marked by layout tags. A word that was not recognised has
    no WC."""
    found = sheets(pages)
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<alto{attributes(xmlns=NAMESPACE)} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
        f' xsi:schemaLocation="{_SCHEMA}" SCHEMAVERSION="4.4">\n<Description>\n',
        "<MeasurementUnit>pixel</MeasurementUnit>\n",
        f"<sourceImageInformation><fileName>{content(name)}</fileName></sourceImageInformation>\n",
        '<Processing ID="reading"><processingCategory>contentGeneration</processingCategory>',
        f"<processingSoftware><softwareName>vanthu</softwareName><softwareVersion>{__version__}</softwareVersion>",
        "</processingSoftware></Processing>\n</Description>\n",
        *_tags(found),
        "<Layout>\n",
    ]
    for sheet in found:
        out += _sheet(sheet)
    return "".join([*out, "</Layout>\n</alto>\n"])


def _tags(found: Sequence[Sheet]) -> Iterator[str]:
    used = sorted({tag for sheet in found for block in sheet.blocks if (tag := _tag(block))})
    if used:
        yield "<Tags>"
        yield from (f"<LayoutTag{attributes(ID=tag, LABEL=tag)}/>" for tag in used)
        yield "</Tags>\n"


def _tag(block: Block) -> str | None:
    if block.table is not None:
        return _TABLE
    return None if block.kind is LineKind.BODY else block.kind.value


def _sheet(sheet: Sheet) -> Iterator[str]:
    size = {"HEIGHT": sheet.height_px, "WIDTH": sheet.width_px} if sheet.width_px else {}
    sure = None if sheet.confidence is None else f"{sheet.confidence:.4f}"
    page = attributes(
        ID=f"page_{sheet.n}",
        **size,
        PHYSICAL_IMG_NR=sheet.n,
        PRINTED_IMG_NR=_printed_number(sheet),
        PC=sure,
        LANG=sheet.language,
    )
    place = {**size, "HPOS": 0, "VPOS": 0} if size else {}
    yield f"<Page{page}>\n<PrintSpace{attributes(**place)}>\n"
    for k, block in enumerate(sheet.blocks, 1):
        yield from _block(block, f"{sheet.n}_{k}")
    yield "</PrintSpace>\n</Page>\n"


def _printed_number(sheet: Sheet) -> str | None:
    for block in sheet.blocks:
        if block.kind is LineKind.PAGE_NUMBER:
            return "".join(c for word in block.lines[0].words for c in word.text if c.isdigit()) or None
    return None


def _block(block: Block, number: str) -> Iterator[str]:
    yield f"<TextBlock{attributes(ID=f'block_{number}', **_place(block.box), TAGREFS=_tag(block))}>\n"
    for k, line in enumerate(block.lines, 1):
        yield _line(line, f"{number}_{k}")
    yield "</TextBlock>\n"


def _line(line: PlacedLine, number: str) -> str:
    words = [_word(word, f"{number}_{k}") for k, word in enumerate(line.words, 1)]
    blanks = [f"<SP{attributes(**_between(a, b))}/>" for a, b in pairwise(line.words)]
    told = "".join(part for pair in zip(words, [*blanks, ""], strict=True) for part in pair)
    return f"<TextLine{attributes(ID=f'line_{number}', **_place(line.box))}>{told}</TextLine>\n"


def _word(word: PlacedWord, number: str) -> str:
    sure = None if word.confidence is None else f"{min(max(word.confidence, 0.0), 1.0):.4f}"
    return f"<String{attributes(ID=f'word_{number}', **_place(word.box), WC=sure, CONTENT=word.text)}/>"


def _between(one: PlacedWord, other: PlacedWord) -> dict[str, int]:
    if one.box is None or other.box is None or other.box[0] < one.box[2]:
        return {}
    return {"WIDTH": other.box[0] - one.box[2], "VPOS": one.box[1], "HPOS": one.box[2]}


def _place(box: Pixels | None) -> dict[str, int]:
    if box is None:
        return {}
    x0, y0, x1, y1 = box
    return {"HEIGHT": y1 - y0, "WIDTH": x1 - x0, "VPOS": y0, "HPOS": x0}
