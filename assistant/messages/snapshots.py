"""Keep conversations as of their last event in memory, so that a turn reads only new events."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Self

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    FENCING,
    ConversationClaimed,
    ConversationErased,
    ConversationReleased,
    ConversationResolved,
    CustomerWrote,
    HandoffRequested,
    ReplyDelivered,
    ReplyRated,
    ReplyRejected,
    ReplyWritten,
    SatisfactionRated,
    StoredEvent,
)
from assistant.conversation.ids import ConversationId
from assistant.ports import EventLog

SHOWN = (
    CustomerWrote,
    ReplyWritten,
    HandoffRequested,
    ConversationClaimed,
    ConversationReleased,
    ConversationResolved,
    SatisfactionRated,
    ReplyRated,
)
"""What a customer's page shows; the rest is internal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Hold a reply that has yet to go out, and the place of its event in the log."""

    sequence: int
    follows: int  # the last sequence before it that a customer gets to see; 0: none
    reply: ReplyWritten


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Fold the log up to `sequence`: the state, and the replies that have yet to go out."""

    conversation: Conversation
    sequence: int = 0
    shown: int = 0  # the last sequence that a customer gets to see
    version: int = 0
    undelivered: tuple[Outgoing, ...] = ()  # oldest first

    def after(self, stored: StoredEvent) -> Self:
        """Return the snapshot after the next event."""
        event = stored.event
        left = self.undelivered
        match event:
            case ReplyWritten():
                outgoing = Outgoing(sequence=stored.sequence, follows=self.shown, reply=event)
                left = (*left, outgoing)
            case ReplyDelivered() | ReplyRejected():
                left = tuple(o for o in left if o.reply.message_id != event.message_id)
            case ConversationErased():
                left = ()
            case _:
                pass  # nothing else goes out
        return replace(
            self,
            conversation=self.conversation.after(event),
            sequence=stored.sequence,
            shown=stored.sequence if isinstance(event, SHOWN) else self.shown,
            undelivered=left,
        )


class Snapshots:
    """Read conversations, and remember the `size` conversations that were read last.

    Events never change, so a folded state stays true, and a long conversation costs no more to
    continue than a short one.
    """

    def __init__(self, events: EventLog, *, size: int = 2048) -> None:
        self._events = events
        self._size = size
        self._kept: OrderedDict[ConversationId, Snapshot] = OrderedDict()

    async def read(self, conversation_id: ConversationId) -> Snapshot:
        """Return the conversation as it is now.

        Raises:
            UnknownConversationError: the conversation was never started.
        """
        known = self._kept.get(conversation_id)
        if known is None:
            known = Snapshot(conversation=Conversation(conversation_id=conversation_id))
        record = await self._events.read(conversation_id, after=known.sequence)
        if any(isinstance(stored.event, ConversationErased) for stored in record.events):
            known = Snapshot(conversation=Conversation(conversation_id=conversation_id))
            record = await self._events.read(conversation_id)
        snapshot = _extend(known, record.events)
        conversation = snapshot.conversation.with_kept(record.status)
        snapshot = replace(snapshot, conversation=conversation, version=record.version)
        self._keep(snapshot)
        return snapshot

    async def extend(self, snapshot: Snapshot, stored: tuple[StoredEvent, ...]) -> Snapshot:
        """Return the conversation after `stored`, which was just appended.

        Something may have been accepted between the read and the append; then it is read.
        """
        if not stored:
            return snapshot
        if stored[0].sequence != snapshot.sequence + 1:
            return await self.read(snapshot.conversation.conversation_id)
        fenced = any(isinstance(s.event, FENCING) for s in stored)
        extended = replace(_extend(snapshot, stored), version=snapshot.version + fenced)
        self._keep(extended)
        return extended

    def _keep(self, snapshot: Snapshot) -> None:
        conversation_id = snapshot.conversation.conversation_id
        self._kept[conversation_id] = snapshot
        self._kept.move_to_end(conversation_id)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)


def _extend(snapshot: Snapshot, stored: tuple[StoredEvent, ...]) -> Snapshot:
    for each in stored:
        snapshot = snapshot.after(each)
    return snapshot
