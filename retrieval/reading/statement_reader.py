"""Read a question and statements with the encoder's states and the trained network."""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from retrieval.encoders.onnx_encoder import OnnxEncoder
from retrieval.reading.reader_network import ReadTokens, read_tokens, score
from retrieval.reading.reader_weights import ReaderWeights
from retrieval.types import ReadStatement

QUESTION_TOKENS = 48  # of a question that are read: training read as many
STATEMENT_TOKENS = 80
KEPT_STATEMENTS = 4_096  # some 8 kB each


class StateReader:
    """Tell which statements answer a question, from the states of the encoder's tokens.

    A question that was searched is not encoded again, and a statement is encoded once. No more
    thread-safe than its encoder.
    """

    def __init__(self, encoder: OnnxEncoder, weights: ReaderWeights) -> None:
        self._encoder = encoder
        self._weights = weights
        self._statements: OrderedDict[str, ReadTokens] = OrderedDict()

    def read(self, question: str, statements: Sequence[ReadStatement]) -> list[float]:
        """Return for each statement the log-odds that it answers; unbounded."""
        states = self._encoder.question_states(question)[:QUESTION_TOKENS]
        asked = read_tokens(states, self._weights.question)
        said = [self._statement(one.text) for one in statements]
        return score(asked, said, [one.signals for one in statements], self._weights)

    def _statement(self, text: str) -> ReadTokens:
        read = self._statements.pop(text, None)
        if read is None:
            states = self._encoder.statement_states(text)[:STATEMENT_TOKENS]
            read = read_tokens(states.astype(np.float32), self._weights.statement)
        self._statements[text] = read
        if len(self._statements) > KEPT_STATEMENTS:
            self._statements.popitem(last=False)
        return read
