"""Collect the decisions of people from the event log, in one worker of many."""

from dataclasses import dataclass

from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ApprovalDecided,
    ConversationEvent,
    ReplyWritten,
    SuggestionDecided,
)
from assistant.conversation.ids import ConversationId
from assistant.improvement.autonomy.agreement import Agreement, agreements_in
from assistant.improvement.autonomy.ports import AgreementBook
from assistant.ports import EventLog, UnknownConversationError

_PAGE = 1_000  # events


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRound:
    """Read on where the round before ended; a decision that is read twice counts once."""

    log: EventLog
    book: AgreementBook

    async def collect(self) -> int:
        """Keep the decisions of the next events of the log; return how many events there were.

        Raises:
            LogUnavailableError: the log or the book cannot be used.
        """
        stored = await self.log.tail(await self.book.position(), limit=_PAGE)
        if not stored:
            return 0
        decided = {one.event.conversation_id for one in stored if _decides(one.event)}
        found = [each for one in sorted(decided) for each in await self._in(one)]
        await self.book.keep(found, position=stored[-1].position)
        return len(stored)

    async def _in(self, conversation_id: ConversationId) -> list[Agreement]:
        try:
            record = await self.log.read(conversation_id)
        except UnknownConversationError:
            return []
        return list(agreements_in(record.past))


def _decides(event: ConversationEvent) -> bool:
    if isinstance(event, ReplyWritten):
        return event.author is Author.AGENT
    return isinstance(event, SuggestionDecided | ApprovalDecided)
