"""Record the events of a conversation: append-only, in the past tense.

`FENCING` events move a conversation's version: a reply composed before one of them was
written is refused by the log (`VersionConflictError`), so no two turns answer one message and
no word of the assistant lands after a person took over.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.conversation.dealing_events import (
    BasketChanged,
    CodeSent,
    DialogueMoved,
    Exceptional,
    IdentityProven,
    IdentityRefused,
    OfferMade,
    OperationConfirmed,
    OperationDone,
    OperationDropped,
    OperationOrdered,
    OperationProposed,
    OperationRefused,
    ToldWhere,
)
from assistant.conversation.event_base import Author, Event, Reason, ReplyKind
from assistant.conversation.ids import (
    AccountId,
    AgentId,
    ContactId,
    MessageId,
)
from assistant.conversation.message import (
    Attachment,
    Call,
    Card,
    ChannelKind,
    Language,
    Location,
    MediaReference,
    MessageKind,
    OrderedItem,
    Referral,
    SharedContact,
    Source,
    TemplateUse,
)
from assistant.conversation.model_events import (
    CopilotUsed,
    HandoffSummarised,
    ModelEvent,
    ModelUsed,
    PhotoDescribed,
    SentenceJudged,
    ToolCalled,
)
from assistant.conversation.ownership_events import (
    AbsenceAnnounced,
    ApprovalDecided,
    ApprovalRequested,
    ContactAddressGiven,
    ConversationAssigned,
    ConversationClaimed,
    ConversationErased,
    ConversationMerged,
    ConversationReleased,
    ConversationReopened,
    ConversationResolved,
    ConversationSnoozed,
    HandoffOffered,
    HandoffRequested,
    LabelsChanged,
    NoteWritten,
    OwnershipEvent,
    RepliesMailed,
    ReplySuggested,
    SatisfactionRated,
    SuggestionDecided,
)
from assistant.conversation.product_search import ProductSearch
from assistant.conversation.reach_events import (
    AttachmentReceived,
    AttachmentRefused,
    ConsentChanged,
    ContactOptedIn,
    ContactOptedOut,
    CustomerReacted,
    CustomerReferred,
    MessageEdited,
    MessageRevoked,
    ReachEvent,
    ReplyStatusReported,
)

__all__ = [
    "ANSWERING",
    "FENCING",
    "OWNERSHIP",
    "AbsenceAnnounced",
    "ApprovalDecided",
    "ApprovalRequested",
    "AttachmentReceived",
    "AttachmentRefused",
    "Author",
    "BasketChanged",
    "CodeSent",
    "ConsentChanged",
    "ContactAddressGiven",
    "ContactOptedIn",
    "ContactOptedOut",
    "ConversationAssigned",
    "ConversationClaimed",
    "ConversationErased",
    "ConversationEvent",
    "ConversationMerged",
    "ConversationReleased",
    "ConversationReopened",
    "ConversationResolved",
    "ConversationSnoozed",
    "ConversationStarted",
    "CopilotUsed",
    "CustomerReacted",
    "CustomerReferred",
    "CustomerWrote",
    "DialogueMoved",
    "Event",
    "EventUnread",
    "Exceptional",
    "ExperimentExposed",
    "HandoffOffered",
    "HandoffRequested",
    "HandoffSummarised",
    "IdentityProven",
    "IdentityRefused",
    "LabelsChanged",
    "MessageEdited",
    "MessageRevoked",
    "ModelUsed",
    "NoteWritten",
    "OfferMade",
    "OperationConfirmed",
    "OperationDone",
    "OperationDropped",
    "OperationOrdered",
    "OperationProposed",
    "OperationRefused",
    "PhotoDescribed",
    "Reason",
    "RepliesMailed",
    "ReplyDelivered",
    "ReplyKind",
    "ReplyRated",
    "ReplyRejected",
    "ReplyStatusReported",
    "ReplySuggested",
    "ReplyWritten",
    "SatisfactionRated",
    "SentenceJudged",
    "StoredEvent",
    "SuggestionDecided",
    "ToldWhere",
    "ToolCalled",
    "TurnTaken",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationStarted(Event):
    """Record that a contact opened a conversation; always the first event."""

    type: Literal["conversation_started"] = "conversation_started"
    channel: ChannelKind
    account_id: AccountId
    contact_id: ContactId
    language: Language | None = None  # of the page it was opened on
    token_sha256: str = ""  # webchat: hex digest of the bearer token
    page_url: str = ""  # webchat: where it was opened, without query and fragment
    contact_name: str = ""  # of their profile at the channel; nobody has checked it
    operates: bool = True  # whether operations with an effect may be called here


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWrote(Event):
    """Record that the inbox accepted a customer's message."""

    type: Literal["customer_wrote"] = "customer_wrote"
    message_id: MessageId
    text: str  # of a picture its caption, of a pressed button its title
    kind: MessageKind = MessageKind.TEXT
    attachments: tuple[Attachment, ...] = ()  # kept when it was accepted; see AttachmentReceived
    choice: str = ""  # id of the button or row that was pressed
    reply_to: MessageId | None = None  # the message that it was written under
    media: tuple[MediaReference, ...] = ()  # fetched later
    location: Location | None = None
    contacts: tuple[SharedContact, ...] = ()
    items: tuple[OrderedItem, ...] = ()
    referral: Referral | None = None
    call: Call | None = None
    confirms: str = ""  # id of the proposal that a yes is meant for; "": the last one
    page_product: str = ""  # the product before the customer, as the shop's page says: a hint
    page_category: str = ""  # the category before them; a hint, too
    page_basket: str = ""  # the shop's own id of the basket on its page; its content is the shop's
    provider_message_id: str = ""  # the channel's own id, where it is asked for again
    sent_at: datetime | None = None  # by the channel's clock; aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTaken(Event):
    """Record how a turn came to its outcome: the understanding, the decision and its rule."""

    type: Literal["turn_taken"] = "turn_taken"
    answers: tuple[MessageId, ...]
    intent: str
    confidence: float  # calibrated probability in [0, 1]
    language: Language
    decision: str
    rule: str
    index_version: str = ""
    latency_ms: float
    signals: tuple[str, ...] = ()  # of `understanding.signals`, gravest first


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyWritten(Event):
    """Record that a reply may go out; the outbox has yet to deliver it.

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
    agent_id: AgentId | None = None  # who wrote or sent it, if a person did
    agent_name: str = ""  # as the customer gets to see it
    agent_picture: str = ""  # address of a picture; "": none
    attachments: tuple[Attachment, ...] = ()
    client_id: str = ""  # made by the page it was written on: what makes sending it again harmless
    template: TemplateUse | None = None  # in place of `text`, which says what it says
    search: ProductSearch | None = None  # that it answers, with what it shows
    origin: str = ""  # the trigger of a message that nobody asked for just then; "": a reply


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyDelivered(Event):
    """Record that the channel took a reply."""

    type: Literal["reply_delivered"] = "reply_delivered"
    message_id: MessageId
    provider_message_id: str = ""  # the channel's own id; "": it has none


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRejected(Event):
    """Record that the channel will never take a reply: it is not tried again."""

    type: Literal["reply_rejected"] = "reply_rejected"
    message_id: MessageId
    reason: str  # a word for counting, such as `rejected` or `expired`


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRated(Event):
    """Record that the customer gave a reply a thumb."""

    type: Literal["reply_rated"] = "reply_rated"
    message_id: MessageId
    helpful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentExposed(Event):
    """Record that a turn may differ between the arms of an experiment; once a conversation.

    It is written in both arms alike, so that those are compared who could have met the change.
    """

    type: Literal["experiment_exposed"] = "experiment_exposed"
    experiment_id: str
    changed: bool  # this conversation gets the change
    share: float  # of the visitors who got it then, in (0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventUnread(Event):
    """Hold an event that another version of the program wrote and this one cannot read.

    `payload` is the event as it stands in the log, so that writing it again loses nothing. What
    keeps a message from two replies is read from it where that is possible: names of fields never
    change.
    """

    type: Literal["event_unread"] = "event_unread"
    written_type: str  # the type that the other version gave it
    payload: str  # JSON, or what was to be JSON
    message_id: MessageId | None = None  # of a customer's message
    answers: tuple[MessageId, ...] = ()  # the messages that need no answer any more

    @property
    def message(self) -> CustomerWrote | None:
        """Return the customer's message without its words; None: it is no message."""
        if self.message_id is None:
            return None
        return CustomerWrote(
            conversation_id=self.conversation_id, at=self.at, message_id=self.message_id, text=""
        )


ConversationEvent = (
    ConversationStarted
    | CustomerWrote
    | TurnTaken
    | ReplyWritten
    | ReplyDelivered
    | ReplyRejected
    | ReplyRated
    | IdentityProven
    | IdentityRefused
    | CodeSent
    | OperationProposed
    | OperationRefused
    | OperationDropped
    | OperationConfirmed
    | OperationOrdered
    | OperationDone
    | OfferMade
    | DialogueMoved
    | BasketChanged
    | ModelEvent
    | OwnershipEvent
    | ReachEvent
    | ExperimentExposed
    | EventUnread
)

OWNERSHIP = (
    HandoffRequested,
    ConversationAssigned,
    ConversationClaimed,
    ConversationReleased,
    ConversationSnoozed,
    ConversationResolved,
    ConversationReopened,
    ConversationMerged,
    ConversationErased,
)
"""Events that may change the status, beside a person's reply."""

ANSWERING = (
    ReplyWritten,
    ConversationReleased,
    ConversationResolved,
    ConversationMerged,
    MessageRevoked,
)
"""Events whose `answers` names messages that need no answer any more."""

FENCING = (
    ReplyWritten,
    OperationConfirmed,
    OperationOrdered,
    ReplySuggested,
    SuggestionDecided,
    ApprovalRequested,
    ApprovalDecided,
    *OWNERSHIP,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """Hold an event with its place in the log."""

    position: int  # of the whole log, growing, gaps allowed
    sequence: int  # of the conversation: 1, 2, 3 ...
    event: ConversationEvent
