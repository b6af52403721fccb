from datetime import UTC, datetime

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Reason
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.messages.trials.hours_outlook import HoursOutlooks
from assistant.messages.trials.rehearsal import MovableClock
from tests.support.seeds.conversation_events import started
from tests.unit.assistant.messages.turning import CID


async def test_the_hours_alone_tell_whether_it_is_open() -> None:
    clock = MovableClock(datetime(2026, 11, 22, 2, 0, tzinfo=UTC))  # a Sunday
    outlooks = HoursOutlooks(load_desk_rules(None), clock)
    conversation = Conversation.fold(CID, [started()])

    closed = await outlooks.outlook(conversation, Reason.CHOSEN)
    clock.at = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    open_ = await outlooks.outlook(conversation, Reason.CHOSEN)

    assert (closed.open, open_.open) == (False, True)
    assert closed.next_opening is not None
    assert closed.next_opening > closed.at
    assert (closed.staffed, closed.position) == (None, None)
