"""Draw the layers of the reader as a graph in ONNX, for one model.

Inputs: `states`, float32, shape (pairs, tokens, hidden), the encoder's middle states of a question
and a statement, one after the other; `mask`, int64, shape (pairs, tokens), 1 where a token is;
`part`, int64, the same shape, 0 for the question's tokens and 1 for the statement's; `signals`,
float32, shape (pairs, signals). Output: `score`, float32, shape (pairs, 1).
"""

import numpy as np
import onnx
from onnx import TensorProto, helper

from retrieval.encoders.conversion.four_bit_weights import Sizes
from retrieval.encoders.conversion.onnx_graph import MIDDLE, LayerGraph
from retrieval.reading.reader_weights import ReaderWeights


def build_reader_graph(weights: ReaderWeights, sizes: Sizes) -> onnx.ModelProto:
    """Return the reader's model, in float32."""
    return _ReaderGraph(weights.tensors, sizes).build()


class _ReaderGraph(LayerGraph):
    """Draw the layers above the middle, and the score of the first token's state."""

    def build(self) -> onnx.ModelProto:
        """Return the model."""
        added = self._constant("part.added", self._tensors["part"])
        part = self._add("Gather", added, "part", axis=0)
        state = self._add("Add", "states", part)
        mask = self._add("Cast", "mask", to=TensorProto.INT32)
        for layer in range(MIDDLE, self._sizes.layers):
            state = self._layer(state, mask, f"l{layer}.", None)
        first = self._add("Gather", state, self._constant("first", np.array(0)), axis=1)
        inner = self._dense(self._add("Concat", first, self._signals(), axis=1), "hidden")
        self._add(
            "Add",
            self._add("MatMul", self._add("Gelu", inner), self._transposed("score.w")),
            self._plain("score.b"),
            output="score",
        )
        whole, ids = TensorProto.FLOAT, TensorProto.INT64
        info, count = helper.make_tensor_value_info, len(self._tensors["signals.mean"])
        return self.finish(
            "reader",
            [
                info("states", whole, ["b", "s", self._sizes.hidden]),
                info("mask", ids, ["b", "s"]),
                info("part", ids, ["b", "s"]),
                info("signals", whole, ["b", count]),
            ],
            [info("score", whole, ["b", 1])],
        )

    def _signals(self) -> str:
        """Add the signals, scaled as in training and bounded to four standard deviations."""
        apart = self._add("Sub", "signals", self._plain("signals.mean"))
        scaled = self._add("Div", apart, self._plain("signals.deviation"))
        four = np.array(4, np.float32)
        return self._add(
            "Clip", scaled, self._constant("least", -four), self._constant("most", four)
        )

    def _transposed(self, name: str) -> str:
        return self._constant(name, self._tensors[name].T)
