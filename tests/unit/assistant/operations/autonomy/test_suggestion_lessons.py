from dataclasses import replace

from assistant.conversation.events import ConversationEvent, SuggestionDecided
from assistant.conversation.ids import ConversationId, MessageId
from assistant.operations.autonomy.suggestion_lessons import Lesson, lessons
from tests.support.seeds.conversation_events import NOON, replied, wrote
from tests.support.seeds.people_events import agent_replied, released, suggested

SENT = SuggestionDecided(
    conversation_id=ConversationId("c1"),
    at=NOON,
    suggestion_id=MessageId("s1"),
    outcome="sent",
    message_id=MessageId("r1"),
)
ASKED = (wrote("m1", text="Combien de jours ?"), suggested("s1", "m1"))


def one(*events: ConversationEvent) -> Lesson:
    (lesson,) = lessons((*ASKED, *events))
    return lesson


class TestLessons:
    def test_pair_what_was_suggested_with_what_was_sent(self) -> None:
        edited = replace(SENT, outcome="edited", distance=0.25)
        answer = replace(agent_replied("r1", "m1"), text="Vous avez 14 jours.")

        assert one(edited, answer) == Lesson(
            conversation_id=ConversationId("c1"),
            suggestion_id=MessageId("s1"),
            rule="topic_returns",
            asked="Combien de jours ?",
            suggested="Vous avez 30 jours.",
            sent="Vous avez 14 jours.",
            outcome="edited",
            distance=0.25,
        )

    def test_pair_a_rejected_one_with_what_was_written_by_hand(self) -> None:
        rejected = replace(SENT, outcome="rejected", message_id=None, note="faux")
        answer = replace(agent_replied("r1", "m1"), text="14 jours.")

        lesson = one(rejected, answer)

        assert (lesson.outcome, lesson.sent, lesson.note) == ("rejected", "14 jours.", "faux")
        assert lesson.distance is None

    def test_take_one_that_was_answered_by_hand_for_dropped(self) -> None:
        lesson = one(replace(agent_replied("r1", "m1"), text="14 jours."))

        assert (lesson.outcome, lesson.sent, lesson.distance) == ("dropped", "14 jours.", None)

    def test_take_one_that_was_given_back_for_dropped(self) -> None:
        assert one(released("m1")).outcome == "dropped"
        assert one(released(), replied("r1", "m1")).sent == "Vous avez 30 jours."

    def test_leave_out_what_still_waits(self) -> None:
        assert lessons(ASKED) == ()
        assert lessons((*ASKED, agent_replied("r1"))) == ()
