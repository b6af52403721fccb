"""Read a message's signals, by its words and by the model, on the message's vector and letters."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assistant.understanding.kernels.kernel_model import KernelModel, as_fields
from assistant.understanding.signals.signal_rules import (
    SignalRules,
    WordSignals,
    shared_signal_rules,
)
from assistant.understanding.types import MessageSignal, Signal, gravest
from retrieval.types import Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalChances:
    """Hold the probabilities, in [0, 1], that the model gives a message."""

    likeliest: Signal
    any: float  # that the message has a signal
    grave: float  # the same, but for anger
    person: float  # that it asks for a person, and nothing else


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SignalModel(KernelModel):
    """Hold a trained model whose classes are signals, a wish for a person, and neither.

    PAYMENT_DATA is not among its signals: a number is recognised by its digits.
    """

    signals: tuple[Signal, ...]
    encoder: str  # name of the encoder whose vectors it was trained on
    key: str  # of the sentences and the training

    def chances(self, vector: Vector, text: str) -> SignalChances:
        """Return the probabilities of a message, plainly spelt, and its vector."""
        *of_signals, person, nothing = self.probabilities(vector, text)
        likeliest = self.signals[int(np.argmax(of_signals))]
        has_one = float(1 - person - nothing)
        anger = sum(p for one, p in zip(self.signals, of_signals, strict=True) if one in _MOODS)
        return SignalChances(
            likeliest=likeliest, any=has_one, grave=has_one - float(anger), person=float(person)
        )

    @classmethod
    def _values(cls, arrays: dict[str, Any]) -> dict[str, Any]:
        return as_fields(arrays) | {
            "signals": tuple(Signal(str(name)) for name in arrays["signals"]),
            "encoder": str(arrays["encoder"]),
            "key": str(arrays["key"]),
        }


_MOODS = frozenset({Signal.ANGER})
"""Signals that are not grave."""

SURE = 0.8
"""Probability of a signal from which the model is believed."""

PERHAPS = 0.2
"""Probability of something grave from which a person is offered, and nothing grave is said."""

SURE_WITH_WORDS = 0.25
"""Probability of a signal from which words that are certain are believed."""

PERHAPS_WITH_WORDS = 0.05
"""The same as `PERHAPS`, where words are certain."""

SURE_OF_PERSON = 0.5
"""Probability from which a message asks for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalReading:
    """Hold the signals of a message, and whether a person should be offered or is asked for."""

    signals: tuple[MessageSignal, ...] = ()  # gravest first; all are sure
    perhaps_grave: bool = False  # too unsure for a signal, too likely for nothing
    asks_for_person: bool = False


class SignalReader:
    """Read the signals of messages; holds no state."""

    def __init__(self, model: SignalModel | None = None) -> None:
        self._model = model
        self._rules: SignalRules = shared_signal_rules()

    def read(self, message: str, vector: Vector) -> SignalReading:
        """Return the signals of `message`; `vector` is of it as a query."""
        read = self._rules.read(message)
        if self._model is None:
            return SignalReading(signals=gravest(tuple(_said(read))))
        chances = self._model.chances(vector, read.plain)
        signals = gravest(tuple(_found(read, chances)))
        perhaps = PERHAPS_WITH_WORDS if read.certain - _MOODS else PERHAPS
        if read.figurative and not read.certain:
            perhaps = SURE
        return SignalReading(
            signals=signals,
            perhaps_grave=chances.grave >= perhaps and _MOODS.issuperset(s.signal for s in signals),
            asks_for_person=chances.person >= SURE_OF_PERSON,
        )


def _said(read: WordSignals) -> Iterator[MessageSignal]:
    """Yield the signals that words alone give."""
    if read.payment_data:
        yield MessageSignal(signal=Signal.PAYMENT_DATA, rule=read.payment_data, confidence=1.0)
    for signal in read.certain:
        yield MessageSignal(signal=signal, rule="words", confidence=1.0)


def _found(read: WordSignals, chances: SignalChances) -> Iterator[MessageSignal]:
    """Yield the signals of words that the model does not take for harmless, else the model's."""
    believed = chances.any >= SURE_WITH_WORDS
    yield from _said(read if believed else replace(read, certain=frozenset()))
    # An idiom speaks of no life, and neither does a message without any word of one: then a person
    # may be offered, and no more.
    alone = not read.certain and not read.figurative and chances.likeliest not in read.bare
    if alone and chances.any >= SURE:
        yield MessageSignal(signal=chances.likeliest, rule="model", confidence=chances.any)
