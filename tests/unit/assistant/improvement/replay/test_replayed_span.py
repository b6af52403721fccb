"""The conversations of a span of time."""

from assistant.conversation.ids import ConversationId
from assistant.improvement.replay.replayed_span import ReplaySpan, conversations_of
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.seeds.conversation_events import NOON, WIDGET, minute, started, wrote


async def test_conversations_are_those_in_which_a_customer_wrote_within_the_span() -> None:
    log = MemoryEventLog()
    for name, minutes in (("early", 0), ("within", 10), ("late", 20)):
        await log.start(started(name))
        for number in range(2):
            await log.accept(
                wrote(f"{name}{number}", name, at=minute(minutes)),
                account_id=WIDGET,
                provider_message_id=f"{name}{number}",
            )
    await log.start(started("silent", at=minute(10)))

    found = [one async for one in conversations_of(log, ReplaySpan(minute(5), minute(20)))]

    assert found == [ConversationId("within")]
    assert NOON not in ReplaySpan(minute(5), minute(20))
