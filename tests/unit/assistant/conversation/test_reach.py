from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ContactOptedIn,
    ContactOptedOut,
    ConversationClaimed,
    ConversationEvent,
    ConversationReleased,
    HandoffRequested,
    MessageEdited,
    MessageRevoked,
    Reason,
    ReplyRejected,
    ReplyStatusReported,
)
from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.conversation.message import DeliveryStatus
from tests.support.seeds.conversation_events import NOON, minute, replied, started, wrote

C1 = ConversationId("c1")


def fold(*events: ConversationEvent) -> Conversation:
    return Conversation.fold(C1, (started(), *events))


def status(status: DeliveryStatus, code: str = "") -> ReplyStatusReported:
    return ReplyStatusReported(
        conversation_id=C1, at=NOON, message_id=MessageId("r1"), status=status, code=code
    )


class TestTheLastMessage:
    def test_counts_from_when_the_channel_says_it_was_sent(self) -> None:
        state = fold(replace(wrote("m1", at=minute(5)), sent_at=NOON, provider_message_id="w1"))

        assert state.reach.last_inbound_at == NOON
        assert state.reach.last_provider_message_id == "w1"

    def test_is_not_an_older_one_that_comes_late(self) -> None:
        late = replace(wrote("m1", at=minute(9)), sent_at=NOON, provider_message_id="w1")
        first = replace(wrote("m2", at=minute(5)), sent_at=minute(4), provider_message_id="w2")

        state = fold(first, late)

        assert state.reach.last_inbound_at == minute(4)
        assert [one.message_id for one in state.unanswered] == ["m1", "m2"]

    @pytest.mark.parametrize(
        "refusal",
        [
            ReplyRejected(conversation_id=C1, at=NOON, message_id=MessageId("r1"), reason="window"),
            status(DeliveryStatus.FAILED, code="131047"),
        ],
    )
    def test_is_too_old_once_the_channel_says_so(self, refusal: ConversationEvent) -> None:
        state = fold(wrote("m1"), replied("r1", "m1"), refusal)
        assert state.reach.last_inbound_at is None

        assert state.after(wrote("m2", at=minute(9))).reach.last_inbound_at == minute(9)


class TestDisclosure:
    def owed(self, *events: ConversationEvent, at: datetime = NOON) -> bool:
        return fold(*events).reach.owes_disclosure(at)

    def test_is_owed_at_the_start_and_then_not(self) -> None:
        assert self.owed(wrote("m1"))
        assert not self.owed(wrote("m1"), replied("r1", "m1"), at=minute(5))

    def test_is_owed_after_a_lapse(self) -> None:
        assert self.owed(replied("r1", "m1"), at=NOON + timedelta(hours=24))

    def test_is_owed_after_a_person_wrote(self) -> None:
        person = replace(replied("r2", "m2", at=minute(2)), author=Author.AGENT)

        assert self.owed(replied("r1", "m1"), person, at=minute(5))
        assert not self.owed(person, replied("r3", "m3", at=minute(3)), at=minute(5))

    def test_is_owed_after_a_person_had_it_and_said_nothing(self) -> None:
        handed = HandoffRequested(conversation_id=C1, at=minute(1), reason=Reason.ANGER)
        taken = ConversationClaimed(conversation_id=C1, at=minute(1), agent_id=AgentId("anna"))
        back = ConversationReleased(conversation_id=C1, at=minute(2))

        assert self.owed(replied("r1", "m1"), handed, taken, back, at=minute(5))
        assert not self.owed(replied("r1", "m1"), handed, back, at=minute(5))


class TestOptingOut:
    def test_holds_until_it_is_taken_back(self) -> None:
        out = ContactOptedOut(conversation_id=C1, at=NOON)

        assert fold(out).reach.opted_out
        assert not fold(out, ContactOptedIn(conversation_id=C1, at=NOON)).reach.opted_out


class TestMessagesThatChange:
    def test_are_answered_as_they_were_written_anew(self) -> None:
        edited = MessageEdited(
            conversation_id=C1, at=NOON, message_id=MessageId("m1"), text="Bonsoir"
        )

        assert fold(wrote("m1"), edited).unanswered[0].text == "Bonsoir"

    def test_are_not_answered_once_they_are_taken_back(self) -> None:
        revoked = MessageRevoked(conversation_id=C1, at=NOON, message_id=MessageId("m1"))

        left = fold(wrote("m1"), wrote("m2"), revoked).unanswered

        assert [one.message_id for one in left] == ["m2"]
