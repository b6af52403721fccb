"""Keep the event log in this process's memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.conversation.events import (
    ANSWERING,
    FENCING,
    ConversationErased,
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    EventUnread,
    HandoffRequested,
    OperationDone,
    OperationDropped,
    OperationOrdered,
    ReplyDelivered,
    ReplyRejected,
    ReplyWritten,
    StoredEvent,
)
from assistant.conversation.ids import AccountId, ConversationId
from assistant.conversation.message import Attachment
from assistant.conversation.ownership import Stage, move
from assistant.conversation.redaction import redact
from assistant.ports import Accepted, Record, UnknownConversationError, VersionConflictError

_Key = tuple[ConversationId, str]


class MemoryEventLog:
    """Keep an `EventLog` for one event loop: no method yields between its first and last change."""

    def __init__(self) -> None:
        self._log: list[StoredEvent] = []  # position n is at index n - 1
        self._conversations: dict[ConversationId, list[StoredEvent]] = {}
        self._versions: dict[ConversationId, int] = {}
        self._accepted: dict[tuple[AccountId, str], Accepted] = {}
        self._said: dict[tuple[AccountId, str], tuple[str, tuple[Attachment, ...]]] = {}
        self._waiting: dict[_Key, StoredEvent] = {}
        self._ordered: dict[_Key, StoredEvent] = {}
        self._stages: dict[ConversationId, Stage] = {}
        self._left_to_people: set[_Key] = set()
        self._undelivered: dict[_Key, StoredEvent] = {}

    async def start(self, event: ConversationStarted) -> StoredEvent:
        if known := self._conversations.get(event.conversation_id):
            return known[0]
        self._conversations[event.conversation_id] = []
        self._versions[event.conversation_id] = 0
        self._stages[event.conversation_id] = Stage.PENDING
        return self._store(event)

    async def accept(
        self, event: CustomerWrote, *, account_id: AccountId, provider_message_id: str
    ) -> Accepted:
        key = (account_id, provider_message_id)
        if first := self._accepted.get(key):
            return replace(first, differs=self._said[key] != (event.text, event.attachments))
        self._writable(event.conversation_id)
        sequence = self._store(event).sequence
        new = Accepted(message_id=event.message_id, sequence=sequence, is_new=True)
        self._accepted[key] = replace(new, is_new=False)
        self._said[key] = event.text, event.attachments
        return new

    async def has_accepted(self, account_id: AccountId, provider_message_id: str) -> bool:
        return (account_id, provider_message_id) in self._accepted

    async def append(
        self,
        conversation_id: ConversationId,
        events: Sequence[ConversationEvent],
        *,
        expected_version: int | None = None,
        expected_last: int | None = None,
    ) -> tuple[StoredEvent, ...]:
        if any(e.conversation_id != conversation_id for e in events):
            msg = f"an event does not belong to {conversation_id}"
            raise ValueError(msg)
        self._writable(conversation_id)
        last = len(self._known(conversation_id))
        version = self._versions[conversation_id]
        if expected_version not in (None, version) or expected_last not in (None, last):
            raise VersionConflictError(conversation_id)
        self._versions[conversation_id] += any(isinstance(e, FENCING) for e in events)
        return tuple(self._store(e) for e in events)

    async def erase(self, event: ConversationErased) -> None:
        events = self._known(event.conversation_id)
        if isinstance(events[-1].event, ConversationErased):
            return
        for at, stored in enumerate(events):
            events[at] = replace(stored, event=redact(stored.event))
            self._log[stored.position - 1] = events[at]
        for waiting in (self._waiting, self._ordered, self._undelivered):
            for key in [key for key in waiting if key[0] == event.conversation_id]:
                del waiting[key]
        await self.append(event.conversation_id, [event])

    async def read(self, conversation_id: ConversationId, *, after: int = 0) -> Record:
        events = self._known(conversation_id)[max(after, 0) :]
        return Record(
            events=tuple(events),
            version=self._versions[conversation_id],
            status=self._stages[conversation_id].status,
        )

    async def last_sequences(
        self, conversation_ids: Sequence[ConversationId]
    ) -> Mapping[ConversationId, int]:
        known = self._conversations
        return {one: len(known[one]) for one in conversation_ids if one in known}

    async def tail(self, after: int, *, limit: int) -> Sequence[StoredEvent]:
        start = max(after, 0)
        return tuple(self._log[start : start + limit])

    async def unanswered(self, before: datetime, *, limit: int) -> Sequence[ConversationId]:
        assistants = {
            key: stored
            for key, stored in self._waiting.items()
            if self._stages[key[0]] is Stage.PENDING
            or (self._stages[key[0]] is Stage.ASKED and key not in self._left_to_people)
        }
        waiting = _oldest_first(assistants | self._ordered, before)
        return tuple(dict.fromkeys(s.event.conversation_id for s in waiting))[:limit]

    async def undelivered(self, before: datetime, *, limit: int) -> Sequence[StoredEvent]:
        return tuple(_oldest_first(self._undelivered, before)[:limit])

    def _writable(self, conversation_id: ConversationId) -> None:
        if isinstance(self._known(conversation_id)[-1].event, ConversationErased):
            raise UnknownConversationError(conversation_id)

    def _known(self, conversation_id: ConversationId) -> list[StoredEvent]:
        try:
            return self._conversations[conversation_id]
        except KeyError:
            raise UnknownConversationError(conversation_id) from None

    def _store(self, event: ConversationEvent) -> StoredEvent:
        events = self._conversations[event.conversation_id]
        stored = StoredEvent(position=len(self._log) + 1, sequence=len(events) + 1, event=event)
        self._log.append(stored)
        events.append(stored)
        match event:
            case CustomerWrote():
                self._waiting[event.conversation_id, event.message_id] = stored
            case EventUnread(message_id=str(waiting)):
                self._waiting[event.conversation_id, waiting] = stored
            case ReplyWritten():
                self._undelivered[event.conversation_id, event.message_id] = stored
            case ReplyDelivered() | ReplyRejected():
                self._undelivered.pop((event.conversation_id, event.message_id), None)
            case OperationOrdered():
                self._ordered[event.conversation_id, event.proposal_id] = stored
            case OperationDone() | OperationDropped():
                self._ordered.pop((event.conversation_id, event.proposal_id), None)
            case _:
                pass  # nothing waits for the other events
        if isinstance(event, ANSWERING):
            for message_id in event.answers:
                self._waiting.pop((event.conversation_id, message_id), None)
        self._change_hands(event)
        return stored

    def _change_hands(self, event: ConversationEvent) -> None:
        conversation_id = event.conversation_id
        unanswered = any(key[0] == conversation_id for key in self._waiting)
        stage = self._stages[conversation_id]
        self._stages[conversation_id] = move(stage, event, unanswered=unanswered)
        if isinstance(event, HandoffRequested):
            self._left_to_people.update((conversation_id, one) for one in event.messages)
        elif self._stages[conversation_id] is not Stage.ASKED:
            self._left_to_people = {k for k in self._left_to_people if k[0] != conversation_id}


def _oldest_first(stored: dict[_Key, StoredEvent], before: datetime) -> list[StoredEvent]:
    due = (s for s in stored.values() if s.event.at < before)
    return sorted(due, key=lambda s: (s.event.at, s.position))
