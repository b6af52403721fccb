"""Questions that have an answer now: for a month, and of a basket after a day."""

from dataclasses import replace
from datetime import timedelta

from assistant.commerce.order import Order
from assistant.outreach.triggers.customer_facts import CustomerFacts, LateAnswer
from assistant.outreach.triggers.question_causes import answered_questions, basket_questions
from tests.support.seeds.outreach_facts import ANSWER, ASKED
from tests.support.seeds.shop_records import ARRIVED, LEA
from tests.unit.assistant.outreach.triggers.test_order_causes import NOW

IN_BASKET = replace(ASKED, beside_basket=True)


def facts(question: LateAnswer, *orders: Order) -> CustomerFacts:
    return CustomerFacts(customer_id=LEA, orders=orders, questions=(question,))


def test_an_answer_is_told_for_a_month() -> None:
    (cause,) = answered_questions(facts(ASKED), NOW, "fr")
    assert (cause.key, cause.values["answer"]) == ("q1", ANSWER)
    assert answered_questions(facts(ASKED), NOW + timedelta(days=28), "fr") == ()


def test_a_basket_is_left_after_a_day() -> None:
    assert basket_questions(facts(IN_BASKET), NOW, "fr")
    assert basket_questions(facts(IN_BASKET), IN_BASKET.asked_at + timedelta(hours=23), "fr") == ()
    assert basket_questions(facts(ASKED), NOW, "fr") == ()


def test_a_basket_that_was_bought_is_not_left() -> None:
    bought = replace(ARRIVED, placed_at=IN_BASKET.asked_at + timedelta(hours=1))
    assert basket_questions(facts(IN_BASKET, bought), NOW, "fr") == ()
