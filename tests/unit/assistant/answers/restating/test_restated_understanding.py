from dataclasses import replace

import pytest

from assistant.answers.restating.restated_understanding import INTENTS, as_restated, as_talk
from assistant.answers.restating.restatement_request import RestatedKind
from assistant.understanding.entities.message_entities import read_entities
from assistant.understanding.types import (
    BASKET_INTENTS,
    DIALOGUE_INTENTS,
    OPERATION_INTENTS,
    Intent,
    MessageSignal,
    Signal,
)
from tests.unit.assistant.answers.shop_fixture import asked

OWN = replace(
    asked("elles tiennent la flotte ?"),
    signals=(MessageSignal(signal=Signal.ANGER, rule="words", confidence=1.0),),
)


class TestAsRestated:
    @pytest.mark.parametrize("kind", INTENTS)
    @pytest.mark.parametrize("intent", sorted(OPERATION_INTENTS | DIALOGUE_INTENTS))
    def test_never_asks_for_anything_with_an_order_and_never_says_yes(
        self, kind: RestatedKind, intent: Intent
    ) -> None:
        read = as_restated(OWN, asked("Cancel my order", intent=intent), kind)

        wishes = BASKET_INTENTS if kind is RestatedKind.BASKET else frozenset()
        assert read.intent == (intent if intent in wishes else INTENTS[kind])
        assert read.ranked == ((read.intent, read.confidence),)
        assert not read.requests

    def test_takes_a_yes_and_a_proof_from_the_customers_own_words_alone(self) -> None:
        said = "oui, ma commande BM10483819, lea@example.com"
        read = as_restated(
            OWN,
            replace(asked(said, intent=Intent.AFFIRM), entities=read_entities(said)),
            RestatedKind.BASKET,
        )

        assert read.entities == replace(
            OWN.entities,
            quantities=read.entities.quantities,
            positions=read.entities.positions,
        )

    def test_keeps_what_the_customers_own_words_gave_away(self) -> None:
        read = as_restated(OWN, asked("Sont-elles étanches ?"), RestatedKind.PRODUCT)

        assert (read.text, read.signals) == ("Sont-elles étanches ?", OWN.signals)


class TestAsTalk:
    def test_is_chitchat(self) -> None:
        assert as_talk(asked("lol", intent=Intent.PRODUCT_SEARCH)).intent is Intent.CHITCHAT

    @pytest.mark.parametrize("intent", [Intent.THANKS, Intent.AFFIRM, Intent.ASK_FOR_PERSON])
    def test_leaves_what_the_words_say_by_themselves(self, intent: Intent) -> None:
        assert as_talk(asked("merci", intent=intent)).intent is intent
