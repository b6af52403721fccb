from dataclasses import replace

import pytest

from assistant.answers.restating.restated_understanding import (
    INTENTS,
    ORDERS,
    as_order,
    as_restated,
    as_talk,
)
from assistant.answers.restating.restatement_request import RestatedKind
from assistant.understanding.entities.message_entities import read_entities
from assistant.understanding.intents.intent_rules import CONFIDENCE
from assistant.understanding.intents.placed_orders import is_about_own_order
from assistant.understanding.types import (
    BASKET_INTENTS,
    DIALOGUE_INTENTS,
    OPERATION_INTENTS,
    Intent,
    MessageSignal,
    Signal,
    Tone,
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


class TestAsOrder:
    def test_asks_for_the_operation_with_the_customers_own_words_and_values(self) -> None:
        own = asked("j'ai rien reçu, c'était pour samedi", intent=Intent.QUESTION)
        read = as_order(own, "status")

        assert (read.intent, read.ranked) == (
            Intent.ORDER_STATUS,
            ((Intent.ORDER_STATUS, CONFIDENCE),),
        )
        assert (read.text, read.entities) == (own.text, own.entities)
        assert is_about_own_order(read)

    @pytest.mark.parametrize("word", ["other", "stop", "affirm", "Annulez tout", ""])
    def test_leaves_the_own_words_where_the_model_has_no_word_for_the_wish(self, word: str) -> None:
        assert as_order(OWN, word) is OWN

    def test_knows_a_word_for_operations_alone(self) -> None:
        assert frozenset(ORDERS.values()) <= OPERATION_INTENTS - BASKET_INTENTS


class TestAsTalk:
    @pytest.mark.parametrize("tone", Tone)
    def test_has_the_tone_that_the_model_read(self, tone: Tone) -> None:
        read = as_talk(asked("lol", intent=Intent.PRODUCT_SEARCH), tone)

        assert (read.intent, read.tone) == (Intent.CHITCHAT, tone)

    def test_is_chitchat_where_the_model_has_no_word_for_it(self) -> None:
        read = as_talk(asked("lol", intent=Intent.PRODUCT_SEARCH), "other")

        assert (read.intent, read.tone) == (Intent.CHITCHAT, None)

    def test_is_talk_though_it_begins_with_a_yes(self) -> None:
        said = "ok désolé, je sors de nuit"
        own = replace(asked(said, intent=Intent.AFFIRM), entities=read_entities(said))
        read = as_talk(own, Tone.APOLOGY)

        assert (read.intent, read.tone) == (Intent.CHITCHAT, Tone.APOLOGY)
        assert read.entities.answer is None

    def test_greets_back(self) -> None:
        read = as_talk(asked("coucou vous", intent=Intent.QUESTION), "hello")

        assert (read.intent, read.tone) == (Intent.GREETING, None)

    @pytest.mark.parametrize("intent", [Intent.THANKS, Intent.AFFIRM, Intent.ASK_FOR_PERSON])
    def test_leaves_the_meaning_of_the_words_themselves(self, intent: Intent) -> None:
        assert as_talk(asked("merci", intent=intent), "laugh").intent is intent
