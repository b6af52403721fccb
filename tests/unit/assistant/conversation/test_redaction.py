from assistant.conversation.events import CopilotUsed, HandoffSummarised
from assistant.conversation.ids import AgentId, MessageId
from assistant.conversation.redaction import redact
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.people_events import C1


class TestACopilotsEvents:
    def test_lose_the_summarys_words_and_keep_that_there_was_one(self) -> None:
        summed = HandoffSummarised(
            conversation_id=C1,
            at=NOON,
            summary=("Léa's lamp broke.",),
            question="What now?",
            language="en",
            read_to=MessageId("m1"),
        )
        left = redact(summed)
        assert isinstance(left, HandoffSummarised)
        assert (left.summary, left.question, left.read_to) == ((), "", "m1")

    def test_of_use_have_nobodys_words(self) -> None:
        used = CopilotUsed(
            conversation_id=C1, at=NOON, help="draft", outcome="sent", by=AgentId("anna")
        )
        assert redact(used) == used
