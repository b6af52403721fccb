from datetime import UTC, datetime
from functools import partial
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from assistant.console.conversations import quiet_lines
from assistant.conversation.event_base import Reason
from assistant.conversation.events import (
    ApprovalDecided,
    ContactAddressGiven,
    ConversationEvent,
    ConversationReleased,
    LabelsChanged,
)
from assistant.conversation.ids import AgentId, ConversationId
from assistant.conversation.message import Language
from tests.support.seeds.conversation_events import NOON, every_kind, started, wrote
from tests.support.seeds.people_events import (
    assigned,
    claimed,
    handed_off,
    merged,
    released,
    reopened,
    resolved,
    snoozed,
)

C1 = ConversationId("c1")
ANNA = AgentId("anna")
line = partial(quiet_lines.line, zone=ZoneInfo("Europe/Paris"))
NAMES = {ANNA: "Anna Martin"}
HANDS = [
    handed_off(),
    assigned("anna"),
    assigned(None),
    claimed("anna"),
    released(),
    snoozed(),
    resolved(),
    reopened(),
    reopened("anna"),
    merged("c2"),
    ConversationReleased(conversation_id=C1, at=NOON, by=ANNA),
    LabelsChanged(conversation_id=C1, at=NOON, added=("gift",), by=ANNA),
    ContactAddressGiven(conversation_id=C1, at=NOON, email="ada@example.org"),
    ApprovalDecided(conversation_id=C1, at=NOON, proposal_id="p1", approved=True, by=ANNA),
]


class TestALine:
    @pytest.mark.parametrize("event", HANDS, ids=lambda event: event.type)
    @pytest.mark.parametrize("language", get_args(Language))
    def test_is_there_for_every_change_of_hands(
        self, event: ConversationEvent, language: Language
    ) -> None:
        said = line(event, language, NAMES)

        assert said
        assert "{" not in said

    def test_names_who_did_it_or_says_that_the_desk_did(self) -> None:
        by_anna = ConversationReleased(conversation_id=C1, at=NOON, by=ANNA)

        assert line(by_anna, "en", NAMES) == "Anna Martin gave it back to the assistant"
        assert line(released(), "en", NAMES) == "Given back to the assistant"

    @pytest.mark.parametrize(
        ("zone", "language", "until"),
        [
            ("Europe/Paris", "fr", "30 mars 2026, 09:00 (Europe/Paris)"),
            ("America/New_York", "en", "30 March 2026, 03:00 (America/New_York)"),
        ],
    )
    def test_tells_until_when_by_the_teams_clock_and_says_whose_it_is(
        self, zone: str, language: Language, until: str
    ) -> None:
        put_away = snoozed(datetime(2026, 3, 30, 7, tzinfo=UTC))

        said = quiet_lines.line(put_away, language, NAMES, zone=ZoneInfo(zone))

        assert said is not None
        assert said.endswith(until)

    def test_names_somebody_who_is_unknown_by_their_id(self) -> None:
        assert line(assigned("zoe"), "en", {}) == "Assigned to zoe"

    def test_is_not_there_for_what_is_shown_as_a_message(self) -> None:
        shown = [wrote("m1"), *(one for one in every_kind() if one.type != "handoff_requested")]

        assert [line(one, "en", {}) for one in shown] == [None] * len(shown)

    def test_says_where_it_began(self) -> None:
        assert line(started(), "fr", {}) == "La conversation a été ouverte"

    @pytest.mark.parametrize("reason", Reason)
    def test_has_a_word_for_every_reason(self, reason: Reason) -> None:
        said = line(handed_off(reason=reason), "fr", {})

        assert said
        assert "_" not in said
