"""Turn questions and statements into the tensors that the reader's network takes."""

import pickle
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from retrieval.encoders.onnx_encoder import OnnxEncoder
from retrieval.reading.statement_reader import QUESTION_TOKENS, STATEMENT_TOKENS
from training.reader_examples import Example, FoundStatement
from training.reader_network import ReaderNetwork

States = NDArray[np.float16]
"""Shape (tokens, hidden)."""


class KeptStates:
    """Keep the states of every text, made once by the int8 encoder that the product runs."""

    def __init__(self, encoder: OnnxEncoder, file: Path) -> None:
        self._encoder = encoder
        self._file = file
        self._questions: dict[str, States] = {}
        self._statements: dict[str, States] = {}
        if file.exists():
            self._questions, self._statements = pickle.loads(file.read_bytes())  # noqa: S301  # ours

    def prepare(self, examples: Sequence[Example]) -> None:
        """Make the states that are missing, and keep them in the file."""
        for one in examples:
            self.question(one.question)
            for found in one.found:
                self.statement(found.text)
        self._file.write_bytes(pickle.dumps((self._questions, self._statements)))

    def question(self, text: str) -> States:
        """Return a question's states."""
        if text not in self._questions:
            states = self._encoder.question_states(text)[:QUESTION_TOKENS]
            self._questions[text] = states.astype(np.float16)
        return self._questions[text]

    def statement(self, text: str) -> States:
        """Return a statement's states."""
        if text not in self._statements:
            states = self._encoder.statement_states(text)[:STATEMENT_TOKENS]
            self._statements[text] = states.astype(np.float16)
        return self._statements[text]


def score(
    network: ReaderNetwork, example: Example, read: Sequence[FoundStatement], states: KeptStates
) -> Tensor:
    """Return the scores of statements for a question, shape (statements,)."""
    question = torch.from_numpy(states.question(example.question).astype(np.float32))
    said = [states.statement(one.text) for one in read]
    longest = max(map(len, said))
    padded = torch.zeros(len(said), longest, question.shape[1])
    mask = torch.zeros(len(said), longest, dtype=torch.bool)
    for row, one in enumerate(said):
        padded[row, : len(one)] = torch.from_numpy(one.astype(np.float32))
        mask[row, : len(one)] = True
    signals = torch.tensor([one.signals for one in read])
    scores: Tensor = network(question, padded, mask, signals)
    return scores
