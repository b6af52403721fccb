"""The turns of a recorded conversation."""

from assistant.conversation.events import ConversationErased, ConversationEvent, TurnTaken
from assistant.conversation.ids import ConversationId, MessageId
from assistant.improvement.replay.recorded_turn import turns_of
from tests.support.seeds.conversation_events import NOON, delivered, minute, replied, started, wrote


def taken(*answers: str, minutes: int = 0) -> TurnTaken:
    return TurnTaken(
        conversation_id=ConversationId("c1"),
        at=minute(minutes),
        answers=tuple(map(MessageId, answers)),
        intent="returns",
        confidence=0.9,
        language="fr",
        decision="Answer",
        rule="answer",
        latency_ms=4.0,
    )


TALK: tuple[ConversationEvent, ...] = (
    started(),
    wrote("m1", text="Bonjour"),
    taken("m1", minutes=1),
    replied("r1", "m1"),
    delivered("r1"),
    wrote("m2", text="Et les retours ?"),
    wrote("m3", text="pour des bottes"),
    taken("m2", "m3", minutes=3),
    replied("r2", "m2", "m3"),
)


class TestTurns:
    def test_stand_on_all_that_was_before_them(self) -> None:
        first, second = turns_of(TALK)

        assert first.said == ("Bonjour",)
        assert first.before.last_reply is None
        assert first.at == minute(1)
        assert second.said == ("Et les retours ?", "pour des bottes")
        assert second.before.last_reply is not None
        assert (first.number, second.number) == (1, 2)

    def test_hold_what_followed_until_the_customer_wrote_again(self) -> None:
        first, second = turns_of(TALK)

        assert [one.type for one in first.followed] == [
            "turn_taken",
            "reply_written",
            "reply_delivered",
        ]
        assert [one.type for one in second.followed] == ["turn_taken", "reply_written"]

    def test_of_an_erased_conversation_are_none(self) -> None:
        erased = ConversationErased(conversation_id=ConversationId("c1"), at=NOON)

        assert not list(turns_of((started(), erased)))

    def test_where_nothing_waited_are_none(self) -> None:
        assert not list(turns_of((started(), taken("m1"), replied("r1", "m1"))))
