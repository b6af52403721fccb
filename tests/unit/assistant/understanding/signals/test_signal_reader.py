from dataclasses import dataclass
from typing import cast

import numpy as np
import pytest

from assistant.understanding.signals.signal_reader import SignalModel, SignalReader
from assistant.understanding.types import Signal
from retrieval.types import Vector

_VECTOR = np.zeros(4, np.float32)


@dataclass(frozen=True, slots=True)
class FixedModel:
    """Finds the same in every message."""

    signal: Signal
    probability: float

    def likeliest(self, _vector: Vector, _text: str) -> tuple[Signal, float]:
        return self.signal, self.probability


def read(text: str, model: FixedModel | None = None) -> list[tuple[Signal, str]]:
    reader = SignalReader(cast("SignalModel | None", model))
    return [(one.signal, one.rule) for one in reader.read(text, _VECTOR)]


class TestAMessage:
    def test_is_read_by_its_words_where_there_is_no_model(self) -> None:
        assert read("je vais porter plainte") == [(Signal.LEGAL_THREAT, "words")]

    @pytest.mark.parametrize(
        ("probability", "found"), [(0.3, []), (0.9, [(Signal.SAFETY, "model")])]
    )
    def test_is_read_by_a_model_that_is_sure(
        self, probability: float, found: list[tuple[Signal, str]]
    ) -> None:
        assert read("it hisses", FixedModel(Signal.SAFETY, probability)) == found

    def test_with_certain_words_is_not_guessed_at(self) -> None:
        model = FixedModel(Signal.SELF_HARM, 0.9)

        assert read("je vais porter plainte", model) == [(Signal.LEGAL_THREAT, "words")]

    def test_is_harmless_where_the_model_is_sure_of_that_against_the_words(self) -> None:
        assert read("un roman sur le suicide", FixedModel(Signal.SELF_HARM, 0.01)) == []
