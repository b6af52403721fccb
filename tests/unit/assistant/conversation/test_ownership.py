from datetime import timedelta

import pytest

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    ApprovalDecided,
    ApprovalRequested,
    ContactAddressGiven,
    ConversationEvent,
    HandoffOffered,
    Reason,
    SuggestionDecided,
)
from assistant.conversation.ids import AgentId, ConversationId, MessageId
from tests.support.seeds.conversation_events import LATER, NOON, replied, started, wrote
from tests.support.seeds.people_events import (
    agent_replied,
    assigned,
    claimed,
    handed_off,
    merged,
    released,
    reopened,
    resolved,
    snoozed,
    suggested,
)

CID = ConversationId("c1")


def fold(*events: ConversationEvent) -> Conversation:
    return Conversation.fold(CID, [started(), *events])


def waiting(conversation: Conversation) -> list[str]:
    return [one.message_id for one in conversation.unanswered]


class TestAConversation:
    def test_is_the_assistants_from_the_start(self) -> None:
        assert fold(wrote("m1")).status is ConversationStatus.PENDING

    @pytest.mark.parametrize(
        ("event", "status"),
        [
            (handed_off(), ConversationStatus.OPEN),
            (claimed("anna"), ConversationStatus.OPEN),
            (assigned("anna"), ConversationStatus.OPEN),
            (agent_replied("r1", "m1"), ConversationStatus.OPEN),
            (reopened("anna"), ConversationStatus.OPEN),
            (replied("r1", "m1"), ConversationStatus.PENDING),
            (resolved("m1"), ConversationStatus.RESOLVED),
            (merged("c2", "m1"), ConversationStatus.RESOLVED),
        ],
    )
    def test_changes_hands(self, event: ConversationEvent, status: ConversationStatus) -> None:
        assert fold(wrote("m1"), event).status is status

    def test_is_taken_by_a_persons_words_through_whatever_route(self) -> None:
        taken = fold(wrote("m1"), agent_replied("r1", "m1", agent="anna")).ownership

        assert (taken.status, taken.agent_id, taken.claimed) == (
            ConversationStatus.OPEN,
            "anna",
            True,
        )

    def test_waits_for_a_person_from_the_customers_own_words(self) -> None:
        announced = replied("r1")  # answers nothing
        state = fold(wrote("m1"), handed_off("m1"), announced)

        assert waiting(state) == ["m1"]

    def test_that_was_resolved_is_the_assistants_when_the_customer_writes_again(self) -> None:
        state = fold(claimed("anna"), resolved(), wrote("m1"))

        assert state.status is ConversationStatus.PENDING
        assert (state.ownership.agent_id, state.ownership.last_agent_id) == (None, "anna")

    def test_that_was_snoozed_is_its_agents_when_the_customer_writes_again(self) -> None:
        state = fold(claimed("anna"), snoozed(), wrote("m1"))

        assert (state.status, state.ownership.agent_id) == (ConversationStatus.OPEN, "anna")

    def test_is_not_put_away_over_a_message_that_came_meanwhile(self) -> None:
        assert fold(claimed("anna"), wrote("m1"), snoozed()).status is ConversationStatus.OPEN
        assert fold(claimed("anna"), wrote("m1"), resolved()).status is ConversationStatus.PENDING

    def test_is_not_moved_by_offers_notes_or_an_address(self) -> None:
        offered = HandoffOffered(conversation_id=CID, at=NOON, reason=Reason.ANGER)
        address = ContactAddressGiven(conversation_id=CID, at=NOON, email="a@example.com")

        state = fold(wrote("m1"), offered, address)

        assert state.status is ConversationStatus.PENDING
        assert state.ownership.offered == {Reason.ANGER}
        assert state.ownership.email == "a@example.com"


class TestAHumanStretch:
    def test_ends_with_the_release_and_leaves_nothing_that_leads_to_another(self) -> None:
        offered = HandoffOffered(conversation_id=CID, at=NOON, reason=Reason.ANGER)
        state = fold(
            wrote("m1"), offered, handed_off("m1"), claimed("anna"), released("m1", at=LATER)
        )

        owned = state.ownership
        assert (owned.status, owned.agent_id, owned.claimed) == (
            ConversationStatus.PENDING,
            None,
            False,
        )
        assert (owned.handoff, owned.offered) == (None, frozenset())
        assert owned.released_at == LATER
        assert waiting(state) == []

    def test_leaves_the_assistant_what_the_release_did_not_settle(self) -> None:
        state = fold(wrote("m1"), handed_off("m1"), wrote("m2"), claimed("anna"), released("m1"))

        assert waiting(state) == ["m2"]

    def test_keeps_the_address_that_was_given_in_it(self) -> None:
        address = ContactAddressGiven(conversation_id=CID, at=NOON, email="a@example.com")

        assert fold(handed_off(), address, released()).ownership.email == "a@example.com"


class TestAnAssignment:
    def test_with_a_deadline_is_no_claim_until_it_is_accepted(self) -> None:
        asked = fold(handed_off(), assigned("anna", accept_by=NOON + timedelta(minutes=1)))
        assert (asked.ownership.agent_id, asked.ownership.claimed) == ("anna", False)

        accepted = asked.after(claimed("anna"))
        assert (accepted.ownership.claimed, accepted.ownership.accept_by) == (True, None)

    def test_without_one_is_the_agents_at_once(self) -> None:
        assert fold(assigned("ben")).ownership.claimed

    def test_to_nobody_puts_it_into_the_queue(self) -> None:
        owned = fold(claimed("anna"), assigned(None)).ownership

        assert (owned.status, owned.agent_id, owned.claimed) == (
            ConversationStatus.OPEN,
            None,
            False,
        )


class TestASuggestion:
    def test_waits_until_it_is_decided(self) -> None:
        waiting_ = fold(wrote("m1"), suggested("s1", "m1"))
        decided = SuggestionDecided(
            conversation_id=CID, at=NOON, suggestion_id=MessageId("s1"), outcome="sent"
        )

        assert waiting_.ownership.suggestion == suggested("s1", "m1")
        assert waiting_.after(decided).ownership.suggestion is None

    def test_is_not_ended_by_a_decision_on_another(self) -> None:
        decided = SuggestionDecided(
            conversation_id=CID, at=NOON, suggestion_id=MessageId("s0"), outcome="sent"
        )

        assert fold(suggested("s1"), decided).ownership.suggestion is not None


class TestAnApproval:
    ASKED = ApprovalRequested(
        conversation_id=CID, at=NOON, proposal_id="p1", operation="cancel_order", rule="amount"
    )

    @pytest.mark.parametrize("approved", [True, False])
    def test_is_remembered_for_its_proposal_alone(self, *, approved: bool) -> None:
        decided = ApprovalDecided(
            conversation_id=CID, at=NOON, proposal_id="p1", approved=approved, by=AgentId("anna")
        )

        owned = fold(self.ASKED, decided).ownership

        assert owned.approval is None
        assert ("p1" in owned.approved, "p1" in owned.denied) == (approved, not approved)

    def test_that_nobody_asked_for_counts_for_nothing(self) -> None:
        decided = ApprovalDecided(
            conversation_id=CID, at=NOON, proposal_id="p2", approved=True, by=AgentId("anna")
        )

        assert fold(self.ASKED, decided).ownership.approved == frozenset()


class TestAnOfferThatWasPutAway:
    def test_is_over_once_the_conversation_wakes(self) -> None:
        now = fold(
            handed_off(), assigned("anna", accept_by=LATER), snoozed(), reopened(None)
        ).ownership

        assert (now.status, now.agent_id, now.accept_by) == (ConversationStatus.OPEN, None, None)
