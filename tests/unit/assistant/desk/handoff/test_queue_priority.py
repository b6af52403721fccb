from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from assistant.conversation.event_base import SENSITIVE, Reason
from assistant.desk.handoff.queue_priority import HIGHEST, priority, queue_order
from tests.support.seeds.conversation_events import NOON, minute

NOW = timedelta()


class TestPriority:
    @pytest.mark.parametrize("reason", sorted(SENSITIVE))
    def test_is_the_highest_for_what_cannot_wait(self, reason: Reason) -> None:
        assert priority(reason, waited=NOW) == HIGHEST

    def test_is_higher_for_who_is_angry_than_for_who_asks(self) -> None:
        asks = priority(Reason.ASKED_FOR_PERSON, waited=NOW)

        assert asks == 0
        assert priority(Reason.ANGER, waited=NOW) > priority(Reason.NO_PROGRESS, waited=NOW) > asks

    def test_rises_with_a_long_wait(self) -> None:
        assert priority(None, waited=timedelta(minutes=29)) == 0
        assert priority(None, waited=timedelta(minutes=30)) == 1
        assert priority(Reason.VIP, waited=timedelta(minutes=31)) == HIGHEST

    @pytest.mark.parametrize("reason", [None, *Reason])
    def test_is_never_outside_its_range(self, reason: Reason | None) -> None:
        assert 0 <= priority(reason, waited=timedelta(days=9)) <= HIGHEST


@dataclass(frozen=True)
class Waits:
    name: str
    priority: int
    waiting_since: datetime | None
    last_at: datetime = NOON


class TestTheQueue:
    def test_is_by_priority_and_then_by_who_waits_longest(self) -> None:
        late, early = Waits("late", 0, minute(3)), Waits("early", 0, minute(1))
        urgent, answered = Waits("urgent", 3, minute(4)), Waits("answered", 0, None)

        found = queue_order([answered, late, early, urgent])

        assert [one.name for one in found] == ["urgent", "early", "late", "answered"]
