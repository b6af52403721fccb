"""Conversations that get no offer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.conversation.basket import BasketLine
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    Author,
    BasketChanged,
    ContactOptedOut,
    ConversationClaimed,
    ConversationErased,
    ConversationEvent,
    ConversationReleased,
    HandoffOffered,
    HandoffRequested,
    MessageEdited,
    Reason,
    ReplyKind,
    ReplyRated,
    SatisfactionRated,
    TurnTaken,
)
from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind
from assistant.operations.goodwill.offers.offer_bars import (
    LOOKED_BACK,
    OfferBar,
    bar_elsewhere,
    bar_of,
)
from tests.support.seeds.conversation_events import NOON, minute, replied, started, wrote

C1 = ConversationId("c1")
TURN = TurnTaken(
    conversation_id=C1,
    at=minute(1),
    answers=(MessageId("m1"),),
    intent="order_status",
    confidence=1.0,
    language="fr",
    decision="Operate",
    rule="",
    latency_ms=1.0,
)
TALK: Sequence[ConversationEvent] = (
    started(),
    wrote("m1", text="Où est ma commande ?"),
    TURN,
    replied("r1", "m1", at=minute(1)),
)


def bar(*more: ConversationEvent, talk: Sequence[ConversationEvent] = TALK) -> OfferBar | None:
    events = (*talk, *more)
    return bar_of(Conversation.fold(C1, events), events, minute(5))


def asked(text: str) -> OfferBar | None:
    return bar(wrote("m2", text=text, at=minute(2)), replied("r2", "m2", at=minute(3)))


def filled(text: str) -> OfferBar | None:
    """Return the bar of a talk in which a message fills the basket."""
    line = BasketLine(product_id="shirt", variant_id="shirt-s", pieces=1)
    basket = BasketChanged(conversation_id=C1, at=minute(2), lines=(line,))
    return bar(wrote("m2", text=text, at=minute(2)), basket, replied("r2", "m2", at=minute(3)))


@pytest.mark.parametrize(
    "text", ["je prends le bleu marine en M", "I'll take the navy in M", "ajoutez-la au panier"]
)
def test_a_message_that_fills_the_basket_has_none(text: str) -> None:
    assert filled(text) is None
    assert filled(f"{text}. C'est scandaleux") is OfferBar.COMPLAINT
    assert filled(f"{text} en espérant qu'il arrive cette fois-ci") is OfferBar.STATEMENT


def test_a_quiet_talk_has_none() -> None:
    assert bar() is None


@pytest.mark.parametrize("signal", ["anger", "insult", "legal_threat", "chargeback", "safety"])
def test_any_signal_counts_as_a_complaint(signal: str) -> None:
    assert bar(replace(TURN, signals=(signal,), at=minute(2))) is OfferBar.COMPLAINT


def test_a_claim_is_a_complaint() -> None:
    assert bar(replace(TURN, intent="claim", at=minute(2))) is OfferBar.COMPLAINT


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("C'est trop cher pour moi", OfferBar.PRICE_OBJECTION),
        ("that's a bit pricey", OfferBar.PRICE_OBJECTION),
        ("Vous faites une remise ?", OfferBar.ASKED_FOR_DISCOUNT),
        ("any discount codes going?", OfferBar.ASKED_FOR_DISCOUNT),
        ("C'est inadmissible !", OfferBar.COMPLAINT),
        ("I'm really disappointed", OfferBar.COMPLAINT),
    ],
)
def test_words_bar_an_offer(text: str, why: OfferBar) -> None:
    assert asked(text) is why


def test_words_that_a_message_was_changed_to_bar_an_offer() -> None:
    edited = MessageEdited(
        conversation_id=C1, at=minute(2), message_id=MessageId("m1"), text="Remboursez-moi !"
    )

    assert bar(edited, replied("r2", "m1", at=minute(3))) is OfferBar.COMPLAINT


def test_people_are_never_interrupted() -> None:
    claimed = ConversationClaimed(conversation_id=C1, at=minute(2), agent_id=AgentId("mara"))
    by_mara = replace(replied("r2", at=minute(2)), author=Author.AGENT, agent_id=AgentId("mara"))
    offered = HandoffOffered(conversation_id=C1, at=minute(2), reason=Reason.NO_EVIDENCE, rule="x")
    requested = HandoffRequested(
        conversation_id=C1, at=minute(2), reason=Reason.LEGAL_THREAT, rule="legal_threat"
    )

    assert bar(claimed) is OfferBar.PERSON_HAS_IT
    assert bar(by_mara) is OfferBar.PERSON_HAS_IT
    released = ConversationReleased(conversation_id=C1, at=minute(3), by=AgentId("mara"))
    assert bar(by_mara, released) is OfferBar.PERSON_WANTED
    assert bar(offered) is OfferBar.PERSON_WANTED
    assert bar(requested) in {OfferBar.PERSON_WANTED, OfferBar.PERSON_HAS_IT}


def test_who_found_no_answer_gets_none() -> None:
    unknown = replace(replied("r2", at=minute(2)), kind=ReplyKind.ABSTAINED)

    assert bar(unknown) is OfferBar.UNANSWERED
    assert bar(replace(unknown, kind=ReplyKind.SMALL_TALK)) is None


def test_who_was_unhappy_gets_none() -> None:
    thumb = ReplyRated(conversation_id=C1, at=minute(2), message_id=MessageId("r1"), helpful=False)
    score = SatisfactionRated(conversation_id=C1, at=minute(2), score=2)

    assert bar(thumb) is OfferBar.UNHAPPY
    assert bar(score) is OfferBar.UNHAPPY
    assert bar(replace(thumb, helpful=True)) is None


def test_who_cannot_be_reached_or_wants_no_message_gets_none() -> None:
    by_program = (replace(started(), channel=ChannelKind.API), *TALK[1:])

    assert bar(ContactOptedOut(conversation_id=C1, at=minute(2))) is OfferBar.UNREACHABLE
    assert bar(talk=by_program) is OfferBar.UNREACHABLE
    erased = ConversationErased(conversation_id=C1, at=minute(2), by=AgentId("zoe"))
    assert bar(erased) is OfferBar.UNREACHABLE


def test_a_stop_on_one_channel_bars_every_other() -> None:
    events = (*TALK, ContactOptedOut(conversation_id=C1, at=minute(2)))
    found = bar_elsewhere(Conversation.fold(C1, events), events, minute(5))
    assert found is OfferBar.UNREACHABLE


def test_a_message_that_waits_is_answered_first() -> None:
    assert bar(wrote("m2", at=minute(2))) is OfferBar.TALKING


def test_a_complaint_of_long_ago_counts_no_more() -> None:
    long_ago = NOON - LOOKED_BACK
    before = (
        started(at=long_ago - timedelta(hours=1)),
        wrote("m0", text="C'est inadmissible", at=long_ago - timedelta(minutes=9)),
        replied("r0", "m0", at=long_ago - timedelta(minutes=8)),
    )

    assert bar(talk=(*before, *TALK[1:])) is None


def test_an_objection_to_a_price_is_none_if_it_is_what_the_code_may_answer() -> None:
    said = wrote("m2", text="C'est un peu cher", at=minute(2))
    open_ = replace(replied("r2", "m2", at=minute(3)), kind=ReplyKind.ABSTAINED)
    events = (*TALK, said, open_)
    folded = Conversation.fold(C1, events)
    assert bar_of(folded, events, minute(5)) is not None
    assert bar_of(folded, events, minute(5), objection=MessageId("m2")) is None
    earlier = (*TALK, replace(open_, message_id=MessageId("r0"), at=minute(1)), said, open_)
    again = Conversation.fold(C1, earlier)
    assert bar_of(again, earlier, minute(5), objection=MessageId("m2")) is OfferBar.UNANSWERED
