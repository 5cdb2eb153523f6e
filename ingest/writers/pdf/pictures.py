"""Picture files as pages: what a scanner wrote is taken over as it is where PDF knows its form, else without loss.

JPEG goes in byte by byte; TIFF in Group 4 and PNG as they are packed. What lost something before (WebP, HEIC) and has
no form of its own in PDF becomes a JPEG of the best quality.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name
from PIL import Image

from ingest.limits import Limits
from ingest.readers import image
from vanthu.errors import Unreadable

_LOSSY: Final = frozenset({"WEBP", "HEIF", "HEIC", "AVIF", "JPEG2000"})
_COLOURS: Final = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
_MIRRORED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_ORIENTATION: Final = 274
_A4_PT: Final = (595.28, 841.89)
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_FILL_ORDER, _STRIPS, _STRIP_BYTES, _ROWS, _COMPRESSION, _INK = 266, 273, 279, 278, 259, 262

# EXIF orientation → the matrix (for a page one wide and one high) that shows the stored picture upright
_UPRIGHT: Final = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}


@dataclass(frozen=True, slots=True)
class Packed:
    """A picture in a form that PDF knows."""

    data: bytes
    filter: Name
    width: int
    height: int
    bits: int
    colours: Name | Array
    parameters: Dictionary | None = None
    decode: tuple[int, ...] = ()


def add_pages(pdf: pikepdf.Pdf, path: Path, limits: Limits, sizes_pt: Mapping[int, tuple[float, float]]) -> None:
    """Adds a page for each frame of the file, of the size given (points); a frame that cannot be taken over is an
    empty page, so that numbers stay. Raises Unreadable (corrupt)."""
    data = path.read_bytes()
    with image.opened(path, limits) as picture:
        for n in range(1, image.frames(picture) + 1):
            size = sizes_pt.get(n, _A4_PT)
            try:
                packed, orientation = _packed(picture, n, data, limits)
            except Unreadable:
                pdf.add_blank_page(page_size=size)
                continue
            _add(pdf, packed, _UPRIGHT.get(orientation, _UPRIGHT[1]), size)


def _packed(picture: Image.Image, n: int, data: bytes, limits: Limits) -> tuple[Packed, int]:
    """Frame `n`, and how it is to be turned."""
    try:
        picture.seek(n - 1)
        packed = _as_it_is(picture, data)
    except (OSError, ValueError, KeyError, EOFError, IndexError, struct.error):
        packed = None
    if packed:
        return packed, picture.getexif().get(_ORIENTATION, 1)
    pixels, _ = image.frame(picture, n, limits)
    return _anew(pixels, lossy=picture.format in _LOSSY), 1


def _add(pdf: pikepdf.Pdf, packed: Packed, upright: tuple[int, ...], size: tuple[float, float]) -> None:
    wide, high = size
    a, b, c, d, e, f = upright
    matrix = (a * wide, b * high, c * wide, d * high, e * wide, f * high)
    drawn = f"q {' '.join(f'{value:.4f}' for value in matrix)} cm /Scan Do Q\n".encode("ascii")
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(wide, 4), round(high, 4)]),
        Resources=Dictionary(XObject=Dictionary(Scan=_stream(pdf, packed))),
        Contents=pdf.make_stream(drawn),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


def _stream(pdf: pikepdf.Pdf, packed: Packed) -> pikepdf.Stream:
    stream = pikepdf.Stream(pdf, b"")
    stream.write(packed.data, filter=packed.filter, decode_parms=packed.parameters)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = packed.width, packed.height, packed.bits
    stream.ColorSpace = packed.colours
    if packed.decode:
        stream.Decode = Array(list(packed.decode))
    return stream


def _as_it_is(picture: Image.Image, data: bytes) -> Packed | None:
    """The frame as the file has it; None where PDF has no such form."""
    match picture.format:
        case "JPEG":
            return _jpeg(picture, data)
        case "PNG":
            return _png(data)
        case "TIFF":
            return _group4(picture, data)
    return None


def _jpeg(picture: Image.Image, data: bytes) -> Packed:
    layers = len(picture.getbands())
    inverted = layers == 4 and "adobe" in picture.info  # Adobe's CMYK counts white, not ink
    wide, high = _jpeg_size(data) or picture.size
    decode = (1, 0) * 4 if inverted else ()
    return Packed(data, Name.DCTDecode, wide, high, 8, _COLOURS[layers], decode=decode)


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height as the stream says (Pillow's may be those of a draft)."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            high, wide = struct.unpack(">HH", data[at + 5 : at + 9])
            return wide, high
        at += 2 + length if marker != 0xFF else 1
    return None


def _png(data: bytes) -> Packed | None:
    """A PNG without transparency and not interlaced: its packed rows are what PDF's predictor 15 unpacks."""
    wide, high, bits, kind, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    chunks = list(_chunks(data))
    palette = b"".join(body for name, body in chunks if name == b"PLTE")
    if interlaced or kind not in (0, 2, 3) or any(name == b"tRNS" for name, _ in chunks):
        return None
    layers = 3 if kind == 2 else 1
    colours: Any = _COLOURS[layers]
    if kind == 3:
        top = len(palette) // 3 - 1
        colours = Array([Name.Indexed, Name.DeviceRGB, top, pikepdf.String(palette)])
    rows = b"".join(body for name, body in chunks if name == b"IDAT")
    how = Dictionary(Predictor=15, Colors=layers, BitsPerComponent=bits, Columns=wide)
    return Packed(rows, Name.FlateDecode, wide, high, bits, colours, how)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def _group4(picture: Any, data: bytes) -> Packed | None:
    """A TIFF frame of one bit in one strip of Group 4; bits that were written from the right are turned round."""
    tags = picture.tag_v2
    strips, lengths = tags.get(_STRIPS, ()), tags.get(_STRIP_BYTES, ())
    if tags.get(_COMPRESSION) != 4 or len(strips) != 1 or picture.getbands() != ("1",):
        return None
    body = data[strips[0] : strips[0] + lengths[0]]
    if tags.get(_FILL_ORDER, 1) == 2:
        body = body.translate(_MIRRORED)
    wide, high = picture.size
    how = Dictionary(K=-1, Columns=wide, Rows=high, BlackIs1=tags.get(_INK) == 1)
    return Packed(body, Name.CCITTFaxDecode, wide, high, 1, Name.DeviceGray, how)


def _anew(pixels: NDArray[np.uint8], *, lossy: bool) -> Packed:
    """Pixels packed anew: black and white as Group 4, the rest as PNG packs it; JPEG where the file had lost
    something before."""
    whole, out = Image.fromarray(pixels), io.BytesIO()
    if pixels.ndim == 2 and bool(((pixels == 0) | (pixels == 255)).all()):
        bits = whole.convert("1", dither=Image.Dither.NONE)
        bits.save(out, "TIFF", compression="group4", tiffinfo={_ROWS: whole.height})
        form = "TIFF"
    elif lossy:
        whole.save(out, "JPEG", quality=95, subsampling=0)
        form = "JPEG"
    else:
        whole.save(out, "PNG")
        form = "PNG"
    with Image.open(out, formats=(form,)) as made:
        packed = _as_it_is(made, out.getvalue())
    assert packed is not None  # each of the three has its form
    return packed
