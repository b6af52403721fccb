"""Occasions in a conversation's last answer."""

from dataclasses import replace

import pytest

from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.message import Source
from assistant.operations.goodwill.offers.offer_terms import OfferOccasion
from assistant.outreach.offers.offer_occasions import FoundOccasion, occasion_in
from tests.support.seeds.conversation_events import minute, replied, started, wrote
from tests.unit.assistant.operations.goodwill.offers.test_offer_bars import TURN

SOURCE = Source(title="p", url="/p", quote="30 jours", language="fr", score=1.0)
ANSWER = replace(replied("r1", "m1", at=minute(1)), sources=(SOURCE,))


def found(intent: str, *, reply: object = ANSWER) -> FoundOccasion | None:
    return occasion_in((started(), wrote("m1"), replace(TURN, intent=intent), reply))  # type: ignore[arg-type]  # an event


@pytest.mark.parametrize(
    ("intent", "occasion"),
    [
        ("order_status", OfferOccasion.LATE_PARCEL),
        ("question", OfferOccasion.BASKET_ANSWERED),
        ("product_question", OfferOccasion.BASKET_ANSWERED),
    ],
)
def test_are_told_by_what_was_asked(intent: str, occasion: OfferOccasion) -> None:
    one = found(intent)
    assert one is not None
    assert (one.occasion, one.reply) == (occasion, ANSWER)


@pytest.mark.parametrize("intent", ["greeting", "cancel_order", "claim", "return_items"])
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
