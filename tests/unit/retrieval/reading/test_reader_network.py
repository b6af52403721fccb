"""The reader's network, on tokens made by hand."""

import numpy as np
import pytest

from retrieval.reading.reader_network import ReadTokens, read_tokens, score
from retrieval.reading.reader_weights import ReaderWeights, packaged_weights

CHANCE = np.random.default_rng(7)


@pytest.fixture(scope="module")
def weights() -> ReaderWeights:
    return packaged_weights()


def tokens(weights: ReaderWeights, count: int) -> ReadTokens:
    states = CHANCE.normal(size=(count, 768)).astype(np.float32)
    return read_tokens(states, weights.statement)


class TestReadTokens:
    def test_are_as_important_as_all_together(self, weights: ReaderWeights) -> None:
        assert tokens(weights, 9).importance.sum() == pytest.approx(1)

    def test_do_not_depend_on_how_large_the_states_are(self, weights: ReaderWeights) -> None:
        states = CHANCE.normal(size=(5, 768)).astype(np.float32)

        small, large = (read_tokens(times * states, weights.question) for times in (1, 50))

        assert np.allclose(small.tokens, large.tokens, atol=1e-3)


class TestTheScore:
    def test_is_the_same_every_time(self, weights: ReaderWeights) -> None:
        question, statement = tokens(weights, 6), tokens(weights, 11)
        signals = weights.mean.tolist()

        assert score(question, statement, signals, weights) == score(
            question, statement, signals, weights
        )

    def test_is_finite_for_signals_that_training_never_saw(self, weights: ReaderWeights) -> None:
        question, statement = tokens(weights, 1), tokens(weights, 1)

        scores = [
            score(question, statement, [far] * len(weights.mean), weights) for far in (-1e6, 1e6)
        ]

        assert np.isfinite(scores).all()
