import pytest

from assistant.conversation.conversation import one_call_at_a_time
from assistant.conversation.events import CustomerWrote
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Call
from tests.support.seeds.conversation_events import NOON


def messages(kinds: str) -> tuple[CustomerWrote, ...]:
    """Return a message for each letter: a call for `c`, words for `w`."""
    return tuple(
        CustomerWrote(
            conversation_id=ConversationId("c1"),
            at=NOON,
            message_id=MessageId(str(at)),
            text="words",
            call=Call(operation="list_orders") if kind == "c" else None,
        )
        for at, kind in enumerate(kinds)
    )


class TestWhatIsAnsweredTogether:
    @pytest.mark.parametrize(
        ("waiting", "taken"),
        [("", 0), ("w", 1), ("www", 3), ("c", 1), ("cw", 1), ("cc", 1), ("wwc", 2)],
    )
    def test_is_all_words_or_one_call(self, waiting: str, taken: int) -> None:
        all_ = messages(waiting)

        assert one_call_at_a_time(all_) == all_[:taken]
