from dataclasses import replace
from datetime import UTC, datetime

from assistant.conversation.conversation import Conversation, ConversationProgress
from assistant.conversation.events import Author, ReplyKind, TurnTaken
from tests.support.seeds.conversation_events import replied, wrote
from tests.support.seeds.people_events import C1, handed_off, released, resolved

NOTHING_FOUND = replace(replied("r1"), kind=ReplyKind.ABSTAINED, text="Je ne trouve pas.")


def turn(*signals: str) -> TurnTaken:
    return TurnTaken(
        conversation_id=C1,
        at=datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
        answers=(),
        intent="question",
        confidence=0.9,
        language="fr",
        decision="Answer",
        rule="a_question",
        latency_ms=1.0,
        signals=signals,
    )


class TestProgress:
    def test_counts_replies_in_a_row_that_knew_no_answer(self) -> None:
        stuck = ConversationProgress().after_reply(NOTHING_FOUND).after_reply(NOTHING_FOUND)

        assert (stuck.abstained, stuck.stalled) == (2, 2)

    def test_begins_anew_with_an_answer(self) -> None:
        answered = ConversationProgress().after_reply(NOTHING_FOUND).after_reply(replied("r2"))

        assert (answered.abstained, answered.stalled) == (0, 0)

    def test_is_not_made_by_the_same_words_again(self) -> None:
        again = ConversationProgress().after_reply(replied("r1")).after_reply(replied("r2"))

        assert again.stalled == 1
        assert again.abstained == 0

    def test_is_neither_made_nor_lost_by_small_talk(self) -> None:
        stuck = ConversationProgress().after_reply(NOTHING_FOUND)

        assert stuck.after_reply(replace(NOTHING_FOUND, kind=ReplyKind.SMALL_TALK)) == stuck

    def test_begins_anew_with_a_persons_words(self) -> None:
        stuck = ConversationProgress(stalled=2, abstained=2, insults=1)

        assert (
            stuck.after_reply(replace(replied("r1"), author=Author.AGENT)) == ConversationProgress()
        )

    def test_remembers_insults_whatever_is_replied(self) -> None:
        insulted = (
            ConversationProgress().after_turn(turn("insult", "anger")).after_reply(replied("r1"))
        )

        assert insulted.insults == 1
        assert insulted.after_turn(turn("anger")).insults == 1


class TestAHumanStretch:
    def test_ends_with_all_counts_at_zero(self) -> None:
        before = Conversation.fold(
            C1, (wrote("m1"), turn("insult"), NOTHING_FOUND, NOTHING_FOUND, handed_off("m1"))
        )

        assert before.progress.insults == 1
        assert before.after(released("m1")).progress == ConversationProgress()
        assert before.after(resolved("m1")).progress == ConversationProgress()

    def test_leaves_nothing_for_a_follow_up_to_lean_on(self) -> None:
        asked = replace(replied("r1", "m1"), topic="mon avocat vous écrira")
        told = Conversation.fold(C1, (wrote("m1"), asked))

        assert told.topic == "mon avocat vous écrira"
        assert told.after(handed_off()).after(released()).topic == ""
