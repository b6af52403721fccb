"""Which events say what a reply rests on; `tests/contract/source_uses.py` has what is counted."""

from dataclasses import replace

from assistant.conversation.event_base import Reason
from assistant.conversation.events import ConversationEvent, ReplyKind, StoredEvent
from assistant.conversation.message import Source
from assistant.desk.lists.source_uses import UseKind, thumb_in, uses_in
from tests.support.seeds.conversation_events import rated, replied, wrote

RETURNS = Source(title="Retours", url="/retours", quote="30 jours", language="fr", score=0.9)
ANSWER = replace(replied("r1", "m1", "m2"), sources=(RETURNS,))


def stored(event: ConversationEvent) -> StoredEvent:
    return StoredEvent(position=9, sequence=4, event=event)


class TestAReply:
    def test_rests_on_its_sources(self) -> None:
        (use,) = uses_in(stored(ANSWER))

        assert (use.kind, use.url, use.title) == (UseKind.ANSWERED, "/retours", "Retours")
        assert (use.sequence, use.place, use.question_id) == (4, 0, "m2")

    def test_that_found_two_pages_to_disagree_answers_with_neither(self) -> None:
        told = replace(ANSWER, kind=ReplyKind.ABSTAINED, reason=Reason.CONFLICTING)

        assert [one.kind for one in uses_in(stored(told))] == [UseKind.CONFLICTING]

    def test_that_does_not_answer_rests_on_nothing(self) -> None:
        silent = replace(ANSWER, kind=ReplyKind.ABSTAINED, reason=Reason.NO_EVIDENCE)

        assert list(uses_in(stored(silent))) == []
        assert list(uses_in(stored(wrote("m1")))) == []


class TestAThumb:
    def test_is_of_a_reply(self) -> None:
        thumb = thumb_in(stored(rated("r1")))

        assert thumb is not None
        assert (thumb.reply_id, thumb.helpful) == ("r1", True)
        assert thumb_in(stored(ANSWER)) is None
