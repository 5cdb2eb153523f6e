"""A language's network as two ONNX graphs: pictures of lines → for each column how likely each letter is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from ingest.lstm.traineddata import Floats, Memory, Model

COLUMN_PX: Final = 3
"""Pixels of a line's picture that one column of the result stands for."""

_OPSET: Final = 17
_IR: Final = 9
_OWN: Final = "com.microsoft"  # ONNX Runtime's own layers: the LSTM whose weights stay whole numbers, a third faster
_TOGETHER: Final = 48  # lines read side by side
_GAP: Final = 1  # columns between lines while their columns are read, for the edges' sake
_PAPER: Final = 1.0
_GATES: Final = (1, 3, 2, 0)  # ONNX has them in the order input, output, forget, candidate


class Network:
    """Reads lines. One core; not for threads."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._columns = _session(_columns_graph(model))
        self._lines = _session(_lines_graph(model))

    def likelihoods(self, pictures: Sequence[Floats]) -> list[Floats]:
        """For each picture (the model's height × width, -1 is ink, 1 paper): columns × letters, each row sums to 1."""
        if not pictures:
            return []
        counts = [-(-picture.shape[1] // COLUMN_PX) for picture in pictures]
        wide = COLUMN_PX * sum(count + _GAP for count in counts)
        strip = np.full((1, 1, self.model.height, wide), _PAPER, np.float32)
        starts, at = [], 0
        for picture, count in zip(pictures, counts, strict=True):
            strip[0, 0, :, COLUMN_PX * at : COLUMN_PX * at + picture.shape[1]] = picture
            starts.append(at)
            at += count + _GAP
        (columns,) = self._columns.run(None, {"strip": strip})
        out: dict[int, Floats] = {}
        by_length = sorted(range(len(counts)), key=lambda k: -counts[k])
        for first in range(0, len(by_length), _TOGETHER):
            some = by_length[first : first + _TOGETHER]
            out.update(zip(some, self._read(columns, [(starts[k], counts[k]) for k in some]), strict=True))
        return [out[k] for k in range(len(counts))]

    def _read(self, columns: Floats, places: Sequence[tuple[int, int]]) -> Iterator[Floats]:
        """Lines side by side, the longest first."""
        block = np.zeros((places[0][1], len(places), columns.shape[1]), np.float32)
        for k, (start, count) in enumerate(places):
            block[:count, k] = columns[start : start + count]
        lengths = np.array([count for _, count in places], np.int32)
        (read,) = self._lines.run(None, {"columns": block, "lengths": lengths})
        return (read[:count, k] for k, (_, count) in enumerate(places))


def _columns_graph(model: Model) -> Any:
    """A strip of lines → its columns, each read downwards."""
    filters = len(model.convolution.bias)
    kernel = model.convolution.weights.reshape(filters, 3, 3).transpose(0, 2, 1)[:, None]
    values: dict[str, NDArray[Any]] = {
        "kernel": kernel,
        "bias": model.convolution.bias,
        "first": np.array([0], np.int64),
    }
    nodes = [
        helper.make_node("Conv", ["strip", "kernel", "bias"], ["seen"], pads=[1, 1, 1, 1]),
        # the largest first and tanh of it: the same as the other way round, with a ninth of the work
        helper.make_node("MaxPool", ["seen"], ["coarse"], kernel_shape=[COLUMN_PX] * 2, strides=[COLUMN_PX] * 2),
        helper.make_node("Tanh", ["coarse"], ["bent"]),
        helper.make_node("Squeeze", ["bent", "first"], ["flat"]),
        helper.make_node("Transpose", ["flat"], ["downwards"], perm=[1, 2, 0]),
        _remembering("column", model.column, "downwards", last="end", values=values),
        helper.make_node("Squeeze", ["end", "first"], ["columns"]),
    ]
    return _graph(
        nodes,
        [("strip", TensorProto.FLOAT, [1, 1, model.height, None])],
        ("columns", [None, model.column.outputs]),
        values,
    )


def _lines_graph(model: Model) -> Any:
    """Columns × lines × features, and how many columns each line has → columns × lines × letters."""
    values: dict[str, NDArray[Any]] = {
        "letters": model.output.weights.T,
        "bias": model.output.bias,
        "second": np.array([1], np.int64),
    }
    nodes, before = [], "columns"
    for name, layer, direction in (
        ("forwards", model.forwards, "forward"),
        ("backwards", model.backwards, "reverse"),
        ("again", model.again, "forward"),
    ):
        nodes.append(_remembering(name, layer, before, lengths="lengths", direction=direction, values=values))
        nodes.append(helper.make_node("Squeeze", [f"{name}_all", "second"], [name]))
        before = name
    nodes += [
        helper.make_node("MatMul", [before, "letters"], ["weighed"]),
        helper.make_node("Add", ["weighed", "bias"], ["scores"]),
        helper.make_node("Softmax", ["scores"], ["likelihoods"], axis=-1),
    ]
    return _graph(
        nodes,
        [
            ("columns", TensorProto.FLOAT, [None, None, model.column.outputs]),
            ("lengths", TensorProto.INT32, [None]),
        ],
        ("likelihoods", [None, None, len(model.output.bias)]),
        values,
    )


def _remembering(
    name: str,
    layer: Memory,
    source: str,
    *,
    values: dict[str, NDArray[Any]],
    lengths: str = "",
    last: str = "",
    direction: str = "forward",
) -> Any:
    gates = [layer.gates[k] for k in _GATES]
    factors = np.concatenate([gate.factors for gate in gates])[None]
    values |= {
        f"{name}_in": np.concatenate([gate.whole[:, : layer.inputs] for gate in gates]).T[None],
        f"{name}_back": np.concatenate([gate.whole[:, layer.inputs :] for gate in gates]).T[None],
        f"{name}_bias": np.concatenate([*(gate.bias for gate in gates), *(0 * gate.bias for gate in gates)])[None],
        f"{name}_factors": factors,
        f"{name}_zeros": np.zeros(factors.shape, np.int8),
    }
    of_weights = [f"{name}_factors", f"{name}_zeros"]
    inputs = [source, f"{name}_in", f"{name}_back", f"{name}_bias", lengths, "", "", "", *of_weights, *of_weights]
    outputs = ["", last] if last else [f"{name}_all"]
    made: Any = helper.make_node(
        "DynamicQuantizeLSTM", inputs, outputs, domain=_OWN, hidden_size=layer.outputs, direction=direction
    )
    return made


def _graph(
    nodes: Sequence[Any],
    inputs: Sequence[tuple[str, int, Sequence[int | None]]],
    output: tuple[str, Sequence[int | None]],
    values: dict[str, NDArray[Any]],
) -> Any:
    graph = helper.make_graph(
        nodes,
        "lines",
        [helper.make_tensor_value_info(name, kind, shape) for name, kind, shape in inputs],
        [helper.make_tensor_value_info(output[0], TensorProto.FLOAT, output[1])],
        [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in values.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_OWN, 1)])
    made.ir_version = _IR
    return made


def _session(graph: Any) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(graph.SerializeToString(), options, providers=["CPUExecutionProvider"])
