"""The trained weights of the reader."""

from io import BytesIO

import numpy as np
import pytest

from retrieval.reading.reader_weights import load_weights, packaged_weights


class TestThePackagedWeights:
    def test_fit_together_and_the_encoder(self) -> None:
        weights = packaged_weights()
        inner, outer = weights.score

        for side in (weights.question, weights.statement):
            width, hidden = side.tokens.weight.shape
            first, second = side.compared
            assert hidden == 2 * 384
            assert side.importance.weight.shape == (1, hidden)
            assert first.weight.shape == (width, 3 * width + 1)
            assert second.weight.shape == (width, width)
        assert inner.weight.shape[1] == 4 * width + 4 + len(weights.mean)
        assert outer.weight.shape == (1, inner.weight.shape[0])

    def test_scale_no_signal_by_nothing(self) -> None:
        assert (packaged_weights().deviation > 0).all()


class TestAFileOfWeights:
    def test_that_lacks_a_layer_is_told_by_its_name(self) -> None:
        written = BytesIO()
        np.savez(written, sharpness=np.ones(()))

        with pytest.raises(KeyError, match=r"question\.tokens"):
            load_weights(written.getvalue())
