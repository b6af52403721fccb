"""Find the outcome of a customer's message: the turn it was read in, and the reply to it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from assistant.answers.texts import TEXTS
from assistant.conversation.events import (
    Author,
    ConversationEvent,
    HandoffRequested,
    ReplyKind,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import MessageId
from assistant.insights.analysis_rows import Answered

_SETTLES = frozenset({ReplyKind.ANSWERED, ReplyKind.DID, ReplyKind.WRITTEN})
_LEAVES_OPEN = frozenset({ReplyKind.ABSTAINED, ReplyKind.HANDED_OFF, ReplyKind.REFUSED})
_SOLD_OUT = frozenset(texts.out_of_stock for texts in TEXTS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageOutcome:
    """Hold a message's turn and the first reply that answers it."""

    turn: TurnTaken | None = None
    reply: ReplyWritten | None = None
    handoff: HandoffRequested | None = None

    def answered(self, *, question: bool) -> Answered:
        """Return whether the question was answered, as far as it is known."""
        if not question:
            return Answered.NONE
        if self.reply is not None and self.reply.kind in _SETTLES and self.handoff is None:
            return Answered.YES
        open_ = self.reply is not None and self.reply.kind in _LEAVES_OPEN
        return Answered.NO if open_ or self.handoff is not None else Answered.NONE

    @property
    def reason(self) -> str:
        """Return the reason why the question was not answered; "" if it was, or none is known."""
        if self.reply is not None and self.reply.reason is not None:
            return self.reply.reason
        return self.handoff.reason if self.handoff is not None else ""

    @property
    def found_nothing(self) -> bool:
        """Return whether the search of the shop found nothing."""
        reply = self.reply
        return reply is not None and reply.kind is ReplyKind.ABSTAINED and not reply.cards

    @property
    def found_only_near(self) -> bool:
        """Return whether the search found nothing that fits, and the reply shows the nearest."""
        reply = self.reply
        if reply is None or reply.kind is not ReplyKind.ABSTAINED:
            return False
        return bool(reply.cards) and reply.search is not None

    @property
    def sold_out(self) -> frozenset[str]:
        """Return the ids of products that the reply shows as out of stock."""
        if self.reply is None:
            return frozenset()
        return frozenset(c.product_id for c in self.reply.cards if c.availability in _SOLD_OUT)

    @property
    def policies(self) -> tuple[str, ...]:
        """Return the titles of the pages that the reply quotes; none if it shows products."""
        reply = self.reply
        if reply is None or reply.cards or reply.kind is not ReplyKind.ANSWERED:
            return ()
        return tuple(dict.fromkeys(source.title for source in reply.sources))


@dataclass(slots=True, kw_only=True)
class MessageOutcomes:
    """Hold the outcomes of a conversation's messages."""

    turns: dict[MessageId, TurnTaken] = field(default_factory=dict)
    replies: dict[MessageId, ReplyWritten] = field(default_factory=dict)
    handoffs: dict[MessageId, HandoffRequested] = field(default_factory=dict)

    @classmethod
    def of(cls, events: Sequence[ConversationEvent]) -> Self:
        """Collect the outcomes; of several replies to a message, the assistant's first counts."""
        told = cls()
        for event in events:
            match event:
                case TurnTaken():
                    for message_id in event.answers:
                        told.turns.setdefault(message_id, event)
                case ReplyWritten():
                    for message_id in event.answers:
                        before = told.replies.get(message_id)
                        if before is None or (
                            before.author is not Author.ASSISTANT
                            and event.author is Author.ASSISTANT
                        ):
                            told.replies[message_id] = event
                case HandoffRequested():
                    for message_id in event.messages:
                        told.handoffs.setdefault(message_id, event)
                case _:
                    pass
        return told

    def of_message(self, message_id: MessageId) -> MessageOutcome:
        """Return the outcome of one message."""
        return MessageOutcome(
            turn=self.turns.get(message_id),
            reply=self.replies.get(message_id),
            handoff=self.handoffs.get(message_id),
        )
