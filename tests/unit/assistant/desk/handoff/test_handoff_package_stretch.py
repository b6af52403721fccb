from assistant.conversation.events import HandoffSummarised
from assistant.conversation.ids import MessageId
from assistant.desk.handoff.handoff_package import since_release, summed_up
from tests.support.seeds.conversation_events import NOON, started, wrote
from tests.support.seeds.people_events import C1, claimed, handed_off, released

SUMMED = HandoffSummarised(
    conversation_id=C1,
    at=NOON,
    summary=("A cup is broken.",),
    question="",
    language="en",
    read_to=MessageId("m1"),
)


class TestWhatBelongsToAHandoff:
    def test_came_after_the_last_human_stretch(self) -> None:
        before = (started(), wrote("m1"), handed_off("m1"), claimed("anna"), released())
        assert since_release((*before, wrote("m2"))) == (wrote("m2"),)
        assert since_release(before[:3]) == before[:3]


class TestASummary:
    def test_is_that_of_the_last_handoff_or_none(self) -> None:
        assert summed_up((handed_off("m1"), SUMMED, claimed("anna"))) == SUMMED
        assert summed_up((handed_off("m1"), SUMMED, wrote("m2"), handed_off("m2"))) is None
        assert summed_up((started(), wrote("m1"))) is None
