"""Append events that follow from a conversation; after another writer's append, decide again."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import FENCING, ConversationEvent, StoredEvent
from assistant.conversation.ids import ConversationId
from assistant.ports import EventLog, Record, VersionConflictError

Decide = Callable[[Conversation, Sequence[StoredEvent]], Sequence[ConversationEvent]]
"""Returns the events to append to a conversation with these events, oldest first."""

TRIES = 20
"""Each is lost to somebody else's append: more at one conversation is no person's doing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """Hold the conversation that was decided on, and the events that were appended to it."""

    before: Conversation
    read: Record  # as of `before`
    stored: tuple[StoredEvent, ...]  # empty: nothing follows

    @property
    def after(self) -> Conversation:
        """Return the conversation after the events that were appended."""
        return reduce(Conversation.after, (one.event for one in self.stored), self.before)

    @property
    def record(self) -> Record | None:
        """Return the whole record now; None: other events came in between, so read it again."""
        if self.stored and self.stored[0].sequence != self.read.events[-1].sequence + 1:
            return None
        moved = any(isinstance(one.event, FENCING) for one in self.stored)
        return Record(events=self.read.events + self.stored, version=self.read.version + moved)


async def append_decided(
    events: EventLog, conversation_id: ConversationId, decide: Decide
) -> Appended:
    """Append the events that `decide` returns, fenced by the version it was given.

    An exception of `decide` ends it.

    Raises:
        UnknownConversationError: the conversation was never started.
        VersionConflictError: it kept changing.
    """
    for _ in range(TRIES):
        record = await events.read(conversation_id)
        before, stored = record.fold(), tuple[StoredEvent, ...]()
        new = decide(before, record.events)
        with suppress(VersionConflictError):
            if new:
                stored = await events.append(conversation_id, new, expected_version=record.version)
            return Appended(before=before, read=record, stored=stored)
    raise VersionConflictError(conversation_id)
