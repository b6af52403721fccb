"""Describe messages that cross a channel, in either direction, and their parts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from assistant.conversation.ids import AccountId, ConversationId, MessageId


class MessageKind(StrEnum):
    """Name the kinds of message that a customer can send."""

    TEXT = "text"
    CHOICE = "choice"  # a button or a row of a list was pressed; the words are its title
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    ORDER = "order"  # a basket of the channel's catalogue
    UNSUPPORTED = "unsupported"  # of a kind that the channel, or this version, does not know


MEDIA = frozenset(
    {
        MessageKind.IMAGE,
        MessageKind.AUDIO,
        MessageKind.VIDEO,
        MessageKind.DOCUMENT,
        MessageKind.STICKER,
    }
)
"""Kinds that have a file, which is fetched after the message was accepted."""


class DeliveryStatus(StrEnum):
    """Name the steps of a reply's delivery, as its channel reports them."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


_RANKS = {DeliveryStatus.SENT: 1, DeliveryStatus.DELIVERED: 2, DeliveryStatus.READ: 3}


def furthest(known: DeliveryStatus | None, told: DeliveryStatus) -> DeliveryStatus:
    """Return the status after `told`: sent < delivered < read, in any order of arrival.

    A failure stands apart: it replaces sent, and does not count once the message was received.
    """
    if known is None or known is told:
        return told
    if told is DeliveryStatus.FAILED:
        return told if known is DeliveryStatus.SENT else known
    if known is DeliveryStatus.FAILED:
        return known if told is DeliveryStatus.SENT else told
    return max(known, told, key=_RANKS.__getitem__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReference:
    """Describe a file as its channel announced it; it lies with the channel until it is fetched."""

    media_id: str = ""  # the channel's; "": the file is at `url`
    url: str = ""  # where it was announced to be; short-lived
    media_type: str = ""  # as announced
    sha256: str = ""  # as announced: hex or base64; "": it was not
    name: str = ""  # as the sender called it


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Hold a place that a customer sent."""

    latitude: float  # degrees, [-90, 90]
    longitude: float  # degrees, [-180, 180]
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedContact:
    """Hold a contact of somebody's address book, which a customer sent."""

    name: str
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedItem:
    """Hold a line of a basket, as the channel's catalogue has it; nothing was bought."""

    product_id: str  # the retailer's own id
    quantity: int
    unit_price: str = ""  # decimal, as it was told
    currency: str = ""  # ISO 4217


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Hold an operation that a program asks for in the customer's name, beside their words."""

    operation: str
    slots: str = "{}"  # JSON object: parameters by their names, as far as the program knows them
    described: str = "{}"  # JSON object: words for the others, which describe the customer's things


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """Describe the advertisement, post or link that led the customer here."""

    source: str  # such as `ad`, `post`, `SHORTLINK`
    source_id: str = ""
    url: str = ""
    headline: str = ""
    body: str = ""
    reference: str = ""  # that the link carried


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateUse:
    """Hold an approved template of the channel, with its variables filled in."""

    name: str
    language: str  # as the channel spells it: `fr`, `en_US`
    header: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()  # the end of each button's address; in order


Language = Literal["fr", "en"]
"""A language the assistant writes."""


class ChannelKind(StrEnum):
    """Name the kinds of channel that a conversation can be on."""

    WEBCHAT = "webchat"
    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"
    API = "api"  # programs that ask for their own users

    @property
    def is_ours(self) -> bool:
        """Return whether the channel is our own: no other company's rules forbid anything there."""
        return self in {ChannelKind.WEBCHAT, ChannelKind.API}


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """Hold a customer's message, as the channel delivered it.

    `provider_message_id` is the channel's own id (the widget's client id, WhatsApp's `wamid`)
    and, with `account_id`, makes a redelivery harmless.
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
    attachments: tuple["Attachment", ...] = ()  # kept already
    media: tuple[MediaReference, ...] = ()  # still to be fetched
    location: Location | None = None
    contacts: tuple[SharedContact, ...] = ()
    items: tuple[OrderedItem, ...] = ()
    referral: Referral | None = None
    call: Call | None = None
    confirms: str = ""  # as of `CustomerWrote`
    page_product: str = ""  # as of `CustomerWrote`
    page_category: str = ""
    page_basket: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Hold a source of a reply: a quote that stands verbatim in the shop's text."""

    title: str
    url: str  # web address or file path
    quote: str
    language: str  # ISO 639-1 of the quoted text
    score: float  # in [0, 1]: how likely a page's quote answers; of a product, its relevance


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Describe a product, or their basket, as a customer sees it; texts are in their language."""

    product_id: str  # "": it is the basket
    title: str
    subtitle: str  # options in short: "Rouge · S, M, L"
    price: str  # formatted: "89,00 €"
    availability: str  # "En stock"
    url: str
    image_url: str = ""
    add: str = ""  # a message that puts it into the basket; "": it cannot be bought now


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """Describe a file that goes with a message; it lies outside the web root."""

    attachment_id: str
    name: str  # as the sender called it
    media_type: str  # as its bytes say, not its name
    size: int  # bytes
    sha256: str = ""  # hex


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundMessage:
    """Hold a reply on its way to the customer."""

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
