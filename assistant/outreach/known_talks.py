"""Keep conversations that outreach looks at again and again, so that only new events are read."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Self

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationErased, ConversationEvent
from assistant.conversation.ids import ConversationId
from assistant.ports import EventLog, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTalk:
    """Hold a conversation with its events, as of the log's version."""

    conversation: Conversation
    past: tuple[ConversationEvent, ...]  # all of them, the oldest first
    sequence: int  # of the last
    version: int

    @classmethod
    def of(cls, record: Record) -> Self:
        """Return the talk of a record that has all events, of which there is at least one."""
        return cls(
            conversation=record.fold(),
            past=record.past,
            sequence=record.events[-1].sequence,
            version=record.version,
        )

    def after(self, record: Record) -> Self:
        """Return the talk with the events that came since."""
        conversation = self.conversation
        for event in record.past:
            conversation = conversation.after(event)
        return type(self)(
            conversation=conversation.with_kept(record.status),
            past=(*self.past, *record.past),
            sequence=record.events[-1].sequence if record.events else self.sequence,
            version=record.version,
        )


@dataclass(slots=True)
class KnownTalks:
    """Read conversations, and remember those that were read last."""

    events: EventLog
    size: int = 2048  # conversations that are remembered
    _kept: OrderedDict[ConversationId, KnownTalk] = field(default_factory=OrderedDict, init=False)

    async def read(self, conversation_id: ConversationId) -> KnownTalk:
        """Return the conversation as it is now.

        Raises:
            UnknownConversationError: the conversation was never started.
        """
        known = self._kept.pop(conversation_id, None)
        record = await self.events.read(conversation_id, after=known.sequence if known else 0)
        if known is not None and any(isinstance(one, ConversationErased) for one in record.past):
            known, record = None, await self.events.read(conversation_id)
        talk = known.after(record) if known else KnownTalk.of(record)
        self._kept[conversation_id] = talk
        if len(self._kept) > self.size:
            self._kept.popitem(last=False)
        return talk
