"""Streams of a PDF that are packed twice over: some kilobytes that unpack to hundreds of megabytes for pdfium."""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_TWICE: Final = re.compile(rb"/Filter\s*\[\s*/Fl(?:ateDecode)?\s*/Fl(?:ateDecode)?\b")
_STREAM: Final = re.compile(rb"\bstream\r?\n")
_HEAD_BYTES: Final = 4096  # of a stream's own dictionary, after its filters
_CHUNK: Final = 1 << 16
_MOST_STREAMS: Final = 200


def unpacks_beyond(path: Path, most_bytes: int) -> bool:
    """Whether a stream that is packed twice unpacks to more than `most_bytes`; packed once, no stream can be a
    thousand times its size and small files stay small. No more than that is unpacked, and nothing is kept."""
    if path.stat().st_size == 0:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        left = most_bytes
        for k, found in enumerate(_TWICE.finditer(data)):
            start = _STREAM.search(data, found.end(), found.end() + _HEAD_BYTES)
            if start is None:
                continue
            left -= sum(_unpacked(_pieces(data, start.end()), left))
            if left < 0 or k >= _MOST_STREAMS:
                return True
    return False


def _pieces(data: mmap.mmap, start: int) -> Iterator[bytes]:
    for at in range(start, len(data), _CHUNK):
        yield data[at : at + _CHUNK]


def _unpacked(pieces: Iterator[bytes], most: int) -> Iterator[int]:
    """The sizes of what comes out of two unpackings, until it is more than `most` or ends."""
    outer, inner, told = zlib.decompressobj(), zlib.decompressobj(), 0
    try:
        for piece in pieces:
            rest = piece
            while rest and not outer.eof:
                middle = outer.decompress(rest, _CHUNK)
                rest = outer.unconsumed_tail
                while middle and not inner.eof:
                    size = len(inner.decompress(middle, _CHUNK))
                    middle = inner.unconsumed_tail
                    told += size
                    yield size
                    if told > most:
                        return
            if outer.eof or inner.eof:
                return
    except zlib.error:
        return  # damaged: pdfium will say so
