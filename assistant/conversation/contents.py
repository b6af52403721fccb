"""What a message has beside its words: a pressed button, a place, an order, where it came from."""

from dataclasses import dataclass
from enum import StrEnum


class MessageKind(StrEnum):
    """What a customer sent."""

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
    UNSUPPORTED = "unsupported"  # the channel, or this version, does not know what it is


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
    """How far a reply came, as its channel says."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


_RANKS = {DeliveryStatus.SENT: 1, DeliveryStatus.DELIVERED: 2, DeliveryStatus.READ: 3}


def furthest(known: DeliveryStatus | None, told: DeliveryStatus) -> DeliveryStatus:
    """Return what is known after `told`: sent < delivered < read, in whatever order they come.

    Failed stands apart: it says more than sent, and nothing once somebody has received the message.
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
    """A file as its channel announced it; it lies with the channel until it is fetched."""

    media_id: str = ""  # the channel's; "": the file is at `url`
    url: str = ""  # where it was announced to be; short-lived
    media_type: str = ""  # as announced
    sha256: str = ""  # as announced: hex or base64; "": it was not
    name: str = ""  # as the sender called it


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place."""

    latitude: float  # degrees, [-90, 90]
    longitude: float  # degrees, [-180, 180]
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedContact:
    """A card of somebody's address book."""

    name: str
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedItem:
    """One line of a basket, as the channel's catalogue has it; nothing was bought."""

    product_id: str  # the retailer's own id
    quantity: int
    unit_price: str = ""  # decimal, as it was told
    currency: str = ""  # ISO 4217


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An operation that a program asks for in the customer's name, beside the customer's words."""

    operation: str
    slots: str = "{}"  # JSON object: parameters by their names, as far as the program knows them
    described: str = "{}"  # JSON object: words for the others, read against what is the customer's


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """What brought the customer here: an advertisement, a post, a link."""

    source: str  # such as `ad`, `post`, `SHORTLINK`
    source_id: str = ""
    url: str = ""
    headline: str = ""
    body: str = ""
    reference: str = ""  # that the link carried


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateUse:
    """An approved template of the channel, with its variables filled in."""

    name: str
    language: str  # as the channel spells it: `fr`, `en_US`
    header: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()  # what completes each button's address; in order
