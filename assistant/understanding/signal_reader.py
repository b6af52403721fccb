"""Read a message's signals, by its words first and then by the model, on the message's vector."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.understanding.signal_rules import SignalRules, WordSignals, shared_signal_rules
from assistant.understanding.trained_model import Matrix, TrainedModel, softmax
from assistant.understanding.types import MessageSignal, Signal, gravest
from retrieval.types import Vector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SignalModel(TrainedModel):
    """Hold a linear model of signals, a multinomial logistic regression.

    Its last class is that there is no signal. PAYMENT_DATA is not among its signals: a number is
    recognised by its digits.
    """

    signals: tuple[Signal, ...]  # length S
    weights: Matrix  # (S + 1, dimensions)
    offset: Matrix  # (S + 1,)

    def likeliest(self, vector: Vector) -> tuple[Signal, float]:
        """Return the likeliest signal of a query vector, and the probability that there is one."""
        # Row by row: a matrix product may take a second BLAS thread, and wait for it.
        probabilities = softmax(np.vecdot(self.weights, vector) + self.offset)
        best = int(probabilities[:-1].argmax())
        return self.signals[best], float(1 - probabilities[-1])

    @classmethod
    def _values(cls, arrays: dict[str, Any]) -> dict[str, Any]:
        return arrays | {"signals": tuple(Signal(str(name)) for name in arrays["signals"])}


SURE = 0.75
"""Probability from which the model is believed without a word that hints at the signal."""

SURE_WITH_A_WORD = 0.6
"""The same where a word hints at the signal."""


class SignalReader:
    """Read the signals of messages; holds no state."""

    def __init__(self, model: SignalModel | None = None) -> None:
        self._model = model
        self._rules: SignalRules = shared_signal_rules()

    def read(self, message: str, vector: Vector) -> tuple[MessageSignal, ...]:
        """Return the signals of `message`, gravest first; `vector` is of it as a query."""
        return gravest(tuple(self._found(self._rules.read(message), vector)))

    def _found(self, read: WordSignals, vector: Vector) -> Iterator[MessageSignal]:
        for signal in read.certain:
            yield MessageSignal(signal=signal, rule="words", confidence=1.0)
        if read.payment_data:
            yield MessageSignal(signal=Signal.PAYMENT_DATA, rule=read.payment_data, confidence=1.0)
        if self._model is None:
            return
        signal, probability = self._model.likeliest(vector)
        hinted = signal in read.hinted
        if (read.certain and not hinted) or signal in read.certain | read.ruled_out:
            return  # the words name another signal, or have settled this one
        if probability >= (SURE_WITH_A_WORD if hinted else SURE):
            yield MessageSignal(signal=signal, rule="model", confidence=probability)
