"""What waits for a person's yes before it is said or done, and what came of it."""

from dataclasses import dataclass
from typing import Literal

from assistant.conversation.event_base import Event, ReplyKind
from assistant.conversation.ids import AgentId, MessageId
from assistant.conversation.conversation_message import Card, Language, Source

SuggestionOutcome = Literal["sent", "edited", "rejected", "dropped"]
"""`dropped`: nobody decided, the conversation moved on: answered by hand, or given back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySuggested(Event):
    """The assistant would say this; a person sends, edits or rejects it."""

    type: Literal["reply_suggested"] = "reply_suggested"
    suggestion_id: MessageId
    kind: ReplyKind
    text: str
    language: Language
    answers: tuple[MessageId, ...]
    rule: str  # of the autonomy table: why it has to be looked at
    role: str = "agent"  # the least role that may decide
    topic: str = ""  # as in `ReplyWritten`
    sources: tuple[Source, ...] = ()
    cards: tuple[Card, ...] = ()
    quick_replies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionDecided(Event):
    """What came of a suggestion; with the reply that was sent, the pair is learnt from."""

    type: Literal["suggestion_decided"] = "suggestion_decided"
    suggestion_id: MessageId
    outcome: SuggestionOutcome
    by: AgentId | None = None
    message_id: MessageId | None = None  # of the reply that was sent
    distance: float = 0.0  # how much was changed, in [0, 1]: 1 - similarity of the two texts
    note: str = ""  # why it was rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequested(Event):
    """The customer said yes to an operation that a person has to approve."""

    type: Literal["approval_requested"] = "approval_requested"
    proposal_id: str
    operation: str
    rule: str  # of the autonomy table
    role: str = "agent"  # the least role that may approve


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalDecided(Event):
    """A person let the operation happen, or did not."""

    type: Literal["approval_decided"] = "approval_decided"
    proposal_id: str
    approved: bool
    by: AgentId
    note: str = ""  # for the shop's people
