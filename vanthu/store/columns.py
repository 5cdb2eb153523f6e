"""Columns of numbers and text in one compressed frame: how words with their boxes fit into a few kB a page.

A frame is a sequence of columns that is read back in the order it was written; there are no names in it, so the code
that writes and the code that reads stand beside each other (`codec.py`). Every column comes back exactly.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import zstandard

from vanthu.errors import Defect

LEVEL: Final = 9
MAX_FRAME_BYTES: Final = 1 << 30
_HEAD: Final = struct.Struct("<BI")
_INTS: Final = ("<i1", "<i2", "<i4", "<i8")
_RAW_FLOATS: Final = 100
_SCALED: Final = 10  # + the number of decimals
_TEXT: Final = 200
_DECIMALS: Final = (2, 5)

Ints = npt.NDArray[np.int64]


class Writer:
    """Collects columns; `frame()` compresses them."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def ints(self, values: Iterable[int]) -> None:
        """Whole numbers, in the narrowest type that holds them all."""
        self._ints(np.fromiter(values, dtype=np.int64))

    def steps(self, values: Iterable[int]) -> None:
        """Whole numbers that grow slowly: kept as differences."""
        self._ints(_differences(np.fromiter(values, dtype=np.int64)))

    def floats(self, values: Iterable[float]) -> None:
        """Numbers with few decimals as whole numbers, any others as they are."""
        array = np.fromiter(values, dtype=np.float64)
        for decimals in _DECIMALS:
            with np.errstate(invalid="ignore", over="ignore"):
                scaled = np.rint(array * 10.0**decimals)
                fits = np.all(np.abs(scaled) < 2.0**52) and np.array_equal(scaled / 10.0**decimals, array)
            if fits:
                self._parts.append(_HEAD.pack(_SCALED + decimals, len(array)))
                self._ints(_differences(scaled.astype(np.int64)))
                return
        self._parts.append(_HEAD.pack(_RAW_FLOATS, len(array)) + _shuffled(array.astype("<f8")))

    def texts(self, values: Sequence[str]) -> None:
        """Strings, any characters (lone surrogates too)."""
        self.ints(len(value) for value in values)
        data = "".join(values).encode("utf-8", "surrogatepass")
        self._parts.append(_HEAD.pack(_TEXT, len(data)) + data)

    def frame(self) -> bytes:
        """The columns so far, compressed."""
        return zstandard.ZstdCompressor(level=LEVEL).compress(b"".join(self._parts))

    def _ints(self, array: Ints) -> None:
        kind = next(
            i
            for i, name in enumerate(_INTS)
            if not len(array)
            or (np.iinfo(np.dtype(name)).min <= array.min() and array.max() <= np.iinfo(np.dtype(name)).max)
        )
        self._parts.append(_HEAD.pack(kind, len(array)) + _shuffled(array.astype(_INTS[kind])))


class Reader:
    """Gives the columns of a frame back in the order they were written. Raises Defect when it is not such a frame."""

    def __init__(self, frame: bytes) -> None:
        try:
            self._data = zstandard.ZstdDecompressor().decompress(frame, max_output_size=MAX_FRAME_BYTES)
        except zstandard.ZstdError as error:
            raise Defect("A stored column frame cannot be unpacked: it was not written by this program.") from error
        self._at = 0

    def ints(self) -> list[int]:
        """What `Writer.ints` was given."""
        return self._array().tolist()  # type: ignore[no-any-return]

    def steps(self) -> list[int]:
        """What `Writer.steps` was given."""
        return np.cumsum(self._array()).tolist()  # type: ignore[no-any-return]

    def floats(self) -> list[float]:
        """What `Writer.floats` was given."""
        kind, count = self._head()
        if kind == _RAW_FLOATS:
            return _unshuffled(self._take(count * 8), "<f8", count).tolist()  # type: ignore[no-any-return]
        decimals = kind - _SCALED
        return (np.cumsum(self._array()) / 10.0**decimals).tolist()  # type: ignore[no-any-return]

    def texts(self) -> list[str]:
        """What `Writer.texts` was given."""
        lengths = self.ints()
        _, size = self._head()
        whole = self._take(size).decode("utf-8", "surrogatepass")
        out, at = [], 0
        for length in lengths:
            out.append(whole[at : at + length])
            at += length
        return out

    def _array(self) -> npt.NDArray[Any]:
        kind, count = self._head()
        width = np.dtype(_INTS[kind]).itemsize
        return _unshuffled(self._take(count * width), _INTS[kind], count).astype(np.int64)

    def _head(self) -> tuple[int, int]:
        kind, count = _HEAD.unpack(self._take(_HEAD.size))
        return kind, count

    def _take(self, size: int) -> bytes:
        if self._at + size > len(self._data):
            raise Defect("A stored column frame is too short: it was not written by this program.")
        self._at += size
        return self._data[self._at - size : self._at]


def _differences(array: Ints) -> Ints:
    out = array.copy()
    out[1:] -= array[:-1]
    return out


def _shuffled(array: npt.NDArray[Any]) -> bytes:
    """All first bytes, then all second bytes …: what compresses best."""
    return array.view(np.uint8).reshape(-1, array.itemsize).T.tobytes() if len(array) else b""


def _unshuffled(data: bytes, kind: str, count: int) -> npt.NDArray[Any]:
    width = np.dtype(kind).itemsize
    return np.ascontiguousarray(np.frombuffer(data, dtype=np.uint8).reshape(width, count).T).view(kind).reshape(count)
