from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper

from retrieval.encoders.conversion.four_bit_weights import Weights, read_weights
from retrieval.encoders.conversion.onnx_graph import build_graph, quantise
from tests.unit.retrieval.encoders.conversion import reference
from tests.unit.retrieval.encoders.conversion.tiny import write_weights


@pytest.fixture(scope="module")
def weights() -> Weights:
    return read_weights(write_weights())


class TestQuantise:
    def test_uses_the_whole_range_of_seven_bits_and_no_more(
        self, weights: Weights, tmp_path: Path
    ) -> None:
        quantise(build_graph(weights), tmp_path / "model.onnx")

        graph = onnx.load(tmp_path / "model.onnx").graph
        matrices = [
            numpy_helper.to_array(tensor).astype(np.int32)
            for tensor in graph.initializer
            if tensor.data_type == onnx.TensorProto.INT8 and len(tensor.dims) == 2
        ]
        assert len(matrices) == 4 * weights.sizes.layers
        assert max(np.abs(matrix).max() for matrix in matrices) == 64

    def test_changes_a_vector_little(self, weights: Weights, tmp_path: Path) -> None:
        quantise(build_graph(weights), tmp_path / "model.onnx")
        session = onnxruntime.InferenceSession(tmp_path / "model.onnx")
        tokens = [0, 4, 5, 6, 8, 2]
        ids = np.array([tokens])

        [vectors] = session.run(
            ["sentence_embedding"], {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        )

        _, exact = reference.encode(weights, tokens)
        assert vectors[0] @ exact > 0.97
