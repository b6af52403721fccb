"""Read a question and statements with the encoder's states and the trained network."""

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np

from retrieval.encoders.onnx_encoder import OnnxEncoder
from retrieval.reading.kept_statements import KeptStatements, pack, unpack
from retrieval.reading.reader_network import read_tokens, score
from retrieval.reading.reader_weights import ReaderWeights
from retrieval.types import PackedTokens, ReadStatement

QUESTION_TOKENS = 48  # of a question that are read: training read as many
STATEMENT_TOKENS = 80
REMEMBERED_STATEMENTS = 4_096  # of those that no index keeps; some 10 kB each


class StateReader:
    """Tell which statements answer a question, from the states of the encoder's tokens.

    A question that was searched is not encoded again. A statement that is kept with the index is
    not encoded at all, any other once; both are in 16 bits, so that the scores are the same. No
    more thread-safe than its encoder.
    """

    def __init__(self, encoder: OnnxEncoder, weights: ReaderWeights) -> None:
        self._encoder = encoder
        self._weights = weights
        self._kept: KeptStatements | None = None
        self._remembered: OrderedDict[str, PackedTokens] = OrderedDict()

    @cached_property
    def name(self) -> str:
        """Name everything that the tokens of a statement are made with."""
        layers = self._weights.statement
        digest = blake2b(f"{self._encoder.name} {STATEMENT_TOKENS}".encode(), digest_size=8)
        for dense in (layers.tokens, layers.importance):
            digest.update(dense.weight.tobytes() + dense.bias.tobytes())
        return digest.hexdigest()

    def use(self, version: Path) -> None:
        """Look for statements among those that are kept with a version of the index."""
        self._kept = KeptStatements.open(version, self.name)

    def read(self, question: str, statements: Sequence[ReadStatement]) -> list[float]:
        """Return for each statement the log-odds that it answers; unbounded."""
        states = self._encoder.question_states(question)[:QUESTION_TOKENS]
        asked = read_tokens(states, self._weights.question)
        said = [unpack(self._statement(one.text)) for one in statements]
        return score(asked, said, [one.signals for one in statements], self._weights)

    def encode(self, text: str) -> PackedTokens:
        """Return the tokens of a statement; thread-safe if the encoder is."""
        states = self._encoder.statement_states(text)[:STATEMENT_TOKENS]
        return pack(read_tokens(states.astype(np.float32), self._weights.statement))

    def _statement(self, text: str) -> PackedTokens:
        kept = self._kept  # another version may come meanwhile
        if kept is not None and (found := kept.find(text)) is not None:
            return found
        packed = self._remembered.pop(text, None)
        if packed is None:
            packed = self.encode(text)
        self._remembered[text] = packed
        if len(self._remembered) > REMEMBERED_STATEMENTS:
            self._remembered.popitem(last=False)
        return packed
