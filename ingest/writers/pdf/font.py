"""A font without ink: every letter is an empty box half as wide as high, and says which letter it is.

It is made here from nothing (a TrueType file whose one glyph is two points, the corners of the box), so that it holds
every letter there is, weighs half a kilobyte and is embedded, as PDF/A likes it.
"""

from __future__ import annotations

import struct
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name

WIDTH: Final = 0.5
"""How wide each letter is, as a share of the font's size; its box is as high and stands on the base line."""

_UNITS: Final = 1000
_EMPTY: Final = 1  # the glyph of every letter; glyph 0 is .notdef, which nothing may show
_PER_BLOCK: Final = 100  # entries that a CMap may list at once


class Letters:
    """The letters used so far, each with its code in the font."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def codes(self, text: str) -> str:
        """The text as hexadecimal codes; a letter beyond the 65,535th kind is left out."""
        out = []
        for letter in text:
            code = self._codes.setdefault(letter, len(self._codes) + 1)
            out.append(f"{code:04X}" if code <= 0xFFFF else "")
        return "".join(out)

    def fill(self, pdf: pikepdf.Pdf, font: pikepdf.Object) -> None:
        """Makes `font`, an indirect dictionary of `pdf`, the font of these letters."""
        program = pdf.make_stream(truetype(), Length1=len(truetype()))
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name.VanthuInvisible,
            Flags=5,  # fixed pitch, symbolic
            FontBBox=Array([0, 0, round(WIDTH * _UNITS), _UNITS]),
            ItalicAngle=0,
            Ascent=_UNITS,
            Descent=-1,  # 0 would be taken for unknown
            CapHeight=_UNITS,
            StemV=80,
            FontFile2=program,
        )
        below = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name.VanthuInvisible,
            CIDSystemInfo=Dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=round(WIDTH * _UNITS),
            CIDToGIDMap=pdf.make_stream(struct.pack(">H", 0) + struct.pack(">H", _EMPTY) * len(self._codes)),
        )
        font.Type, font.Subtype = Name.Font, Name.Type0
        font.BaseFont, font.Encoding = Name.VanthuInvisible, Name("/Identity-H")
        font.DescendantFonts = Array([pdf.make_indirect(below)])
        font.ToUnicode = pdf.make_stream(cmap({code: letter for letter, code in self._codes.items()}, digits=4))


def cmap(letters: dict[int, str], *, digits: int) -> bytes:
    """A ToUnicode CMap: code → text; codes are written with so many hexadecimal digits."""
    rows = [
        f"<{code:0{digits}X}> <{text.encode('utf-16-be', 'replace').hex().upper()}>"
        for code, text in sorted(letters.items())
        if code < 16**digits
    ]
    blocks = [rows[k : k + _PER_BLOCK] for k in range(0, len(rows), _PER_BLOCK)]
    told = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<{'0' * digits}> <{'F' * digits}>\nendcodespacerange\n"
        f"{told}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def truetype() -> bytes:
    """The font file: .notdef, which is empty, and the glyph of every letter."""
    wide = round(WIDTH * _UNITS)
    corners = struct.pack(">hhhhhHHHBBhhhhx", 2, 0, 0, wide, _UNITS, 0, 1, 0, 1, 1, 0, wide, 0, _UNITS)
    tables = {
        b"glyf": corners,
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, _UNITS, 0, 0, 0, 0, wide, _UNITS, 0, 8, 2, 0, 0
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, _UNITS, 0, 0, wide, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2),
        b"hmtx": struct.pack(">HhHh", wide, 0, wide, 0),
        b"loca": struct.pack(">HHH", 0, 0, len(corners) // 2),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 2, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    place = 12 + 16 * len(tables)
    heads, bodies = b"", b""
    for tag, body in sorted(tables.items()):
        padded = body + bytes(-len(body) % 4)
        heads += struct.pack(">4sIII", tag, _checksum(padded), place + len(bodies), len(body))
        bodies += padded
    file = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64) + heads + bodies
    adjust = (0xB1B0AFBA - _checksum(file)) & 0xFFFFFFFF
    at = file.index(b"\x5f\x0f\x3c\xf5") - 4
    return file[:at] + struct.pack(">I", adjust) + file[at + 4 :]


def _checksum(data: bytes) -> int:
    total: int = sum(struct.unpack(f">{len(data) // 4}I", data))
    return total & 0xFFFFFFFF
