"""Read a message's signals, by its words and by the model, on the message's vector and letters."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.understanding.kernel_model import KernelModel
from assistant.understanding.signals.signal_rules import (
    SignalRules,
    WordSignals,
    shared_signal_rules,
)
from assistant.understanding.types import MessageSignal, Signal, gravest
from retrieval.types import Vector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SignalModel(KernelModel):
    """Hold a trained model whose classes are signals; its last class is that there is none.

    PAYMENT_DATA is not among its signals: a number is recognised by its digits.
    """

    signals: tuple[Signal, ...]

    def likeliest(self, vector: Vector, text: str) -> tuple[Signal, float]:
        """Return the likeliest signal of a message, and the probability that there is one."""
        probabilities = self.probabilities(vector, text)
        best = int(probabilities[:-1].argmax())
        return self.signals[best], float(1 - probabilities[-1])

    @classmethod
    def _values(cls, arrays: dict[str, Any]) -> dict[str, Any]:
        signals = tuple(Signal(str(name)) for name in arrays["signals"])
        return arrays | {"signals": signals, "gamma": float(arrays["gamma"])}


SURE = 0.75
"""Probability of a signal from which the model is believed."""

HARMLESS = 0.25
"""Probability of a signal below which the model is believed against certain words."""


class SignalReader:
    """Read the signals of messages; holds no state."""

    def __init__(self, model: SignalModel | None = None) -> None:
        self._model = model
        self._rules: SignalRules = shared_signal_rules()

    def read(self, message: str, vector: Vector) -> tuple[MessageSignal, ...]:
        """Return the signals of `message`, gravest first; `vector` is of it as a query."""
        return gravest(tuple(self._found(message, self._rules.read(message), vector)))

    def _found(self, message: str, read: WordSignals, vector: Vector) -> Iterator[MessageSignal]:
        if read.payment_data:
            yield MessageSignal(signal=Signal.PAYMENT_DATA, rule=read.payment_data, confidence=1.0)
        likeliest, probability = None, 1.0
        if self._model is not None:
            likeliest, probability = self._model.likeliest(vector, self._rules.plain(message))
        if probability >= HARMLESS:
            for signal in read.certain:
                yield MessageSignal(signal=signal, rule="words", confidence=1.0)
        if likeliest is None or read.certain:
            return  # the words have settled the signal
        if probability >= SURE:
            yield MessageSignal(signal=likeliest, rule="model", confidence=probability)
