"""Read a message's signals: words first, then the model on the vector that is there anyway."""

from collections.abc import Iterator

from assistant.understanding.signal_model import SignalModel
from assistant.understanding.signal_rules import WordSignals, SignalRules, shared_signal_rules
from assistant.understanding.signals import Signal, MessageSignal, gravest
from retrieval.types import Vector

SURE = 0.75
"""Probability from which the model is believed without a word that hints at the signal."""

SURE_WITH_A_WORD = 0.6
"""The same with such a word."""


class SignalReader:
    """Tells what messages give away; holds no state."""

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
            return  # words have said what it is, and nothing says that it is this as well
        if probability >= (SURE_WITH_A_WORD if hinted else SURE):
            yield MessageSignal(signal=signal, rule="model", confidence=probability)
