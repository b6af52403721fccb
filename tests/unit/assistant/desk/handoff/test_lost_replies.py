"""A reply that a channel will never deliver, and who hears of it."""

from dataclasses import replace

import pytest

from assistant.conversation.conversation import Conversation, is_elsewhere
from assistant.conversation.event_base import Author, Reason
from assistant.conversation.events import ConversationEvent, ConversationResolved
from assistant.conversation.ids import ConversationId
from assistant.desk.handoff.lost_replies import hand_over
from tests.support.seeds.conversation_events import NOON, handed_off, replied, started, wrote

C1 = ConversationId("c1")
REPLY = replied("r1", "m1")


def after(*events: ConversationEvent) -> Conversation:
    return Conversation.fold(C1, [started(), wrote("m1"), *events])


class TestAnAnswerOfTheAssistant:
    @pytest.mark.parametrize("why", ["invalid", "131053", "window", "131047", "expired", "132001"])
    def test_goes_to_a_person(self, why: str) -> None:
        (asked,) = hand_over(after(REPLY), REPLY, why, NOON)

        assert asked.reason is Reason.UNDELIVERED
        assert asked.messages == ("m1",)

    @pytest.mark.parametrize("why", ["unreachable", "131026", "opted_out", "131049", "no_contact"])
    def test_goes_to_nobody_if_no_words_arrive(self, why: str) -> None:
        assert hand_over(after(REPLY), REPLY, why, NOON) == ()

    def test_goes_to_nobody_if_a_person_has_the_conversation(self) -> None:
        assert hand_over(after(REPLY, handed_off()), REPLY, "invalid", NOON) == ()

    def test_that_another_app_is_in_the_way_of_is_left_to_that(self) -> None:
        now = after(REPLY)

        (moved,) = hand_over(now, REPLY, "control", NOON)

        assert is_elsewhere(now.after(moved))


class TestAPersonsWords:
    def test_open_what_was_resolved_with_them(self) -> None:
        theirs = replace(REPLY, author=Author.AGENT)
        over = ConversationResolved(conversation_id=C1, at=NOON)

        assert hand_over(after(theirs, over), theirs, "invalid", NOON)
        assert hand_over(after(theirs), theirs, "invalid", NOON) == ()


def test_a_notice_of_the_desk_is_worth_nobodys_time() -> None:
    notice = replace(REPLY, author=Author.SYSTEM)

    assert hand_over(after(notice), notice, "invalid", NOON) == ()
