"""Turns that go to a person because a row in shadow is theirs."""

from dataclasses import replace

from assistant.conversation.event_base import Reason
from assistant.conversation.ids import ConversationId
from assistant.improvement.autonomy.agreement import Agreed, AgreementOrigin
from assistant.improvement.autonomy.shadow_turn import (
    ShadowCount,
    ShadowState,
    begun_in,
    count_of,
    evidence_of,
)
from assistant.operations.autonomy.autonomy_table import Topic, topic_subject
from tests.contract.shadow_book import JUDGED, TURN
from tests.support.seeds.conversation_events import LATER, NOON
from tests.unit.assistant.improvement.autonomy.test_shadow_comparison import HANDED

RETURNS = topic_subject(Topic.RETURNS)


class TestATurn:
    def test_begins_where_the_row_sends_it_to_a_person(self) -> None:
        (one,) = begun_in((HANDED,), {RETURNS: NOON})

        assert (one.conversation_id, one.message_id, one.subject) == ("c1", "m1", RETURNS)
        assert one.state is ShadowState.UNTAKEN

    def test_has_the_same_name_however_often_it_is_read(self) -> None:
        other = replace(HANDED, conversation_id=ConversationId("c2"))
        first, again, second = begun_in((HANDED, HANDED, other), {RETURNS: None})

        assert first == again
        assert first.turn_id != second.turn_id

    def test_does_not_begin_for_another_reason_another_row_or_before_it_was_in_shadow(
        self,
    ) -> None:
        grave = replace(HANDED, reason=Reason.LEGAL_THREAT)
        other = replace(HANDED, rule="topic_payment")

        assert begun_in((grave, other), {RETURNS: None}) == []
        assert begun_in((HANDED,), {RETURNS: LATER}) == []
        assert begun_in((HANDED,), {}) == []


class TestEvidence:
    def test_is_of_shadow_and_oldest_first(self) -> None:
        later = replace(JUDGED, turn_id="bb", state=ShadowState.CRITICAL)
        earlier = replace(JUDGED, judged_at=NOON)

        found = evidence_of((later, earlier, TURN))

        assert [one.judgement for one in found] == [Agreed.AGREED, Agreed.CRITICAL]
        assert {one.origin for one in found} == {AgreementOrigin.SHADOW}

    def test_ends_before_the_first_turn_of_its_row_that_waits_for_a_click(self) -> None:
        before = replace(JUDGED, judged_at=NOON)
        opened = replace(JUDGED, turn_id="bb", state=ShadowState.OPEN)
        after = replace(JUDGED, turn_id="cc")
        elsewhere = replace(after, turn_id="dd", subject=topic_subject(Topic.SIZING))

        wrong = replace(after, turn_id="ee", state=ShadowState.CRITICAL)

        found = evidence_of((after, opened, before, elsewhere, wrong))

        assert [one.decision_id for one in found] == ["aa", "dd", "ee"]

    def test_is_counted_by_row(self) -> None:
        states = dict.fromkeys(ShadowState, 1) | {ShadowState.OPEN: 4}

        assert count_of(states) == ShadowCount(judged=3, waiting=2, open=4, passed=1)
