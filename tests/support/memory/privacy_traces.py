"""`Traces` in memory: every question goes through the whole log."""

from collections.abc import Sequence
from datetime import datetime

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    ContactAddressGiven,
    ConversationErased,
    ConversationEvent,
    IdentityProven,
)
from assistant.conversation.gist import files_of
from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person
from assistant.ports import EventLog

_LEFT_OUT = {ConversationStatus.OPEN, ConversationStatus.SNOOZED}


class MemoryTraces:
    """Finds conversations in one log."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    async def naming(self, person: Person) -> Sequence[ConversationId]:
        found: dict[ConversationId, None] = {}
        for event in await self._events():
            match event:
                case IdentityProven():
                    named = event.customer_id in person.customer_ids
                case ContactAddressGiven():
                    named = event.email in person.addresses
                case _:
                    named = False
            if named:
                found[event.conversation_id] = None
        return list(found)

    async def idle(self, before: datetime, *, limit: int) -> Sequence[ConversationId]:
        events: dict[ConversationId, list[ConversationEvent]] = {}
        for event in await self._events():
            events.setdefault(event.conversation_id, []).append(event)
        due = [
            (past[-1].at, one)
            for one, past in events.items()
            if past[-1].at < before
            and not isinstance(past[-1], ConversationErased)
            and Conversation.fold(one, past).status not in _LEFT_OUT
        ]
        return [one for _, one in sorted(due)[:limit]]

    async def attachments_sent(self, since: datetime) -> frozenset[str]:
        return frozenset(
            file.attachment_id
            for event in await self._events()
            if event.at >= since
            for file in files_of(event)
        )

    async def scrub(self) -> None:
        """Do nothing: memory keeps no copies."""

    async def _events(self) -> list[ConversationEvent]:
        events: list[ConversationEvent] = []
        position = 0
        while stored := await self._log.tail(position, limit=1000):
            events += [one.event for one in stored]
            position = stored[-1].position
        return events
