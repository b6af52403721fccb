"""Run the reader of statements: int8 ONNX on one thread."""

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from retrieval.encoders.encoder_base import EncoderError
from retrieval.encoders.onnx_encoder import OnnxEncoder, States, start_session
from retrieval.types import ReadStatement

QUESTION_TOKENS = 48  # of a question that are read: training read as many
STATEMENT_TOKENS = 80
KEPT_STATEMENTS = 2_048  # some 20 kB each
PAIRS = 8  # read at once, of like length: longer ones would only add padding


class OnnxStatementReader:
    """Read a question and statements together; implements `retrieval.ports.StatementReader`.

    The encoder's lower layers read each alone, so a question that was searched costs nothing more,
    and a statement is read once. No more thread-safe than its encoder.
    """

    def __init__(self, encoder: OnnxEncoder, model: Path) -> None:
        """Load the file that `reader_folder.make_reader` wrote.

        Raises:
            EncoderError: the file is missing or damaged.
        """
        self._encoder = encoder
        self._statements: OrderedDict[str, States] = OrderedDict()
        try:
            self._session = start_session(model)
        except Exception as error:
            message = f"the reader {model} is damaged: delete it and start again"
            raise EncoderError(message) from error

    def read(self, question: str, statements: Sequence[ReadStatement]) -> list[float]:
        """Return for each statement the log-odds that it answers; unbounded.

        They compare with each other, and with 0 for none of them.
        """
        asked = self._encoder.question_states(question)[:QUESTION_TOKENS]
        said = [self._states(one.text)[:STATEMENT_TOKENS] for one in statements]
        scores = [0.0] * len(statements)
        by_length = sorted(range(len(said)), key=lambda place: len(said[place]))
        for at in range(0, len(by_length), PAIRS):
            places = by_length[at : at + PAIRS]
            signals = np.array([statements[place].signals for place in places], np.float32)
            read = self._run(asked, [said[place] for place in places], signals)
            for place, score in zip(places, read, strict=True):
                scores[place] = score
        return scores

    def _states(self, text: str) -> States:
        states = self._statements.pop(text, None)
        if states is None:
            states = self._encoder.statement_states(text)[:STATEMENT_TOKENS].astype(np.float16)
        self._statements[text] = states
        if len(self._statements) > KEPT_STATEMENTS:
            self._statements.popitem(last=False)
        return states

    def _run(
        self, asked: States, said: Sequence[States], signals: NDArray[np.float32]
    ) -> list[float]:
        length = len(asked) + max(len(one) for one in said)
        states = np.zeros((len(said), length, asked.shape[1]), np.float32)
        mask = np.zeros((len(said), length), np.int64)
        part = np.ones((len(said), length), np.int64)
        part[:, : len(asked)] = 0
        states[:, : len(asked)] = asked
        for row, one in enumerate(said):
            states[row, len(asked) : len(asked) + len(one)] = one
            mask[row, : len(asked) + len(one)] = 1
        inputs = {"states": states, "mask": mask, "part": part, "signals": signals}
        (scores,) = self._session.run(["score"], inputs)
        return cast("list[float]", scores[:, 0].tolist())
