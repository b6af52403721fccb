"""Record whose a conversation is, and what people note, approve or decide in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.conversation.event_base import Event, Reason, ReplyKind
from assistant.conversation.ids import AgentId, ConversationId, MessageId, TeamId
from assistant.conversation.message import Card, Language, Source

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


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffRequested(Event):
    """A person has to go on: the conversation waits for one, and the assistant is silent.

    The first mark of a human stretch; `ConversationReleased` is the last.
    """

    type: Literal["handoff_requested"] = "handoff_requested"
    reason: Reason
    rule: str = ""  # of the escalation policy or the autonomy table, for counting
    messages: tuple[MessageId, ...] = ()  # that led to it: they lead to no other
    team: TeamId | None = None  # who should take it; None: anyone
    skills: tuple[str, ...] = ()  # that it wants, beside the language


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffOffered(Event):
    """A person was offered for `reason`; until the next release it is not offered again."""

    type: Literal["handoff_offered"] = "handoff_offered"
    reason: Reason
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationAssigned(Event):
    """An agent, a team or the queue is to go on; an agent has until `accept_by` to claim it."""

    type: Literal["conversation_assigned"] = "conversation_assigned"
    agent_id: AgentId | None  # None: the queue, of `team` if there is one
    team: TeamId | None = None
    by: AgentId | None = None
    rule: str = ""  # such as `routed`, `not_accepted`, `transferred`
    accept_by: datetime | None = None  # aware, UTC; None: no deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationClaimed(Event):
    """An agent has it."""

    type: Literal["conversation_claimed"] = "conversation_claimed"
    agent_id: AgentId
    agent_name: str = ""  # as the customer gets to see it
    agent_picture: str = ""
    rule: str = ""  # such as `accepted`, `taken`, `replied`


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationReleased(Event):
    """The assistant has it again: the last mark of a human stretch.

    `answers` names messages that need no answer any more; the assistant answers the others.
    """

    type: Literal["conversation_released"] = "conversation_released"
    by: AgentId | None = None
    rule: str = ""
    answers: tuple[MessageId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSnoozed(Event):
    """Put away until a time, or until the customer writes."""

    type: Literal["conversation_snoozed"] = "conversation_snoozed"
    until: datetime  # aware, UTC
    by: AgentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationResolved(Event):
    """Nothing is left to do. A message that `answers` does not name opens it again at once."""

    type: Literal["conversation_resolved"] = "conversation_resolved"
    by: AgentId | None = None
    rule: str = ""
    answers: tuple[MessageId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationReopened(Event):
    """A person's again, after it was resolved or snoozed."""

    type: Literal["conversation_reopened"] = "conversation_reopened"
    by: AgentId | None = None  # who has it; None: the queue
    rule: str = ""  # such as `by_hand`, `woke`


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationMerged(Event):
    """It goes on in another conversation of the same person, and is resolved here."""

    type: Literal["conversation_merged"] = "conversation_merged"
    into: ConversationId
    by: AgentId | None = None
    answers: tuple[MessageId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAddressGiven(Event):
    """Where the customer wants to be answered if they are gone by then."""

    type: Literal["contact_address_given"] = "contact_address_given"
    email: str  # lower case
    message_id: MessageId | None = None  # that it stood in


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceAnnounced(Event):
    """The customer was told that nobody is there; once, until somebody is."""

    type: Literal["absence_announced"] = "absence_announced"
    asks_address: bool = False  # where they want to be answered


@dataclass(frozen=True, slots=True, kw_only=True)
class RepliesMailed(Event):
    """A person's replies are on their way to the customer's mail: they had left the page."""

    type: Literal["replies_mailed"] = "replies_mailed"
    messages: tuple[MessageId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Event):
    """Words among the shop's people; the customer never sees them."""

    type: Literal["note_written"] = "note_written"
    note_id: MessageId
    by: AgentId | None = None  # None: the desk, such as a handoff package
    text: str
    mentions: tuple[AgentId, ...] = ()
    client_id: str = ""  # made by the page it was written on


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsChanged(Event):
    """Labels were put on or taken off."""

    type: Literal["labels_changed"] = "labels_changed"
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    by: AgentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SatisfactionRated(Event):
    """How content the customer was with a resolved conversation (CSAT)."""

    type: Literal["satisfaction_rated"] = "satisfaction_rated"
    score: int  # 1 to 5
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationErased(Event):
    """Everything that says who wrote here, and what, is gone; the last event there is."""

    type: Literal["conversation_erased"] = "conversation_erased"
    by: AgentId | None = None  # None: its time was over
    rule: str = ""  # such as `asked_for`, `retention`


OwnershipEvent = (
    HandoffRequested
    | HandoffOffered
    | ConversationAssigned
    | ConversationClaimed
    | ConversationReleased
    | ConversationSnoozed
    | ConversationResolved
    | ConversationReopened
    | ConversationMerged
    | ConversationErased
    | ContactAddressGiven
    | AbsenceAnnounced
    | RepliesMailed
    | NoteWritten
    | LabelsChanged
    | SatisfactionRated
    | ReplySuggested
    | SuggestionDecided
    | ApprovalRequested
    | ApprovalDecided
)
"""Events of people's handling, which `Ownership` is a fold of beside messages and replies."""
