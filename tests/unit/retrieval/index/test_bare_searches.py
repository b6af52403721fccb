import numpy as np

from retrieval.encoders.onnx_encoder import OnnxEncoder
from retrieval.index.bare_searches import bare_searches, without_common


class TestBareSearches:
    def test_has_a_row_a_language_and_one_for_all_others(self, encoder: OnnxEncoder) -> None:
        assert bare_searches(encoder, ("fr", "de")).shape == (3, encoder.dimensions)


class TestWithoutCommon:
    def test_is_of_unit_length(self) -> None:
        own = without_common(np.array([1, 1], np.float32), np.array([1, 0], np.float32))

        assert own.tolist() == [0, 1]

    def test_leaves_a_search_that_is_nothing_else(self) -> None:
        bare = np.array([1, 0], np.float32)

        assert without_common(bare, bare).tolist() == [1, 0]
