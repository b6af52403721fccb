"""Record the owner of a conversation, and the notes, approvals and decisions of people in it.

`by` is the agent who did it; None: the desk's own rules did.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.conversation.event_base import Event, Reason, ReplyKind
from assistant.conversation.ids import AgentId, ConversationId, CustomerId, MessageId, TeamId
from assistant.conversation.message import Card, Language, Source
from assistant.conversation.product_search import ProductSearch

TAKEN_BACK = "taken_back"
"""Rule of a release by the customer, who goes on with the assistant before anybody accepted."""

SuggestionOutcome = Literal["sent", "edited", "rejected", "dropped"]
"""The outcome of a suggestion; `dropped`: answered by hand or given back, without a decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySuggested(Event):
    """Record a suggestion of the assistant; a person sends, edits or rejects it."""

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
    search: ProductSearch | None = None  # as in `ReplyWritten`


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionDecided(Event):
    """Record the outcome of a suggestion."""

    type: Literal["suggestion_decided"] = "suggestion_decided"
    suggestion_id: MessageId
    outcome: SuggestionOutcome
    by: AgentId | None = None
    message_id: MessageId | None = None  # of the reply that was sent
    distance: float = 0.0  # how much was changed, in [0, 1]: 1 - similarity of the two texts
    note: str = ""  # why it was rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedException:
    """Hold an exception that an agent asks for, as it was read to them."""

    by: AgentId
    name: str  # as the customer gets to see it
    reason: str  # in the agent's words, for the shop's people
    read_back: str
    parameters: str  # JSON
    fingerprint: str
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequested(Event):
    """Record that the customer said yes to an operation that a person has to approve.

    Or, with `asked`, that an agent asks for an exception which their own role may not make.
    """

    type: Literal["approval_requested"] = "approval_requested"
    proposal_id: str
    operation: str
    rule: str  # of the autonomy table
    role: str = "agent"  # the least role that may approve
    asked: AskedException | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalDecided(Event):
    """Record that a person approved an operation, or refused it."""

    type: Literal["approval_decided"] = "approval_decided"
    proposal_id: str
    approved: bool
    by: AgentId
    note: str = ""  # for the shop's people


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffRequested(Event):
    """Record that a person is asked to go on; until one accepts, the assistant answers meanwhile.

    A human stretch begins with it and ends with `ConversationReleased`.
    """

    type: Literal["handoff_requested"] = "handoff_requested"
    reason: Reason
    rule: str = ""  # of the escalation policy or the autonomy table, for counting
    messages: tuple[MessageId, ...] = ()  # that led to it: they are left to the person
    team: TeamId | None = None  # who should take it; None: anyone
    skills: tuple[str, ...] = ()  # that it wants, beside the language


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffOffered(Event):
    """Record that a person was offered for `reason`; not offered again before the next release."""

    type: Literal["handoff_offered"] = "handoff_offered"
    reason: Reason
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationAssigned(Event):
    """Record that an agent, a team or the queue is to go on.

    An agent has until `accept_by` to claim the conversation.
    """

    type: Literal["conversation_assigned"] = "conversation_assigned"
    agent_id: AgentId | None  # None: the queue, of `team` if there is one
    team: TeamId | None = None
    by: AgentId | None = None
    rule: str = ""  # such as `routed`, `not_accepted`, `transferred`
    accept_by: datetime | None = None  # aware, UTC; None: no deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationClaimed(Event):
    """Record that an agent took the conversation."""

    type: Literal["conversation_claimed"] = "conversation_claimed"
    agent_id: AgentId
    agent_name: str = ""  # as the customer gets to see it
    agent_picture: str = ""
    rule: str = ""  # such as `accepted`, `taken`, `replied`


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationReleased(Event):
    """Record that the assistant has the conversation again, which ends a human stretch.

    `answers` names messages that need no answer any more; the assistant answers the others.
    """

    type: Literal["conversation_released"] = "conversation_released"
    by: AgentId | None = None
    rule: str = ""
    answers: tuple[MessageId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSnoozed(Event):
    """Record that the conversation is put away until a time, or until the customer writes."""

    type: Literal["conversation_snoozed"] = "conversation_snoozed"
    until: datetime  # aware, UTC
    by: AgentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationResolved(Event):
    """Record that the conversation is resolved: nothing is left to do.

    A message that `answers` does not name opens it again at once.
    """

    type: Literal["conversation_resolved"] = "conversation_resolved"
    by: AgentId | None = None
    rule: str = ""
    answers: tuple[MessageId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationReopened(Event):
    """Record that a person has the conversation again, after it was resolved or snoozed."""

    type: Literal["conversation_reopened"] = "conversation_reopened"
    by: AgentId | None = None  # who has it; None: the queue
    rule: str = ""  # such as `by_hand`, `woke`


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationMerged(Event):
    """Record that the same person goes on in another conversation; this one is resolved."""

    type: Literal["conversation_merged"] = "conversation_merged"
    into: ConversationId
    by: AgentId | None = None
    answers: tuple[MessageId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAddressGiven(Event):
    """Record the address at which the customer wants the answer once they have left."""

    type: Literal["contact_address_given"] = "contact_address_given"
    email: str  # lower case
    message_id: MessageId | None = None  # that it stood in


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceAnnounced(Event):
    """Record that the customer was told that nobody is there; once, until somebody is."""

    type: Literal["absence_announced"] = "absence_announced"
    asks_address: bool = False  # where they want to be answered


@dataclass(frozen=True, slots=True, kw_only=True)
class RepliesMailed(Event):
    """Record that a person's replies are mailed to the customer, because they had left the page."""

    type: Literal["replies_mailed"] = "replies_mailed"
    messages: tuple[MessageId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Event):
    """Record a note among the shop's people; the customer never sees it."""

    type: Literal["note_written"] = "note_written"
    note_id: MessageId
    by: AgentId | None = None  # None: the desk, such as a handoff package
    text: str
    mentions: tuple[AgentId, ...] = ()
    client_id: str = ""  # made by the page it was written on


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsChanged(Event):
    """Record that labels were put on the conversation or taken off."""

    type: Literal["labels_changed"] = "labels_changed"
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    by: AgentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SatisfactionRated(Event):
    """Record the customer's score of a resolved conversation (CSAT)."""

    type: Literal["satisfaction_rated"] = "satisfaction_rated"
    score: int  # 1 to 5
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationErased(Event):
    """Record that the customer's identity and words were erased; always the last event."""

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
"""Events that `Ownership` is folded from, beside messages and replies."""
