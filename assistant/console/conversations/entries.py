"""What a thread consists of: messages, notes, quiet lines."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.conversation.contents import (
    Location,
    MessageKind,
    OrderedItem,
    Referral,
    SharedContact,
)
from assistant.conversation.event_base import Author
from assistant.conversation.ids import MessageId
from assistant.conversation.conversation_message import Attachment, Card, Language, Source

Delivery = Literal["", "sending", "sent", "delivered", "read", "failed"]
Media = Literal["", "fetching", "kept", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSummary:
    """How the assistant came to a reply."""

    intent: str
    confidence: float  # in [0, 1]
    decision: str
    rule: str
    latency_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a customer's message has beside its words."""

    kind: MessageKind = MessageKind.TEXT
    location: Location | None = None
    contacts: tuple[SharedContact, ...] = ()
    items: tuple[OrderedItem, ...] = ()
    referral: Referral | None = None
    quoted: str = ""  # the message it was written under; "": none
    media: Media = ""  # how its file is doing; "": it has none
    flaw: str = ""  # why the file is not kept
    edited: bool = False
    revoked: bool = False  # the words are gone


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMessage:
    """Words that the customer wrote or gets to read."""

    sequence: int
    changed: int
    at: datetime  # aware, UTC
    message_id: MessageId
    author: Author
    text: str
    name: str = ""  # of the agent, as the customer sees it
    kind: str = ""  # an `event.ReplyKind`
    language: Language | None = None
    delivery: Delivery = ""
    failure: str = ""  # a word for why it failed
    template: str = ""  # name of the template that it was sent as
    helpful: bool | None = None  # the customer's thumb
    reaction: str = ""  # the customer's emoji
    waits: bool = False  # it is unanswered
    why: TurnSummary | None = None
    sources: tuple[Source, ...] = ()
    cards: tuple[Card, ...] = ()
    quick_replies: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    client_id: str = ""  # that the page it was written on knows it by
    content: Content = Content()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words among the shop's people."""

    sequence: int
    changed: int
    at: datetime
    text: str
    name: str  # "": the desk
    mentions: tuple[str, ...] = ()  # names
    client_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietLine:
    """One thing that happened, said in one line."""

    sequence: int
    changed: int
    at: datetime
    text: str


Entry = ThreadMessage | Note | QuietLine
