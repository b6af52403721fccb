import numpy as np
import onnx
import onnxruntime
import pytest

from retrieval.encoders.conversion.four_bit_weights import Weights, read_weights
from retrieval.encoders.conversion.onnx_graph import build_graph
from tests.unit.retrieval.encoders.conversion import reference
from tests.unit.retrieval.encoders.conversion.tiny import write_weights


@pytest.fixture(scope="module")
def weights() -> Weights:
    return read_weights(write_weights())


@pytest.fixture(scope="module")
def session(weights: Weights) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(build_graph(weights).SerializeToString())


class TestBuildGraph:
    def test_is_valid_onnx(self, weights: Weights) -> None:
        onnx.checker.check_model(build_graph(weights))

    @pytest.mark.parametrize("tokens", [[0, 2], [0, 4, 5, 6, 8, 2], [0, *[4, 11, 12] * 4, 3, 2]])
    def test_computes_what_the_definition_does(
        self, weights: Weights, session: onnxruntime.InferenceSession, tokens: list[int]
    ) -> None:
        ids = np.array([tokens])

        states, vectors = session.run(
            ["last_hidden_state", "sentence_embedding"],
            {"input_ids": ids, "attention_mask": np.ones_like(ids)},
        )

        state, vector = reference.encode(weights, tokens)
        # Embeddings leave their blocks as float16, which has 11 bits.
        assert np.allclose(states[0], state, atol=2e-3)
        assert vectors[0] @ vector > 0.99999

    def test_ignores_padding(self, session: onnxruntime.InferenceSession) -> None:
        alone = np.array([[0, 4, 5, 2]])
        padded = np.array([[0, 4, 5, 2, 1, 1], [0, 8, 6, 5, 4, 2]])
        mask = np.array([[1, 1, 1, 1, 0, 0], [1, 1, 1, 1, 1, 1]])

        [one] = session.run(
            ["sentence_embedding"], {"input_ids": alone, "attention_mask": np.ones_like(alone)}
        )
        [two] = session.run(["sentence_embedding"], {"input_ids": padded, "attention_mask": mask})

        assert np.allclose(one[0], two[0], atol=1e-5)
