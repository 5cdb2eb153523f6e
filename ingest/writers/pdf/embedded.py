"""Fonts that a file brings along: whether PDF/A-2b would take them. Those that signing programs embed for a stamp
(TrueType with two-byte codes that are glyph numbers) are looked into; of others it is said that nobody did."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name

_PROGRAMS: Final = (Name.FontFile, Name.FontFile2, Name.FontFile3)
_USUAL_WIDTH: Final = 1000.0
_SLACK: Final = 1.0  # thousandths of the size, between what the file and its font say
_UNCHECKED: Final = "phông {name} nhúng trong tệp chưa kiểm được theo chuẩn"


def doubt(font: Any, codes: Iterable[int]) -> str | None:
    """What speaks against a font whose characters `codes` are shown, as a sentence; None where nothing does."""
    if not isinstance(font, Dictionary):
        return "có chữ không rõ phông"
    name = str(font.get(Name.BaseFont, "")).lstrip("/").rpartition("+")[2]
    below = font.DescendantFonts[0] if Name.DescendantFonts in font else font
    about = below.get(Name.FontDescriptor) or Dictionary()
    if font.get(Name.Subtype) != Name.Type3 and not any(program in about for program in _PROGRAMS):
        return f"phông {name} không nhúng trong tệp"
    try:
        fine = _by_glyph(font, below) and _agree(below, about.FontFile2.read_bytes(), codes)
    except (pikepdf.PdfError, AttributeError, KeyError, IndexError, ValueError, TypeError, struct.error):
        fine = False
    return None if fine else _UNCHECKED.format(name=name)


def forget_sets(pdf: pikepdf.Pdf) -> None:
    """Takes the lists of glyphs out of embedded subsets: they may be left out, and must not be wrong."""
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get(Name.Type) == Name.FontDescriptor:
            for key in (Name.CIDSet, Name.CharSet):
                if key in item:
                    del item[key]


def _by_glyph(font: Any, below: Any) -> bool:
    return bool(
        font.get(Name.Encoding) == Name("/Identity-H")
        and below.get(Name.Subtype) == Name.CIDFontType2
        and below.get(Name.CIDToGIDMap) == Name.Identity
    )


def _agree(below: Any, program: bytes, codes: Iterable[int]) -> bool:
    """Whether each character shown has a glyph, and the width that the file tells."""
    told, usual = _told_widths(below.get(Name.W) or Array()), float(below.get(Name.DW, _USUAL_WIDTH))
    glyphs = _glyph_widths(program)
    return all(0 < code < len(glyphs) and abs(told.get(code, usual) - glyphs[code]) <= _SLACK for code in codes)


def _told_widths(widths: Any) -> Mapping[int, float]:
    """/W: `first [w w …]` and `first last w`, mixed."""
    out: dict[int, float] = {}
    items, k = list(widths), 0
    while k < len(items):
        first = int(items[k])
        if isinstance(items[k + 1], Array):
            out.update({first + i: float(width) for i, width in enumerate(items[k + 1])})
            k += 2
        else:
            last = min(int(items[k + 1]), 0xFFFF)
            out.update(dict.fromkeys(range(first, last + 1), float(items[k + 2])))
            k += 3
    return out


def _glyph_widths(program: bytes) -> list[float]:
    """The advance of each glyph of a TrueType file, in thousandths of its size."""
    (count,) = struct.unpack_from(">H", program, 4)
    tables = {}
    for k in range(count):
        tag, _, start, length = struct.unpack_from(">4sIII", program, 12 + 16 * k)
        tables[tag] = program[start : start + length]
    (units,) = struct.unpack_from(">H", tables[b"head"], 18)
    (measured,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    (glyphs,) = struct.unpack_from(">H", tables[b"maxp"], 4)
    advances = [struct.unpack_from(">H", tables[b"hmtx"], 4 * k)[0] * 1000 / units for k in range(measured)]
    return advances + [advances[-1]] * (glyphs - measured)


def codes_of(shown: Iterable[Any]) -> set[int]:
    """The two-byte codes of strings that are shown."""
    found: set[int] = set()
    for one in shown:
        if isinstance(one, pikepdf.String):
            found.update(a << 8 | b for a, b in list(pairwise(bytes(one)))[::2])
    return found
