"""What happened in a conversation: append-only, in the past tense.

`FENCING` events move a conversation's version: a reply composed before one of them was
written is refused by the log (`VersionConflictError`), so no two turns answer one message and
no word of the assistant lands after a person took over.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from assistant.conversation.ids import (
    AccountId,
    ContactId,
    ConversationId,
    CustomerId,
    MessageId,
)
from assistant.conversation.message import Card, ChannelKind, Language, Source


class Author(StrEnum):
    """Who wrote something."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SYSTEM = "system"


class ReplyKind(StrEnum):
    """What a reply is, for the customer and for counting."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    ASKED = "asked"
    HANDED_OFF = "handed_off"
    REFUSED = "refused"
    SMALL_TALK = "small_talk"
    DID = "did"


class Reason(StrEnum):
    """Why the assistant did not answer, or stepped back."""

    NO_EVIDENCE = "no_evidence"
    CONFLICTING = "conflicting"
    UNCLEAR = "unclear"
    GUARD_BLOCKED = "guard_blocked"
    UNREADABLE = "unreadable"  # empty, over-long or hidden text
    ASKED_FOR_PERSON = "asked_for_person"
    ASSISTANT_FAILED = "assistant_failed"
    NO_PROGRESS = "no_progress"  # the same would have been asked a third time
    NOT_IDENTIFIED = "not_identified"  # no tries are left to prove who they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Fields that every event carries."""

    conversation_id: ConversationId
    at: datetime  # aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationStarted(Event):
    """A contact opened a conversation; always the first event."""

    type: Literal["conversation_started"] = "conversation_started"
    channel: ChannelKind
    account_id: AccountId
    contact_id: ContactId
    language: Language | None = None  # of the page it was opened on
    token_sha256: str = ""  # webchat: hex digest of the bearer token
    page_url: str = ""  # webchat: where it was opened, without query and fragment


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWrote(Event):
    """The inbox accepted a customer message."""

    type: Literal["customer_wrote"] = "customer_wrote"
    message_id: MessageId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTaken(Event):
    """How a turn came to its outcome: what was understood, decided and by which rule."""

    type: Literal["turn_taken"] = "turn_taken"
    answers: tuple[MessageId, ...]
    intent: str
    confidence: float  # calibrated probability in [0, 1]
    language: Language
    decision: str
    rule: str
    index_version: str = ""
    latency_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyWritten(Event):
    """A reply may go out; the outbox has yet to deliver it.

    `answers` names the messages it answers, because others may have arrived while it was
    being written, and those are still waiting.
    """

    type: Literal["reply_written"] = "reply_written"
    message_id: MessageId
    author: Author
    kind: ReplyKind
    text: str
    language: Language
    answers: tuple[MessageId, ...]
    reason: Reason | None = None
    sources: tuple[Source, ...] = ()
    cards: tuple[Card, ...] = ()
    quick_replies: tuple[str, ...] = ()
    disclosure: str = ""  # that a machine writes; said with the first reply
    topic: str = ""  # what a follow-up refers to: the question as it was searched


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyDelivered(Event):
    """The channel took a reply."""

    type: Literal["reply_delivered"] = "reply_delivered"
    message_id: MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRejected(Event):
    """The channel will never take a reply: it is not tried again."""

    type: Literal["reply_rejected"] = "reply_rejected"
    message_id: MessageId
    reason: str  # a word for counting, such as `rejected` or `expired`


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProven(Event):
    """The customer proved who they are; the first one holds for the whole conversation."""

    type: Literal["identity_proven"] = "identity_proven"
    customer_id: CustomerId
    method: str  # an `operations.identity.Method`
    proof_id: str = ""  # of a token that may be used once


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRefused(Event):
    """What the customer gave did not prove who they are."""

    type: Literal["identity_refused"] = "identity_refused"
    method: str
    reason: str  # a word for counting, such as `wrong` or `expired`
    counts: bool = True  # as one of the tries that a conversation has: something was compared


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSent(Event):
    """A code is on its way to an address, if the shop knows that address.

    The code itself stands nowhere: it follows from the secret key, the conversation and `number`.
    """

    type: Literal["code_sent"] = "code_sent"
    number: int  # of the code in this conversation: 1, 2 ...
    email: str  # lower case, as the customer gave it
    expires_at: datetime  # aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationProposed(Event):
    """Something was read back to the customer; nothing is done."""

    type: Literal["operation_proposed"] = "operation_proposed"
    proposal_id: str
    operation: str
    parameters: str  # JSON
    fingerprint: str  # of the effect, hex
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationRefused(Event):
    """The gate did not let an operation through."""

    type: Literal["operation_refused"] = "operation_refused"
    operation: str
    rule: str  # the refusal's code, or `needs_identity`


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationDropped(Event):
    """What was read back will not be done."""

    type: Literal["operation_dropped"] = "operation_dropped"
    proposal_id: str
    rule: str  # `declined`, `replaced`, `outdated`, `expired` or a refusal's code


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationConfirmed(Event):
    """The customer said yes to what was read back; it is done from here on, whatever crashes."""

    type: Literal["operation_confirmed"] = "operation_confirmed"
    proposal_id: str
    message_id: MessageId  # the yes


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationDone(Event):
    """The shop did it."""

    type: Literal["operation_done"] = "operation_done"
    proposal_id: str
    operation: str
    reference: str  # what the customer may quote


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueMoved(Event):
    """Where the dialogue stands after a turn: operations in progress and what was asked last."""

    type: Literal["dialogue_moved"] = "dialogue_moved"
    state: str  # JSON, of the dialogue engine


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffRequested(Event):
    """The customer needs a person, or asked for one."""

    type: Literal["handoff_requested"] = "handoff_requested"
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRated(Event):
    """The customer gave a reply a thumb."""

    type: Literal["reply_rated"] = "reply_rated"
    message_id: MessageId
    helpful: bool


ConversationEvent = (
    ConversationStarted
    | CustomerWrote
    | TurnTaken
    | ReplyWritten
    | ReplyDelivered
    | ReplyRejected
    | HandoffRequested
    | ReplyRated
    | IdentityProven
    | IdentityRefused
    | CodeSent
    | OperationProposed
    | OperationRefused
    | OperationDropped
    | OperationConfirmed
    | OperationDone
    | DialogueMoved
)

FENCING = (ReplyWritten, HandoffRequested, OperationConfirmed)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """An event with its place in the log."""

    position: int  # of the whole log, growing, gaps allowed
    sequence: int  # of the conversation: 1, 2, 3 ...
    event: ConversationEvent
