from dataclasses import dataclass
from typing import cast

import numpy as np
import pytest

from assistant.understanding.signals.signal_reader import (
    SignalChances,
    SignalModel,
    SignalReader,
    SignalReading,
)
from assistant.understanding.types import Signal
from retrieval.types import Vector

_VECTOR = np.zeros(4, np.float32)


@dataclass(frozen=True, slots=True)
class FixedModel:
    """Finds the same in every message."""

    signal: Signal
    grave: float = 0.0
    anger: float = 0.0
    person: float = 0.0

    def chances(self, _vector: Vector, _text: str) -> SignalChances:
        has_one = self.grave + self.anger
        return SignalChances(
            likeliest=self.signal, any=has_one, grave=self.grave, person=self.person
        )


def reading(text: str, model: FixedModel | None = None) -> SignalReading:
    return SignalReader(cast("SignalModel | None", model)).read(text, _VECTOR)


def read(text: str, model: FixedModel | None = None) -> list[tuple[Signal, str]]:
    return [(one.signal, one.rule) for one in reading(text, model).signals]


class TestAMessage:
    def test_is_read_by_its_words_where_there_is_no_model(self) -> None:
        assert read("je vais porter plainte") == [(Signal.LEGAL_THREAT, "words")]

    @pytest.mark.parametrize(
        "text",
        [
            "je fais du M partout, là je mets quoi, sans rien dessous",
            "oups elle me souffle qu'elle veut le gris foncé. moi je reste en kaki",
            "super. et si y a toujours rien après je fais quoi moi",
            "She would have been cross with me for letting it get into that state, you know.",
        ],
    )
    def test_is_never_of_self_harm_by_a_model_alone(self, text: str) -> None:
        found = reading(text, FixedModel(Signal.SELF_HARM, grave=0.99))

        assert not found.signals
        assert found.perhaps_grave  # a person is offered

    def test_is_of_self_harm_where_the_model_and_a_word_say_so(self) -> None:
        sure = FixedModel(Signal.SELF_HARM, grave=0.9)

        assert read("je suis sur le toit de mon immeuble", sure) == [(Signal.SELF_HARM, "model")]

    @pytest.mark.parametrize(("grave", "found"), [(0.3, []), (0.9, [(Signal.SAFETY, "model")])])
    def test_is_read_by_a_model_that_is_sure(
        self, grave: float, found: list[tuple[Signal, str]]
    ) -> None:
        assert read("it hisses", FixedModel(Signal.SAFETY, grave)) == found

    def test_with_certain_words_is_not_guessed_at(self) -> None:
        model = FixedModel(Signal.SELF_HARM, 0.9)

        assert read("je vais porter plainte", model) == [(Signal.LEGAL_THREAT, "words")]

    def test_is_harmless_where_the_model_is_sure_of_that_against_the_words(self) -> None:
        assert read("un roman sur le suicide", FixedModel(Signal.SELF_HARM, 0.01)) == []

    def test_with_a_cards_number_is_never_harmless(self) -> None:
        found = read("4111 1111 1111 1111", FixedModel(Signal.SELF_HARM, 0.01))

        assert found == [(Signal.PAYMENT_DATA, "card")]

    def test_with_an_idiom_is_never_called_grave_by_the_model_alone(self) -> None:
        idiom = "tellement hâte, je vais mourir d'impatience"

        assert read(idiom, FixedModel(Signal.SELF_HARM, 0.99)) == []


class TestAPerson:
    @pytest.mark.parametrize("grave", [0.45, 0.7])
    def test_is_to_be_offered_where_the_model_is_not_sure(self, grave: float) -> None:
        unsure = reading("it hisses", FixedModel(Signal.SAFETY, grave))

        assert unsure == SignalReading(perhaps_grave=True)

    def test_is_offered_sooner_where_words_are_certain(self) -> None:
        model = FixedModel(Signal.SELF_HARM, 0.15)

        assert reading("un roman sur le suicide", model).perhaps_grave
        assert not reading("un roman", model).perhaps_grave

    @pytest.mark.parametrize(("grave", "offered"), [(0.5, False), (0.99, True)])
    def test_is_offered_later_where_an_idiom_is_said(self, grave: float, offered: bool) -> None:  # noqa: FBT001
        idiom = "tellement hâte, je vais mourir d'impatience"

        assert reading(idiom, FixedModel(Signal.SELF_HARM, grave)).perhaps_grave is offered

    def test_is_not_offered_beside_a_grave_signal(self) -> None:
        assert not reading("it hisses", FixedModel(Signal.SAFETY, 0.9)).perhaps_grave

    def test_is_offered_to_somebody_angry_who_may_mean_harm(self) -> None:
        angry = reading("j'en ai marre", FixedModel(Signal.ANGER, grave=0.4, anger=0.4))

        assert [one.signal for one in angry.signals] == [Signal.ANGER]
        assert angry.perhaps_grave

    @pytest.mark.parametrize(("person", "asks"), [(0.2, False), (0.9, True)])
    def test_is_asked_for_where_the_model_is_sure(self, person: float, asks: bool) -> None:  # noqa: FBT001
        model = FixedModel(Signal.SAFETY, person=person)

        assert reading("un vrai gens svp", model).asks_for_person is asks
