from datetime import UTC, datetime, timedelta

from assistant.console.conversations.console_forms import Assign, Labels, Preferences, Snooze
from assistant.conversation.ids import AgentId, TeamId
from tests.support.seeds.conversation_events import NOON


class TestSnoozing:
    def test_lasts_as_long_as_was_chosen(self) -> None:
        assert Snooze.model_validate({"for": "60"}).time(NOON) == NOON + timedelta(hours=1)

    def test_ends_at_a_time_of_the_agents_own_clock(self) -> None:
        in_paris = {"until": "2026-07-01T09:00", "offset": "-120"}

        assert Snooze.model_validate(in_paris).time(NOON) == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)

    def test_without_a_time_ends_now_which_the_desk_refuses(self) -> None:
        assert Snooze.model_validate({}).time(NOON) == NOON


class TestGivingItTo:
    def test_a_colleague_a_team_or_everybody(self) -> None:
        assert Assign(to="agent:ben").target() == (AgentId("ben"), None)
        assert Assign(to="team:orders").target() == (None, TeamId("orders"))
        assert Assign(to="").target() == (None, None)
        assert Assign(to="agent:").target() == (None, None)


class TestLabels:
    def test_are_words_between_commas_in_lower_case_each_once(self) -> None:
        assert Labels(labels=" Gift ,, gift, Cassé  en route").wanted() == {
            "gift",
            "cassé en route",
        }

    def test_are_twenty_at_most(self) -> None:
        assert len(Labels(labels=",".join(f"l{n:02}" for n in range(40))).wanted()) == 20


class TestPreferences:
    def test_lead_back_to_the_console_only(self) -> None:
        assert Preferences(to="/console?view=mine").back() == "/console?view=mine"
        assert Preferences(to="https://elsewhere.example").back() == "/console"
        assert Preferences(to="//elsewhere.example").back() == "/console"
