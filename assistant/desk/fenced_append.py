"""Append events that follow from a conversation; after another writer's append, decide again."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import ConversationId
from assistant.ports import EventLog, VersionConflictError

Decide = Callable[[Conversation, Sequence[ConversationEvent]], Sequence[ConversationEvent]]
"""Returns what is to be appended to a conversation with these events, oldest first."""

_TRIES = 20  # each lost to somebody else's append


async def append_decided(events: EventLog, conversation_id: ConversationId, decide: Decide) -> bool:
    """Append the events that `decide` returns, fenced by the version; False: it returned none.

    Raises:
        UnknownConversationError: the conversation was never started.
        VersionConflictError: it kept changing.
    """
    for _ in range(_TRIES):
        record = await events.read(conversation_id)
        past = [stored.event for stored in record.events]
        new = decide(Conversation.fold(conversation_id, past), past)
        if not new:
            return False
        with suppress(VersionConflictError):
            await events.append(conversation_id, new, expected_version=record.version)
            return True
    raise VersionConflictError(conversation_id)
