"""Tesseract's language data: the network for lines of text and the letters it knows, from a `.traineddata` file.

The file is a table of offsets and its components; the network is a tree of named layers, its weights whole numbers with
a factor for each row (https://github.com/tesseract-ocr/tesseract, `src/lstm`, `src/ccutil/unicharset.h`)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_NETWORK: Final = 17  # places in the table of offsets
_LETTERS: Final = 21
_CODES: Final = 22
_WHOLE_NUMBERS: Final = 1 | 128  # weights of eight bits, factors of sixty-four: the one form that is read here
_OWN_RATES: Final = 64  # the flag of a group of layers that carries learning rates
_GATES: Final = 4  # of a layer that remembers: candidate, input, forget, output
_SPECIAL: Final = 3  # names that stand first and are no letters: a blank, joined, broken
_GROUPS: Final = frozenset({"Series", "Parallel", "RTLReversed", "XYTranspose"})
_REMEMBER: Final = frozenset({"LSTM", "SummLSTM"})
_SHAPES: Final = (
    *("Input", "Convolve", "Tanh", "Maxpool", "XYTranspose", "SummLSTM"),
    *("LSTM", "RTLReversed", "LSTM", "LSTM"),
)


class Foreign(ValueError):
    """Language data whose network is not of the kind that is read here."""


@dataclass(frozen=True, slots=True)
class Dense:
    """A weight is a whole number (`whole`: outputs × inputs, -127..127) times its output's factor; `bias` is plain."""

    whole: NDArray[np.int8]
    factors: Floats
    bias: Floats

    @property
    def weights(self) -> Floats:
        """The weights themselves, outputs × inputs."""
        return self.whole * self.factors[:, None]


@dataclass(frozen=True, slots=True)
class Memory:
    """A layer that remembers (LSTM): its gates in the order candidate, input, forget, output; of each gate's inputs
    the first `inputs` are the layer's, the others what the layer gave before."""

    inputs: int
    gates: tuple[Dense, Dense, Dense, Dense]

    @property
    def outputs(self) -> int:
        return len(self.gates[0].bias)


@dataclass(frozen=True, slots=True)
class Model:
    """The network of a language: a picture of a line, `height` pixels high, goes through a 3 × 3 `convolution` (inputs
    column by column), is made 3 × 3 coarser, each column is read downwards (`column`), the columns forwards,
    backwards and forwards; `output` tells for each column how likely each of `letters` is. `blank` is no letter."""

    height: int
    convolution: Dense
    column: Memory
    forwards: Memory
    backwards: Memory
    again: Memory
    output: Dense
    letters: tuple[str, ...]
    blank: int


class _Bytes:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, form: str) -> Any:
        values = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return values[0] if len(values) == 1 else values

    def raw(self, count: int) -> bytes:
        if count < 0 or self.at + count > len(self.data):
            raise Foreign("the file is cut short")
        self.at += count
        return self.data[self.at - count : self.at]

    def text(self) -> str:
        return self.raw(self.take("I")).decode("utf-8")


def read(path: Path) -> Model:
    """The model of a language. Raises Foreign (another kind of network, damaged), OSError."""
    try:
        parts = _parts(path.read_bytes())
        source = _Bytes(parts[_NETWORK])
        layers = [layer for layer in _layers(source) if layer[0] != "Series"]
        source.text()  # the network in a line of its own language
        blank = source.take("iiii")[-1]
        letters = _letters(parts[_LETTERS], parts[_CODES])
    except (KeyError, IndexError, struct.error, UnicodeDecodeError) as error:
        raise Foreign(f"{path.name}: {error}") from error
    kinds = [kind for kind, _ in layers]
    if tuple(kinds[:-1]) != _SHAPES or kinds[-1] != "Softmax":
        raise Foreign(f"{path.name}: {' '.join(kinds)}")
    values = [value for _, value in layers]
    return Model(values[0], values[2], values[5], values[6], values[8], values[9], values[10], letters, blank)


def _parts(data: bytes) -> dict[int, bytes]:
    source = _Bytes(data)
    count = source.take("i")
    offsets = source.take(f"{count}q")
    starts = [(k, at) for k, at in enumerate(offsets) if at >= 0]
    ends = [at for _, at in starts[1:]] + [len(data)]
    return {k: data[at:end] for (k, at), end in zip(starts, ends, strict=True)}


def _layers(source: _Bytes) -> Iterator[tuple[str, Any]]:
    """(kind, what it holds) of a layer and of those within it, from the outside inwards."""
    if source.take("b"):
        raise Foreign("layers without names")
    kind = source.text()
    _, _, flags, inputs, _, _ = source.take("bbiiii")
    source.text()  # its name
    if kind in _GROUPS:
        yield kind, None
        for _ in range(source.take("I")):
            yield from _layers(source)
        if flags & _OWN_RATES:
            source.raw(4 * source.take("I"))
    elif kind == "Input":
        yield kind, source.take("iiiii")[1]
    elif kind in ("Convolve", "Maxpool"):
        yield kind, source.take("ii")
    elif kind in _REMEMBER:
        source.take("i")
        gates = tuple(_dense(source) for _ in range(_GATES))
        yield kind, Memory(inputs, gates)  # type: ignore[arg-type]
    else:
        yield kind, _dense(source)


def _dense(source: _Bytes) -> Dense:
    if source.take("B") & _WHOLE_NUMBERS != _WHOLE_NUMBERS:
        raise Foreign("weights of another form")
    rows, columns = source.take("II")
    source.raw(1)  # what stands for an empty place
    whole = np.frombuffer(source.raw(rows * columns), np.int8).reshape(rows, columns)
    factors = np.frombuffer(source.raw(8 * source.take("I")), "<f8")[:rows].astype(np.float32)
    return Dense(whole[:, :-1], factors, whole[:, -1] * factors)


def _letters(alphabet: bytes, codes: bytes) -> tuple[str, ...]:
    """The letter of each output of the network, "" for one that stands for none."""
    count, *rows = alphabet.decode("utf-8").split("\n")
    names = [row.split(" ")[0] for row in rows[: int(count)]]
    names[:_SPECIAL] = [" ", *[""] * (_SPECIAL - 1)]
    source = _Bytes(codes)
    out: dict[int, str] = {}
    for name in names[: source.take("I")]:
        source.take("b")
        if (length := source.take("i")) != 1:
            raise Foreign("letters of several codes")
        out.setdefault(source.take("i" * length), name)
    return tuple(out.get(k, "") for k in range(max(out) + 1))
