"""A customer who asked for a person, until one accepts: the assistant goes on."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.answers.texts import TEXTS
from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.event_base import Reason, ReplyKind
from assistant.conversation.events import (
    ApprovalRequested,
    ConversationEvent,
    ConversationReleased,
    HandoffOffered,
    HandoffRequested,
    OperationConfirmed,
    OperationDropped,
    OperationProposed,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import CustomerId, MessageId
from assistant.conversation.ownership_events import TAKEN_BACK
from assistant.desk.handoff.texts import say
from assistant.messages.person_request import take_back
from assistant.understanding.types import Intent, MessageSignal, Signal, Understanding
from tests.support.seeds.conversation_events import NOON, started, wrote
from tests.support.seeds.people_events import agent_replied, assigned, claimed, handed_off
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import CID, FAR, RETURNS, Assistant

WAITS: tuple[ConversationEvent, ...] = (started(), wrote("m1"), handed_off("m1"))


def wants_person() -> Understanding:
    return replace(asked("une personne"), intent=Intent.ASK_FOR_PERSON, confidence=0.99)


def reply_of(events: Sequence[ConversationEvent]) -> ReplyWritten:
    (reply,) = (event for event in events if isinstance(event, ReplyWritten))
    return reply


def of(events: Sequence[ConversationEvent], kind: type[ConversationEvent]) -> list[object]:
    return [event for event in events if isinstance(event, kind)]


class TestWhoAsksForAPerson:
    async def test_is_told_once_and_may_go_on_with_the_assistant(self) -> None:
        events = await Assistant(wants_person()).take(started(), wrote("m1"))

        reply = reply_of(events)
        assert say("handover.coming", "fr") in reply.text
        assert reply.quick_replies == (TEXTS["fr"].go_on_with_assistant,)
        after = Conversation.fold(CID, (started(), wrote("m1"), *events))
        assert after.awaits_person
        assert after.status is ConversationStatus.OPEN
        assert after.to_answer == ()

    async def test_is_answered_until_somebody_accepts(self) -> None:
        assistant = Assistant(asked("Combien de jours ?"), RETURNS)

        events = await assistant.take(*WAITS, wrote("m2", text="Combien de jours ?"))

        reply = reply_of(events)
        assert (reply.kind, reply.answers) == (ReplyKind.ANSWERED, (MessageId("m2"),))
        assert "30 jours" in reply.text
        assert not of(events, HandoffRequested)
        after = Conversation.fold(CID, (*WAITS, wrote("m2"), *events))
        assert [one.message_id for one in after.unanswered] == ["m1"]  # the person's

    @pytest.mark.parametrize(
        "accepted", [claimed("anna"), agent_replied("r1"), assigned("anna")], ids=str
    )
    async def test_hears_no_word_of_the_assistant_after_that(
        self, accepted: ConversationEvent
    ) -> None:
        assistant = Assistant(asked("Combien de jours ?"), RETURNS)

        assert await assistant.take(*WAITS, accepted, wrote("m2")) == ()

    async def test_is_answered_while_agents_are_only_asked(self) -> None:
        assistant = Assistant(asked("Combien de jours ?"), RETURNS)
        offer = (assigned("anna", accept_by=NOON), assigned(None))

        events = await assistant.take(*WAITS, *offer, wrote("m2", text="Combien de jours ?"))

        assert reply_of(events).kind is ReplyKind.ANSWERED

    async def test_is_not_offered_another(self) -> None:
        assistant = Assistant(asked("Livrez-vous sur Mars ?"), FAR)

        events = await assistant.take(*WAITS, wrote("m2", text="Livrez-vous sur Mars ?"))

        reply = reply_of(events)
        assert (reply.kind, reply.text) == (ReplyKind.ABSTAINED, TEXTS["fr"].waits_unknown)
        assert reply.quick_replies == ()
        assert not of(events, HandoffOffered)

    async def test_who_asks_again_is_told_that_somebody_is_asked(self) -> None:
        events = await Assistant(wants_person()).take(*WAITS, wrote("m2"))

        reply = reply_of(events)
        assert TEXTS["fr"].asked_already in reply.text
        assert reply.answers == (MessageId("m2"),)
        assert not of(events, HandoffRequested)

    async def test_is_passed_on_where_a_message_is_grave(self) -> None:
        signal = MessageSignal(signal=Signal.SAFETY, rule="words", confidence=1.0)
        grave = replace(asked("je me suis brûlé"), signals=(signal,))

        events = await Assistant(grave, RETURNS).take(*WAITS, wrote("m2"))

        after = Conversation.fold(CID, (*WAITS, wrote("m2"), *events))
        assert after.ownership.handoff is not None
        assert after.ownership.handoff.reason is Reason.SAFETY
        assert after.ownership.handoff.at == NOON  # the wait began before
        assert "112" in reply_of(events).text
        assert [one.message_id for one in after.unanswered] == ["m1", "m2"]


class TestWhoTakesItBack:
    async def test_is_the_assistants_again_and_keeps_the_topic(self) -> None:
        assistant = Assistant(asked("annuler"), RETURNS)

        events = await assistant.take(*WAITS, wrote("m2", text="annuler"))

        (back,) = of(events, ConversationReleased)
        assert isinstance(back, ConversationReleased)
        assert (back.rule, back.answers) == (TAKEN_BACK, (MessageId("m1"),))
        assert reply_of(events).text == TEXTS["fr"].goes_on
        after = Conversation.fold(CID, (*WAITS, wrote("m2"), *events))
        assert after.status is ConversationStatus.PENDING
        assert after.unanswered == ()
        assert after.ownership.released_at is None

    async def test_is_answered_what_they_ask_with_it(self) -> None:
        assistant = Assistant(asked("Combien de jours ?"), RETURNS)
        said = wrote("m2", text="Laissez tomber, répondez-moi : combien de jours ?")

        events = await assistant.take(*WAITS, said)

        assert reply_of(events).kind is ReplyKind.ANSWERED
        assert assistant.reader.read_so_far[-1][0] == "combien de jours ?"
        assert len(of(events, TurnTaken)) == 1
        assert of(events, ConversationReleased)

    async def test_takes_back_the_operation_that_waited_for_a_yes(self) -> None:
        proposal = OperationProposed(
            conversation_id=CID,
            at=NOON,
            proposal_id="p1",
            operation="cancel_order",
            parameters="{}",
            fingerprint="f",
            customer_id=CustomerId("nadia"),
        )
        yes = OperationConfirmed(
            conversation_id=CID,
            at=NOON,
            proposal_id=proposal.proposal_id,
            message_id=MessageId("m1"),
        )
        held = ApprovalRequested(
            conversation_id=CID, at=NOON, proposal_id="p1", operation="cancel_order", rule="r"
        )
        waits = (started(), proposal, wrote("m1"), yes, held, handed_off("m1"), wrote("m2"))

        back = take_back(Conversation.fold(CID, waits).for_assistant(), "annuler", NOON)

        assert back is not None
        (dropped,) = of(back.events, OperationDropped)
        assert isinstance(dropped, OperationDropped)
        assert dropped.rule == "declined"
        assert back.conversation.dealings.confirmed is None

    def test_leaves_an_operation_with_a_bare_word_and_waits_on(self) -> None:
        waits = Conversation.fold(CID, (*WAITS, wrote("m2")))
        busy = replace(waits, dealings=replace(waits.dealings, dialogue="{}"))

        assert take_back(busy, "annuler", NOON) is None
        assert take_back(busy, "continue with the assistant", NOON) is not None

    def test_is_only_who_waits(self) -> None:
        state = Conversation.fold(CID, (started(), wrote("m1")))

        assert take_back(state, "annuler", NOON) is None
