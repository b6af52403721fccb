"""Messages that cross a channel, in either direction, and what they are made of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from assistant.conversation.contents import (
    Call,
    Location,
    MediaReference,
    MessageKind,
    OrderedItem,
    Referral,
    SharedContact,
    TemplateUse,
)
from assistant.conversation.ids import AccountId, ConversationId, MessageId

Language = Literal["fr", "en"]
"""A language the assistant writes."""


class ChannelKind(StrEnum):
    """Where a conversation takes place."""

    WEBCHAT = "webchat"
    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"
    API = "api"  # programs that ask for their own users

    @property
    def is_ours(self) -> bool:
        """Whether no other company is between: nothing is forbidden there by anybody's rules."""
        return self in {ChannelKind.WEBCHAT, ChannelKind.API}


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """One customer message, as the channel delivered it.

    `provider_message_id` is the channel's own id (the widget's client id, WhatsApp's `wamid`)
    and, with `account_id`, is what makes a redelivery harmless.
    """

    conversation_id: ConversationId
    channel: ChannelKind
    account_id: AccountId
    provider_message_id: str
    text: str
    sent_at: datetime  # aware, UTC
    message_id: MessageId | None = None  # ours, if it follows from the provider's; None: a new one
    kind: MessageKind = MessageKind.TEXT
    choice: str = ""  # id of the button or row that was pressed
    reply_to: MessageId | None = None  # the message that it was written under
    media: tuple[MediaReference, ...] = ()  # still to be fetched
    location: Location | None = None
    contacts: tuple[SharedContact, ...] = ()
    items: tuple[OrderedItem, ...] = ()
    referral: Referral | None = None
    call: Call | None = None
    confirms: str = ""  # as of `CustomerWrote`


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a reply's words come from: a quote that stands verbatim in the shop's text."""

    title: str
    url: str  # web address or file path
    quote: str
    language: str  # ISO 639-1 of the quoted text
    score: float  # calibrated relevance in [0, 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A product as a customer sees it; texts are already in their language."""

    product_id: str
    title: str
    subtitle: str  # options in short: "Rouge · S, M, L"
    price: str  # formatted: "89,00 €"
    availability: str  # "En stock"
    url: str
    image_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a message; it lies outside the web root."""

    attachment_id: str
    name: str  # as the sender called it
    media_type: str  # as its bytes say, not its name
    size: int  # bytes
    sha256: str = ""  # hex


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundMessage:
    """One reply on its way to the customer."""

    conversation_id: ConversationId
    channel: ChannelKind
    account_id: AccountId
    sequence: int  # of the reply's event: the edge's deduplication key
    message_id: MessageId
    text: str
    language: Language
    sources: tuple[Source, ...] = ()
    cards: tuple[Card, ...] = ()
    quick_replies: tuple[str, ...] = ()
    disclosure: str = ""  # that a machine writes; said with the first reply
    author: str = "assistant"  # an `events.Author`: a person's words are shown as a person's
    kind: str = ""  # an `events.ReplyKind`
    agent_name: str = ""  # of the person who wrote it
    agent_picture: str = ""
    attachments: tuple[Attachment, ...] = ()
    written_at: datetime | None = None  # aware, UTC
    template: TemplateUse | None = None  # sent in place of the text, which says what it says
    last_inbound_at: datetime | None = None  # the customer's last message; aware, UTC
    opted_out: bool = False  # and this answers nothing that they asked
    last_provider_message_id: str = ""  # the channel's id of the customer's last message
    follows: int | None = None  # all between this sequence and `sequence` is internal; None: unsure
