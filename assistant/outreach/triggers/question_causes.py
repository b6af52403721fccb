"""Find causes in questions that had no answer when they were asked, and have one now. Pure."""

from datetime import datetime, timedelta

from assistant.conversation.message import Language
from assistant.operations.shop_values import day
from assistant.outreach.triggers.customer_facts import CustomerFacts, LateAnswer
from assistant.outreach.triggers.trigger import Cause

ASKED_WITHIN = timedelta(days=30)
"""Longest time after which an answer is still of use."""

_LEFT = timedelta(days=1)  # a basket that nobody came back to since


def answered_questions(
    facts: CustomerFacts, now: datetime, language: Language
) -> tuple[Cause, ...]:
    """Return the questions of the last month that can be answered now."""
    return tuple(
        _cause(one, language) for one in facts.questions if now - one.asked_at <= ASKED_WITHIN
    )


def basket_questions(facts: CustomerFacts, now: datetime, language: Language) -> tuple[Cause, ...]:
    """Return the answered questions of a basket that was left for a day and not bought since."""
    return tuple(
        _cause(one, language)
        for one in facts.questions
        if one.beside_basket
        and _LEFT <= now - one.asked_at <= ASKED_WITHIN
        and not any(order.placed_at > one.asked_at for order in facts.orders)
    )


def _cause(one: LateAnswer, language: Language) -> Cause:
    said = {"day": day(one.asked_at, language), "asked": one.asked, "answer": one.answer}
    return Cause(key=str(one.message_id), evidence=tuple(said.values()), values=said)
