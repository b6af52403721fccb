"""Occasions in a conversation's last answer."""

from dataclasses import replace

import pytest

from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import ConversationEvent, DialogueMoved
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Source
from assistant.operations.dialogue.frames import Frame
from assistant.operations.goodwill.offers.offer_terms import OfferOccasion
from assistant.outreach.offers.offer_occasions import FoundOccasion, occasion_in
from tests.support.seeds.conversation_events import minute, replied, started, wrote
from tests.unit.assistant.operations.goodwill.offers.test_offer_bars import TURN

SOURCE = Source(title="p", url="/p", quote="30 jours", language="fr", score=1.0)
ANSWER = replace(replied("r1", "m1", at=minute(1)), sources=(SOURCE,))


TOLD = DialogueMoved(
    conversation_id=TURN.conversation_id,
    at=minute(1),
    state="",
    about=Frame(operation="order_status", slots={"order_number": "#1003"}).written(),
)


def found(
    intent: str, *between: ConversationEvent, reply: ConversationEvent = ANSWER
) -> FoundOccasion | None:
    return occasion_in((started(), wrote("m1"), replace(TURN, intent=intent), *between, reply))


@pytest.mark.parametrize(
    ("intent", "occasion"),
    [
        ("question", OfferOccasion.BASKET_ANSWERED),
        ("product_question", OfferOccasion.BASKET_ANSWERED),
    ],
)
def test_are_told_by_what_was_asked(intent: str, occasion: OfferOccasion) -> None:
    one = found(intent)
    assert one is not None
    assert (one.occasion, one.reply) == (occasion, ANSWER)


@pytest.mark.parametrize("intent", ["order_status", "inform"])
def test_know_the_order_whose_state_was_told(intent: str) -> None:
    one = found(intent, TOLD)
    assert one is not None
    assert (one.occasion, one.order_number) == (OfferOccasion.LATE_PARCEL, "#1003")


def test_know_it_when_it_is_asked_for_again() -> None:
    first = (started(), wrote("m1"), TURN, TOLD, ANSWER)
    again = (wrote("m2"), TURN, replace(ANSWER, message_id=MessageId("r2")))
    other = (wrote("m2"), replace(TURN, intent="greeting"), again[2])

    one = occasion_in((*first, *again))

    assert one is not None
    assert one.order_number == "#1003"
    assert occasion_in((*first, *other)) is None


def test_are_none_while_the_order_is_still_asked_for() -> None:
    assert found("order_status", replace(TOLD, state="{}")) is None


@pytest.mark.parametrize("intent", ["order_status", "greeting", "cancel_order", "claim"])
def test_are_none_of_anything_else(intent: str) -> None:
    assert found(intent) is None


def test_are_no_answers_without_a_source_nor_of_people() -> None:
    assert found("question", reply=replace(ANSWER, sources=())) is None
    assert found("question", reply=replace(ANSWER, kind=ReplyKind.ABSTAINED)) is None
    assert found("question", reply=replace(ANSWER, author=Author.AGENT)) is None


def test_are_over_once_somebody_wrote_again() -> None:
    turn = replace(TURN, intent="question")
    notice = replace(ANSWER, author=Author.SYSTEM, kind=ReplyKind.NOTICE)
    for more in (wrote("m2", at=minute(2)), notice):
        assert occasion_in((started(), wrote("m1"), turn, ANSWER, more)) is None
    assert occasion_in((started(),)) is None
