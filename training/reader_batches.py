"""Turn questions and statements into the tensors that the reader reads."""

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

AT_ONCE = 32  # pairs, of like length: padding costs as much as words

Pair = tuple[Example, FoundStatement]


class KeptStates:
    """Keep the middle states of every text, made once by the int8 encoder that the product runs."""

    def __init__(self, encoder: OnnxEncoder, file: Path) -> None:
        self._encoder = encoder
        self._file = file
        self._questions: dict[str, NDArray[np.float16]] = {}
        self._statements: dict[str, NDArray[np.float16]] = {}
        if file.exists():
            self._questions, self._statements = pickle.loads(file.read_bytes())  # noqa: S301  # ours

    def prepare(self, examples: Sequence[Example]) -> None:
        """Make the states that are missing, and keep them in the file."""
        for one in examples:
            self.question(one.question)
            for found in one.found:
                self.statement(found.text)
        self._file.write_bytes(pickle.dumps((self._questions, self._statements)))

    def question(self, text: str) -> NDArray[np.float16]:
        """Return a question's states, shape (tokens, hidden)."""
        if text not in self._questions:
            states = self._encoder.question_states(text)[:QUESTION_TOKENS]
            self._questions[text] = states.astype(np.float16)
        return self._questions[text]

    def statement(self, text: str) -> NDArray[np.float16]:
        """Return a statement's states, shape (tokens, hidden)."""
        if text not in self._statements:
            states = self._encoder.statement_states(text)[:STATEMENT_TOKENS]
            self._statements[text] = states.astype(np.float16)
        return self._statements[text]


def score(network: ReaderNetwork, pairs: Sequence[Pair], states: KeptStates) -> Tensor:
    """Return the scores of pairs, in their order, shape (pairs,); bfloat16 inside."""
    read = [(states.question(asked.question), states.statement(one.text)) for asked, one in pairs]
    order = sorted(range(len(read)), key=lambda place: sum(len(part) for part in read[place]))
    scores = []
    for at in range(0, len(order), AT_ONCE):
        places = order[at : at + AT_ONCE]
        inputs = _pad([read[place] for place in places])
        signals = torch.tensor([pairs[place][1].signals for place in places])
        with torch.autocast("cpu", torch.bfloat16):
            scores.append(network(*inputs, signals).float())
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(scores)[back]


def _pad(
    read: Sequence[tuple[NDArray[np.float16], NDArray[np.float16]]],
) -> tuple[Tensor, Tensor, Tensor]:
    """Return states, mask and parts, each padded to the longest pair."""
    length = max(len(question) + len(statement) for question, statement in read)
    states = torch.zeros(len(read), length, read[0][0].shape[1])
    mask = torch.zeros(len(read), length, dtype=torch.bool)
    part = torch.zeros(len(read), length, dtype=torch.long)
    for row, (question, statement) in enumerate(read):
        middle, end = len(question), len(question) + len(statement)
        states[row, :middle] = torch.from_numpy(question.astype(np.float32))
        states[row, middle:end] = torch.from_numpy(statement.astype(np.float32))
        mask[row, :end] = True
        part[row, middle:] = 1
    return states, mask, part
