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
        signals = [weights.mean.tolist()]

        once, again = (score(question, [statement], signals, weights) for _ in range(2))

        assert once == again

    def test_of_a_statement_does_not_depend_on_those_beside_it(
        self, weights: ReaderWeights
    ) -> None:
        question = tokens(weights, 6)
        statements = [tokens(weights, count) for count in (1, 11, 80, 3)]
        signals = [(weights.mean + number).tolist() for number in range(4)]

        together = score(question, statements, signals, weights)

        alone = [
            score(question, [statement], [own], weights)[0]
            for statement, own in zip(statements, signals, strict=True)
        ]
        assert together == pytest.approx(alone, abs=1e-4)

    def test_of_no_statement_is_none(self, weights: ReaderWeights) -> None:
        assert score(tokens(weights, 6), [], [], weights) == []

    def test_is_finite_for_signals_that_training_never_saw(self, weights: ReaderWeights) -> None:
        question, statement = tokens(weights, 1), tokens(weights, 1)
        far = [[-1e6] * len(weights.mean), [1e6] * len(weights.mean)]

        assert np.isfinite(score(question, [statement, statement], far, weights)).all()
