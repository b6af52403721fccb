"""The offer under an answer about orders, and where there is none."""

from dataclasses import dataclass, replace

import pytest

from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConsentChanged,
    ContactOptedOut,
    ConversationEvent,
    HandoffRequested,
    Reason,
    ReplyKind,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import MessageId
from assistant.messages.channels.one_word_messages import plain_words
from assistant.messages.steps.consent_offers import ConsentOffers
from assistant.messages.steps.consent_requests import ConsentRequests, offered_words
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.conversation_events import NOON, replied
from tests.unit.assistant.messages.steps.test_consent_requests import C1, PROVEN, Offer, talk

TOLD = replace(replied("r1", "m9"), kind=ReplyKind.ANSWERED)
GIVEN = ConsentChanged(
    conversation_id=C1,
    at=NOON,
    purpose=ContactPurpose.SERVICE,
    stage=ConsentStage.ASKED,
    source="chat",
)


def turn(rule: str = "operation/told_order_status") -> TurnTaken:
    return TurnTaken(
        conversation_id=C1,
        at=NOON,
        answers=(MessageId("m9"),),
        intent="order_status",
        confidence=0.9,
        language="fr",
        decision="Operate",
        rule=rule,
        latency_ms=1.0,
    )


@dataclass
class Saying:
    events: tuple[ConversationEvent, ...]

    async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        del conversation
        return self.events


async def replied_with(
    conversation: Conversation, *events: ConversationEvent, is_on: bool = True
) -> ReplyWritten:
    step = ConsentOffers(turn=Saying(events), offer=Offer(is_on))
    taken = await step.take(conversation)
    assert isinstance(taken, tuple)
    (reply,) = [one for one in taken if isinstance(one, ReplyWritten)]
    return reply


async def offered(
    conversation: Conversation, *events: ConversationEvent, is_on: bool = True
) -> tuple[str, ...]:
    return (await replied_with(conversation, *events, is_on=is_on)).quick_replies


async def consented(conversation: Conversation) -> ConsentChanged:
    requests = ConsentRequests(offer=Offer(), clock=HandClock(), new_id=lambda: MessageId("r2"))
    taken = await requests.take(conversation)
    assert isinstance(taken, tuple)
    assert isinstance(taken[0], ConsentChanged)
    return taken[0]


class TestTheOffer:
    @pytest.mark.parametrize("language", ["fr", "en"])
    async def test_is_under_what_was_told_of_an_order_and_is_understood(
        self, language: str
    ) -> None:
        told = replace(TOLD, language=language)  # type: ignore[arg-type]  # fr or en
        (words,) = await offered(talk(PROVEN), turn(), told)
        assert len(words) <= 20
        assert (await consented(talk(PROVEN, text=words))).purpose is ContactPurpose.SERVICE
        assert plain_words(words) == plain_words(offered_words(told.language))

    @pytest.mark.parametrize("language", ["fr", "en"])
    async def test_says_first_what_is_consented_to_which_is_the_proof(self, language: str) -> None:
        told = replace(TOLD, language=language)  # type: ignore[arg-type]  # fr or en
        reply = await replied_with(talk(PROVEN), turn(), told)
        before, terms = reply.text.split("\n\n")
        assert before == told.text
        for part in (*reply.quick_replies, "arrive 0, ", "arrive 2", "STOP"):
            assert part in terms

        (words,) = reply.quick_replies
        chosen, unprompted = talk(PROVEN, reply, text=words), talk(PROVEN, told, text=words)
        assert (await consented(chosen)).wording == f"service_offer.{language}.1"
        assert (await consented(unprompted)).wording == f"service.{language}.1"

    async def test_leaves_the_answer_as_it_was_where_there_is_none(self) -> None:
        assert (await replied_with(talk(), turn(), TOLD)).text == TOLD.text

    @pytest.mark.parametrize(
        ("before", "events", "is_on"),
        [
            ((), (turn(), TOLD), True),  # nobody knows who they are
            ((PROVEN,), (turn("operation/asked_order"), TOLD), True),
            ((PROVEN,), (turn(), TOLD), False),
            ((PROVEN, GIVEN), (turn(), TOLD), True),
            ((PROVEN, ContactOptedOut(conversation_id=C1, at=NOON)), (turn(), TOLD), True),
            ((PROVEN,), (turn(), replace(TOLD, kind=ReplyKind.ASKED)), True),
        ],
    )
    async def test_is_nowhere_else(
        self,
        before: tuple[ConversationEvent, ...],
        events: tuple[ConversationEvent, ...],
        *,
        is_on: bool,
    ) -> None:
        assert await offered(talk(*before), *events, is_on=is_on) == ()

    async def test_stands_back_for_a_handoff_and_other_answers_to_choose(self) -> None:
        handoff = HandoffRequested(
            conversation_id=C1, at=NOON, reason=Reason.ANGER, rule="r", messages=()
        )
        assert await offered(talk(PROVEN), turn(), TOLD, handoff) == ()
        chosen = replace(TOLD, quick_replies=("Une personne",))
        assert await offered(talk(PROVEN), turn(), chosen) == ("Une personne",)
