"""Decisions of people on what the assistant wanted to say or do."""

from dataclasses import replace

import pytest

from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import (
    ApprovalDecided,
    ApprovalRequested,
    ConversationEvent,
    ReplySuggested,
    SuggestionDecided,
)
from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.conversation.ownership_events import AskedException
from assistant.improvement.autonomy.agreement import Agreed, agreements_in, subject_of
from assistant.operations.autonomy.autonomy_table import AutonomySubject
from tests.support.seeds.conversation_events import LATER, NOON, replied

C1, MARA = ConversationId("c1"), AgentId("mara")
SUGGESTED = ReplySuggested(
    conversation_id=C1,
    at=NOON,
    suggestion_id=MessageId("s1"),
    kind=ReplyKind.ANSWERED,
    text="Vous avez 30 jours.",
    language="fr",
    answers=(MessageId("m1"),),
    rule="topic_returns/customer_vip",
)
DECIDED = SuggestionDecided(
    conversation_id=C1, at=LATER, suggestion_id=MessageId("s1"), outcome="sent", by=MARA
)
BY_MARA = replace(replied("r1", "m1"), author=Author.AGENT, kind=ReplyKind.WRITTEN, agent_id=MARA)
REQUESTED = ApprovalRequested(
    conversation_id=C1, at=NOON, proposal_id="p1", operation="cancel_order", rule="operation"
)


def judged(*events: ConversationEvent) -> list[Agreed]:
    return [one.judgement for one in agreements_in(events)]


class TestASuggestion:
    def test_that_is_sent_is_agreed_with(self) -> None:
        (one,) = agreements_in((SUGGESTED, DECIDED))

        assert one.judgement is Agreed.AGREED
        assert one.subject == AutonomySubject(kind="topic", name="returns")
        assert (one.decision_id, one.at) == ("s1", LATER)

    @pytest.mark.parametrize(
        ("sent", "distance", "expected"),
        [
            ("Bonjour Hugo ! Vous avez 30 jours. Mara", 0.4, Agreed.AGREED),
            ("Chez nous c'est 30 jours, et gratuit.", 0.6, Agreed.MISSED),
            ("Vous avez 30 jours. N'hésitez pas si vous avez une question !", 0.6, Agreed.AGREED),
            ("Vous avez 30 jours. Appelez-moi au 02 61 91 04 27.", 0.5, Agreed.MISSED),
            ("Vous avez 30 jours, ce n'est pas gratuit.", 0.4, Agreed.MISSED),
            ("Je regarde et je reviens vers vous.", 0.9, Agreed.MISSED),
            ("Vous avez 14 jours.", 0.1, Agreed.CRITICAL),
            ("Vous avez 30 mois.", 0.1, Agreed.CRITICAL),
            ("Vous n'avez pas 30 jours.", 0.1, Agreed.CRITICAL),
            ("Vous avez trente jours, certes.", 0.3, Agreed.MISSED),
        ],
    )
    def test_that_is_edited_is_judged_by_its_facts_and_by_what_stays_of_it(
        self, sent: str, distance: float, expected: Agreed
    ) -> None:
        edited = replace(DECIDED, outcome="edited", distance=distance, message_id=MessageId("r1"))

        assert judged(SUGGESTED, replace(BY_MARA, text=sent), edited) == [expected]

    def test_that_is_answered_by_hand_is_missed(self) -> None:
        dropped = replace(DECIDED, outcome="dropped")

        assert judged(SUGGESTED, BY_MARA) == [Agreed.MISSED]
        assert judged(SUGGESTED, dropped, BY_MARA) == [Agreed.MISSED]

    def test_that_is_rejected_is_missed_and_one_that_is_dropped_says_nothing(self) -> None:
        assert judged(SUGGESTED, replace(DECIDED, outcome="rejected")) == [Agreed.MISSED]
        assert judged(SUGGESTED, replace(DECIDED, outcome="dropped")) == []

    def test_that_nobody_decided_says_nothing(self) -> None:
        assert judged(SUGGESTED) == []


class TestAnApproval:
    @pytest.mark.parametrize(
        ("approved", "expected"), [(True, Agreed.AGREED), (False, Agreed.MISSED)]
    )
    def test_is_a_decision_on_its_operation(self, approved: bool, expected: Agreed) -> None:  # noqa: FBT001  # a case
        decided = ApprovalDecided(
            conversation_id=C1, at=LATER, proposal_id="p1", approved=approved, by=MARA
        )

        (one,) = agreements_in((REQUESTED, decided))

        assert (one.subject.name, one.judgement) == ("cancel_order", expected)

    def test_of_an_exception_that_an_agent_asked_for_says_nothing_of_the_assistant(self) -> None:
        asked = AskedException(
            by=MARA,
            name="Mara",
            reason="late parcel",
            read_back="",
            parameters="{}",
            fingerprint="",
            customer_id="hugo",  # type: ignore[arg-type]  # an id
        )
        decided = ApprovalDecided(
            conversation_id=C1, at=LATER, proposal_id="p1", approved=True, by=MARA
        )

        assert judged(replace(REQUESTED, asked=asked), decided) == []


def test_a_rule_names_its_row() -> None:
    assert subject_of("operation_cancel_order/max_minor") == AutonomySubject(
        kind="operation", name="cancel_order"
    )
    assert subject_of("topic_order") == AutonomySubject(kind="topic", name="order")
    assert subject_of("sticky") is None
