from dataclasses import replace

import pytest

from assistant.understanding.entities.message_entities import read_entities
from assistant.understanding.types import Intent, RankedIntents, Understanding
from tests.unit.assistant.answers.shop_fixture import asked


def read(text: str, *ranked: tuple[Intent, float]) -> Understanding:
    intent, confidence = ranked[0]
    return replace(
        asked(text, intent=intent),
        confidence=confidence,
        ranked=ranked,
        entities=read_entities(text),
    )


CLOSE: RankedIntents = (
    (Intent.RETURN_ITEMS, 0.4),
    (Intent.EXCHANGE_ITEMS, 0.3),
    (Intent.QUESTION, 0.3),
)


class TestAnOperation:
    def test_may_be_asked_for_where_all_of_them_are_likely_together(self) -> None:
        assert read("return it", *CLOSE).may_ask_for_operation(0.5)
        assert not read("return it", *CLOSE).may_ask_for_operation(0.8)

    def test_is_not_asked_for_by_a_likelier_question(self) -> None:
        assert not read("?", (Intent.QUESTION, 0.4), *CLOSE[:2]).may_ask_for_operation(0.5)


class TestOutsideADialogue:
    def test_a_value_alone_is_what_it_means_otherwise(self) -> None:
        message = read(
            "pay 1001 with my visa",
            (Intent.INFORM, 0.6),
            (Intent.CHANGE_PAYMENT, 0.3),
            (Intent.QUESTION, 0.1),
        ).outside_dialogue()

        assert message.intent is Intent.CHANGE_PAYMENT
        assert message.confidence == pytest.approx(0.75)

    def test_an_orders_number_alone_asks_about_the_order(self) -> None:
        message = read("#1001", (Intent.INFORM, 0.99)).outside_dialogue()

        assert message.intent is Intent.ORDER_STATUS

    def test_another_value_alone_is_a_question(self) -> None:
        message = read("lea@example.com", (Intent.INFORM, 0.99)).outside_dialogue()

        assert message.intent is Intent.QUESTION

    def test_everything_else_stays_as_it_is(self) -> None:
        message = read("yes", (Intent.AFFIRM, 0.99))

        assert message.outside_dialogue() is message

    def test_a_bare_command_has_nothing_to_stop(self) -> None:
        stop = read("bah annulez alors", (Intent.STOP, 0.8), (Intent.CANCEL_ORDER, 0.1))
        message = replace(stop, command=((Intent.CANCEL_ORDER, 0.99),)).outside_dialogue()

        assert message.intent is Intent.CANCEL_ORDER
        assert message.may_ask_for_operation(0.5)
