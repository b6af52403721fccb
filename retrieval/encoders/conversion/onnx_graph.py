"""Draw the encoder as an ONNX graph, with pooling and normalisation inside, in float32 and int8.

Inputs `input_ids` and `attention_mask`, int64, shape (texts, tokens); outputs `middle_state`, the
state after half of the layers, and `last_hidden_state`, float32, shape (texts, tokens, hidden), and
`sentence_embedding`, float32, shape (texts, hidden).
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from retrieval.encoders.conversion.four_bit_weights import BLOCK, FourBit, Weights

_CONTRIB = "com.microsoft"  # onnxruntime's own operators, which its fast kernels are behind


def build_graph(weights: Weights) -> onnx.ModelProto:
    """Return the model: layers in float32, the embedding table in its exact 4-bit blocks."""
    return _Graph(weights).build()


class _Graph:
    """Collect nodes and constants; a value is the name of the node that makes it."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def build(self) -> onnx.ModelProto:
        sizes = self._weights.sizes
        state = self._embed()
        mask = self._add("Cast", "attention_mask", to=TensorProto.INT32)
        half = sizes.layers // 2
        for layer in range(sizes.layers):
            output = {half: "middle_state", sizes.layers: "last_hidden_state"}.get(layer + 1)
            state = self._layer(state, mask, f"l{layer}.", output)
        self._pool(state)
        info = helper.make_tensor_value_info
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [info(n, TensorProto.INT64, ["b", "s"]) for n in ("input_ids", "attention_mask")],
            [
                info("middle_state", TensorProto.FLOAT, ["b", "s", sizes.hidden]),
                info("last_hidden_state", TensorProto.FLOAT, ["b", "s", sizes.hidden]),
                info("sentence_embedding", TensorProto.FLOAT, ["b", sizes.hidden]),
            ],
            self._constants,
        )
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid(_CONTRIB, 1)]
        return helper.make_model(graph, ir_version=10, opset_imports=opsets)

    def _embed(self) -> str:
        plain = self._weights.plain
        words = self._add(
            "GatherBlockQuantized",
            self._four_bit_table("emb", self._weights.embedding),
            "input_ids",
            self._constant("emb.scales", self._weights.embedding.scales),
            domain=_CONTRIB,
            gather_axis=0,
            quantize_axis=1,
            block_size=BLOCK,
        )
        words = self._add("Cast", words, to=TensorProto.FLOAT)
        length = self._add("Shape", "input_ids", start=1, end=2)
        table = self._constant("positions", plain["emb.pos"] + plain["emb.type"][0])
        start = self._constant("start", np.array([0]))
        positions = self._add("Slice", table, start, length)
        return self._normalise(self._add("Add", words, positions), "emb.ln")

    def _layer(self, state: str, mask: str, prefix: str, output: str | None) -> str:
        attended = self._add(
            "Attention",
            state,
            *self._query_key_value(prefix),
            mask,
            domain=_CONTRIB,
            num_heads=self._weights.sizes.heads,
        )
        attended = self._add("Add", self._dense(attended, prefix + "ao"), state)
        attended = self._normalise(attended, prefix + "aln")
        inner = self._add("Gelu", self._dense(attended, prefix + "fi"))
        outer = self._add("Add", self._dense(inner, prefix + "fo"), attended)
        return self._normalise(outer, prefix + "oln", output)

    def _query_key_value(self, prefix: str) -> tuple[str, str]:
        matrices = [self._weights.matrices[f"{prefix}{part}.w"].to_float32() for part in "qkv"]
        biases = [self._weights.plain[f"{prefix}{part}.b"] for part in "qkv"]
        return (
            self._constant(prefix + "qkv.w", np.concatenate(matrices).T),
            self._constant(prefix + "qkv.b", np.concatenate(biases)),
        )

    def _pool(self, state: str) -> None:
        """Add the mean of the tokens that the mask shows, scaled to length 1."""
        floats = self._add("Cast", "attention_mask", to=TensorProto.FLOAT)
        mask = self._add("Unsqueeze", floats, self._constant("last", np.array([-1])))
        tokens = self._constant("tokens", np.array([1]))
        total = self._add("ReduceSum", self._add("Mul", state, mask), tokens, keepdims=0)
        count = self._add("ReduceSum", mask, tokens, keepdims=0)
        mean = self._add("Div", total, count)
        self._add("LpNormalization", mean, output="sentence_embedding", axis=-1, p=2)

    def _dense(self, state: str, name: str) -> str:
        weight = self._weights.matrices[name + ".w"].to_float32().T
        product = self._add("MatMul", state, self._constant(name + ".w", weight))
        return self._add("Add", product, self._plain(name + ".b"))

    def _normalise(self, state: str, name: str, output: str | None = None) -> str:
        return self._add(
            "LayerNormalization",
            state,
            self._plain(name + ".w"),
            self._plain(name + ".b"),
            output=output,
            axis=-1,
            epsilon=self._weights.sizes.epsilon,
        )

    def _plain(self, name: str) -> str:
        return self._constant(name, self._weights.plain[name])

    def _constant(self, name: str, array: NDArray[Any]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def _four_bit_table(self, name: str, matrix: FourBit) -> str:
        nibbles = matrix.values.view(np.uint8) & 15
        packed = (nibbles[:, ::2] | nibbles[:, 1::2] << 4).tobytes()
        shape = matrix.values.shape
        self._constants.append(helper.make_tensor(name, TensorProto.INT4, shape, packed, raw=True))
        return name

    def _add(
        self,
        kind: str,
        *inputs: str,
        domain: str = "",
        output: str | None = None,
        **attributes: Any,  # noqa: ANN401 - as typed by onnx
    ) -> str:
        name = output or f"n{len(self._nodes)}"
        node = helper.make_node(kind, list(inputs), [name], name=name, domain=domain, **attributes)
        self._nodes.append(node)
        return name


def quantise(model: onnx.ModelProto, path: Path) -> None:
    """Write `model` to `path` with int8 weights of 7 bits per output channel.

    With 8, onnxruntime sums pairs of products in 16 bits, which saturate on processors without
    VNNI; with 7 no sum does, so every processor gives the same vectors.

    Per channel because one scale per matrix lowers the cosine to float32 from .985 to .967 on the
    worst of 498 texts. Activations are quantised at run time, one scale per call.
    """
    # onnxruntime would advise its own tidying of graphs, on the root logger; this one is tidy.
    onnx.helper.set_model_props(model, {"onnx.quant.pre_process": "onnxruntime.quant"})
    quantize_dynamic(
        model,
        path,
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        # The graph carries no inferred types, and all that is quantised is float32.
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
