import pytest

from assistant.console.copilot.help_outcomes import GivenHelp, not_sent, sent
from assistant.console.copilot.types import Help
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import CopilotUsed
from assistant.conversation.ids import MessageId
from tests.support.pages.console_desktop import ANNA
from tests.support.seeds.conversation_events import NOON
from tests.unit.assistant.console.copilot.copiloting import OPEN

DRAFT = GivenHelp(help=Help.DRAFT, text="30 days from delivery.", by_model=True)
WARMER = GivenHelp(help=Help.WARMER, text="You have 30 days from delivery.", by_model=True)


def recorded(*helps: GivenHelp, text: str, state: Conversation = OPEN) -> list[CopilotUsed]:
    events = sent(ANNA, helps, text, message_id=MessageId("r1"))(state, NOON)
    assert isinstance(events, tuple)
    return [one for one in events if isinstance(one, CopilotUsed)]


class TestWhatIsSent:
    def test_as_it_was_counts_as_that_whatever_blanks_are_around_it(self) -> None:
        [one] = recorded(DRAFT, text=f" {DRAFT.text}\n")
        assert (one.outcome, one.distance, one.by, one.message_id) == ("sent", 0.0, "anna", "r1")

    def test_changed_says_how_much(self) -> None:
        [one] = recorded(DRAFT, text="40 days from delivery.")
        assert one.outcome == "edited"
        assert one.distance == pytest.approx(1 / len(DRAFT.text), abs=1e-4)

    def test_says_of_every_help_on_the_way_what_became_of_it(self) -> None:
        found = recorded(DRAFT, WARMER, text=WARMER.text)
        assert [(one.help, one.outcome) for one in found] == [
            ("draft", "edited"),
            ("warmer", "sent"),
        ]

    def test_without_a_help_says_nothing(self) -> None:
        assert recorded(text="By hand.") == []


class TestWhatIsNotSent:
    def test_is_recorded_as_not_wanted(self) -> None:
        events = not_sent(ANNA, Help.ASK, "discarded", by_model=False)(OPEN, NOON)
        assert isinstance(events, tuple)
        [one] = events
        assert isinstance(one, CopilotUsed)
        assert (one.help, one.outcome, one.message_id) == ("ask", "discarded", None)
