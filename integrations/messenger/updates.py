"""What Messenger tells of, one value each: who, where, when, and what. Pure.

A webhook carries several; `payloads.read_updates` takes them apart.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

FileKind = Literal["image", "audio", "video", "document", "sticker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What every update says."""

    page_id: str
    contact: str  # the customer's page-scoped id (PSID)
    at: datetime | None  # Meta's time, aware, UTC; None: it said none that can be
    standby: bool = False  # told beside: another app has the conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """A file that came with a message; it lies at Meta, for a while."""

    kind: FileKind
    url: str  # https; carries its own signature, so no token goes with the request


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A location that was shared."""

    latitude: float  # degrees, -90 to 90
    longitude: float  # degrees, -180 to 180
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product of the page's catalogue that the customer shared."""

    product_id: str
    retailer_id: str  # the shop's own id
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """What led the customer here: an ad, an m.me link, a page's button."""

    source: str  # ADS, SHORTLINK, CUSTOMER_CHAT_PLUGIN ...
    ref: str = ""
    ad_id: str = ""
    title: str = ""  # of the ad
    product_id: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote(Update):
    """The customer wrote, pressed a quick reply, or sent files."""

    mid: str
    text: str = ""
    choice: str = ""  # payload of the quick reply that was pressed
    reply_to: str = ""  # mid of the message that it answers
    files: tuple[RemoteFile, ...] = ()
    place: Place | None = None
    products: tuple[Product, ...] = ()
    link: str = ""  # that was shared
    referral: Referral | None = None
    unsupported: tuple[str, ...] = ()  # kinds of attachment that nobody knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed(Update):
    """The customer pressed a button of a template, of the menu, or Get Started."""

    mid: str  # "": older ones have none
    title: str
    payload: str
    referral: Referral | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(Update):
    """The customer changed what they had written."""

    mid: str
    text: str
    number: int  # of the edit: 1 to 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked(Update):
    """The customer took back what they had written."""

    mid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted(Update):
    """The customer put a reaction on a message, or took it off."""

    mid: str
    emoji: str  # "": taken off


@dataclass(frozen=True, slots=True, kw_only=True)
class Echoed(Update):
    """The page sent something: we did, or another app, or a person in Meta's own inbox."""

    mid: str
    app_id: str  # that sent it; "": it does not say
    metadata: str  # ours, if we sent it
    text: str = ""
    files: tuple[RemoteFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Update):
    """All that was sent up to the watermark has arrived."""

    mids: tuple[str, ...]  # may be empty
    watermark: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Update):
    """All that was sent up to the watermark was read."""

    watermark: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred(Update):
    """The customer came back to the conversation through an ad or a link; they wrote nothing."""

    referral: Referral


@dataclass(frozen=True, slots=True, kw_only=True)
class OptedIn(Update):
    """The customer agreed to be written to, or stopped it: `STOP NOTIFICATIONS`."""

    topic: str
    stopped: bool = False


ThreadMove = Literal["pass", "take", "request"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMoved(Update):
    """Another app was given the conversation, or we were; or one asks for it."""

    move: ThreadMove
    previous_owner: str = ""  # app id; "": it was nobody's
    new_owner: str = ""  # app id; who asks, if one asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Update):
    """Something that nobody here knows; it is acknowledged, and counted by its names."""

    names: tuple[str, ...]  # of the fields it has; no values
