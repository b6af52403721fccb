from datetime import timedelta

import pytest

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    ApprovalRequested,
    ConversationEvent,
    OperationConfirmed,
    OperationProposed,
)
from assistant.conversation.ids import AgentId, ConversationId, CustomerId, MessageId
from assistant.desk.moves import conversation_moves
from assistant.desk.moves.conversation_moves import Decided, Denial, Denied, Move
from assistant.desk.moves.reply_moves import AgentMessage, note, reply
from tests.support.processes.takeovers import an_agent
from tests.support.seeds.conversation_events import LATER, NOON, started, wrote
from tests.support.seeds.people_events import assigned, claimed, handed_off, resolved, snoozed

CID = ConversationId("c1")
ANNA, BEN = an_agent("anna"), an_agent("ben")


def fold(*events: ConversationEvent) -> Conversation:
    return Conversation.fold(CID, [started(), *events])


def after(conversation: Conversation, move: Move) -> Conversation:
    decided = move(conversation, LATER)
    assert not isinstance(decided, Denied), decided
    for event in decided:
        conversation = conversation.after(event)
    return conversation


def writing(text: str = "Bonjour", *, seen: tuple[str, ...] = ()) -> AgentMessage:
    return AgentMessage(
        text=text, language="fr", client_id="x1", seen=frozenset(map(MessageId, seen))
    )


class TestClaiming:
    def test_takes_a_conversation_from_the_assistant(self) -> None:
        owned = after(fold(wrote("m1")), conversation_moves.claim(ANNA)).ownership

        assert (owned.status, owned.agent_id, owned.agent_name) == (
            ConversationStatus.OPEN,
            "anna",
            "Anna",
        )

    def test_is_denied_while_another_agent_has_it(self) -> None:
        denied = conversation_moves.claim(BEN)(fold(claimed("anna")), LATER)

        assert denied == Denied(why=Denial.TAKEN, agent_id=AgentId("anna"))

    def test_takes_it_over_from_another_agent_if_that_is_meant(self) -> None:
        state = after(fold(claimed("anna")), conversation_moves.claim(BEN, force=True))

        assert state.ownership.agent_id == "ben"

    def test_takes_what_another_agent_was_only_asked_to_accept(self) -> None:
        asked = fold(handed_off(), assigned("anna", accept_by=LATER))

        assert after(asked, conversation_moves.claim(BEN)).ownership.agent_id == "ben"

    def test_of_ones_own_changes_nothing(self) -> None:
        assert conversation_moves.claim(ANNA)(fold(claimed("anna")), LATER) == ()


class TestGivingBack:
    def test_makes_it_the_assistants_with_nothing_left_to_answer(self) -> None:
        state = after(
            fold(wrote("m1"), claimed("anna"), wrote("m2")), conversation_moves.release(ANNA)
        )

        assert (state.status, state.unanswered) == (ConversationStatus.PENDING, ())

    def test_leaves_the_open_question_to_the_assistant_if_that_is_meant(self) -> None:
        state = after(
            fold(wrote("m1"), handed_off("m1"), claimed("anna"), wrote("m2")),
            conversation_moves.release(ANNA, settle=False),
        )

        assert [one.message_id for one in state.unanswered] == ["m2"]  # m1 led to the handoff

    def test_of_what_is_the_assistants_changes_nothing(self) -> None:
        assert conversation_moves.release(ANNA)(fold(), LATER) == ()


class TestAYesThatWaitsForApproval:
    WAITS = (
        OperationProposed(
            conversation_id=CID,
            at=NOON,
            proposal_id="p1",
            operation="cancel_order",
            parameters="{}",
            fingerprint="f",
            customer_id=CustomerId("lea"),
        ),
        wrote("yes"),
        OperationConfirmed(
            conversation_id=CID, at=NOON, proposal_id="p1", message_id=MessageId("yes")
        ),
        ApprovalRequested(
            conversation_id=CID, at=NOON, proposal_id="p1", operation="cancel_order", rule="r"
        ),
        handed_off("yes"),
    )

    @pytest.mark.parametrize(
        "move",
        [
            conversation_moves.release(ANNA),
            conversation_moves.release(ANNA, settle=False),
            conversation_moves.resolve(ANNA, seen=frozenset({MessageId("yes")})),
        ],
    )
    def test_is_decided_before_anybody_lets_go_of_the_conversation(self, move: Move) -> None:
        assert move(fold(*self.WAITS), LATER) == Denied(why=Denial.UNDECIDED)


class TestResolving:
    def test_settles_what_was_seen(self) -> None:
        state = after(
            fold(wrote("m1"), claimed("anna")),
            conversation_moves.resolve(ANNA, seen=frozenset({MessageId("m1")})),
        )

        assert (state.status, state.unanswered) == (ConversationStatus.RESOLVED, ())

    def test_overlooks_no_message_that_came_meanwhile(self) -> None:
        state = after(
            fold(wrote("m1"), claimed("anna"), wrote("m2")),
            conversation_moves.resolve(ANNA, seen=frozenset({MessageId("m1")})),
        )

        assert state.status is ConversationStatus.PENDING
        assert [one.message_id for one in state.unanswered] == ["m2"]


class TestSnoozing:
    def test_puts_it_away_until_then(self) -> None:
        until = LATER + timedelta(hours=3)
        owned = after(fold(claimed("anna")), conversation_moves.snooze(ANNA, until=until)).ownership

        assert (owned.status, owned.snoozed_until) == (ConversationStatus.SNOOZED, until)

    def test_until_a_time_that_is_over_is_denied(self) -> None:
        assert conversation_moves.snooze(ANNA, until=NOON)(fold(), LATER) == Denied(
            why=Denial.IN_THE_PAST
        )


class TestReopening:
    @pytest.mark.parametrize("put_away", [resolved(), snoozed()])
    def test_makes_it_the_agents(self, put_away: ConversationEvent) -> None:
        owned = after(fold(claimed("ben"), put_away), conversation_moves.reopen(ANNA)).ownership

        assert (owned.status, owned.agent_id, owned.claimed) == (
            ConversationStatus.OPEN,
            "anna",
            True,
        )

    def test_of_what_is_open_is_denied(self) -> None:
        assert conversation_moves.reopen(ANNA)(fold(claimed("ben")), LATER) == Denied(
            why=Denial.NOT_OPEN
        )


class TestReplying:
    def test_takes_the_conversation_and_answers_what_was_seen(self) -> None:
        state = after(fold(wrote("m1"), wrote("m2")), reply(ANNA, writing(seen=("m1",))))

        assert (state.ownership.agent_id, state.status) == ("anna", ConversationStatus.OPEN)
        assert [one.message_id for one in state.unanswered] == ["m2"]

    def test_to_another_agents_conversation_is_denied(self) -> None:
        denied = reply(BEN, writing())(fold(claimed("anna")), LATER)

        assert denied == Denied(why=Denial.TAKEN, agent_id=AgentId("anna"))

    @pytest.mark.parametrize("text", ["", " \n"])
    def test_with_nothing_is_denied(self, text: str) -> None:
        decided: list[Decided] = [
            reply(ANNA, writing(text))(fold(), LATER),
            note(ANNA, text, client_id="x1")(fold(), LATER),
        ]

        assert decided == [Denied(why=Denial.EMPTY)] * 2


class TestANote:
    def test_takes_nothing_and_answers_nothing(self) -> None:
        state = after(fold(wrote("m1")), note(ANNA, "look at this", client_id="x1"))

        assert state == fold(wrote("m1"))
