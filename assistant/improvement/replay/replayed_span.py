"""Find the conversations of a span of the event log."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.events import CustomerWrote
from assistant.conversation.ids import ConversationId
from assistant.ports import EventLog

_PAGE = 2_000  # events read at once


@dataclass(frozen=True, slots=True)
class ReplaySpan:
    """Hold a span of time; both ends are aware, and the second is not in it."""

    since: datetime
    until: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.since <= at < self.until


async def conversations_of(log: EventLog, span: ReplaySpan) -> AsyncIterator[ConversationId]:
    """Yield each conversation in which a customer wrote within `span`, once, in the log's order.

    Raises:
        LogUnavailableError: no database answers.
    """
    seen: set[ConversationId] = set()
    after = 0
    while stored := await log.tail(after, limit=_PAGE):
        for one in stored:
            event, conversation_id = one.event, one.event.conversation_id
            wrote = isinstance(event, CustomerWrote) and event.at in span
            if wrote and conversation_id not in seen:
                seen.add(conversation_id)
                yield conversation_id
        after = stored[-1].position
