from datetime import timedelta

import pytest

from assistant.conversation.conversation import Conversation
from assistant.desk.handoff.deadlines import DeadlineKind, DeadlineState, Targets, deadline
from tests.support.seeds.conversation_events import minute, replied, started, wrote
from tests.support.seeds.people_events import C1, agent_replied, handed_off
from tests.unit.assistant.desk.handoff.opening import ALWAYS, HOURS, NEVER, paris

TARGETS = Targets(first_reply=timedelta(minutes=10), next_reply=timedelta(minutes=20), warn_at=0.5)


def of(conversation: Conversation) -> tuple[DeadlineKind, float]:
    """Return which deadline runs, and the minutes from noon until then."""
    handoff = conversation.ownership.handoff
    found = deadline(
        waiting_since=conversation.unanswered[0].at,
        handed_off_at=handoff.at if handoff else None,
        hours=ALWAYS,
        targets=TARGETS,
    )
    assert found is not None
    return found.kind, (found.due_at - minute(0)).total_seconds() / 60


class TestADeadline:
    def test_runs_from_the_first_unanswered_message_whatever_was_announced_since(self) -> None:
        announced = replied("r1", at=minute(2))  # answers nothing
        events = (started(), wrote("m1", at=minute(1)), handed_off("m1", at=minute(2)), announced)

        assert of(Conversation.fold(C1, events)) == (DeadlineKind.FIRST_REPLY, 11)

    def test_is_not_set_back_by_a_second_message(self) -> None:
        events = (
            started(),
            wrote("m1", at=minute(1)),
            handed_off("m1", at=minute(2)),
            wrote("m2", at=minute(9)),
        )

        assert of(Conversation.fold(C1, events)) == (DeadlineKind.FIRST_REPLY, 11)

    def test_is_that_of_the_next_reply_once_a_person_has_answered(self) -> None:
        events = (
            started(),
            wrote("m1", at=minute(1)),
            handed_off("m1", at=minute(2)),
            agent_replied("r1", "m1"),
            wrote("m2", at=minute(30)),
        )

        assert of(Conversation.fold(C1, events)) == (DeadlineKind.NEXT_REPLY, 50)

    def test_warns_before_it_is_breached(self) -> None:
        found = deadline(
            waiting_since=minute(0), handed_off_at=minute(0), hours=ALWAYS, targets=TARGETS
        )

        assert found is not None
        assert [found.state(minute(m)) for m in (4, 5, 9, 10)] == [
            DeadlineState.DUE,
            DeadlineState.WARNING,
            DeadlineState.WARNING,
            DeadlineState.BREACHED,
        ]

    def test_waits_for_monday(self) -> None:
        friday = paris(2026, 11, 27, 17, 58)

        found = deadline(waiting_since=friday, handed_off_at=friday, hours=HOURS, targets=TARGETS)

        assert found is not None
        assert found.due_at == paris(2026, 11, 30, 9, 38)

    @pytest.mark.parametrize("case", ["answered", "no_target", "never_open"])
    def test_is_none_where_there_is_nothing_to_hold_to(self, case: str) -> None:
        found = deadline(
            waiting_since=None if case == "answered" else minute(0),
            handed_off_at=minute(0),
            hours=NEVER if case == "never_open" else ALWAYS,
            targets=Targets(first_reply=None, next_reply=None) if case == "no_target" else TARGETS,
        )

        assert found is None
