"""Hold the updates that a channel's webhook tells, the same values for every channel. Pure.

Payloads become these in `integrations/channels/<channel>/payloads.py`;
`assistant.messages.intake` applies them.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.ids import AccountId, MessageId
from assistant.conversation.message import (
    ChannelKind,
    DeliveryStatus,
    Location,
    MediaReference,
    MessageKind,
    OrderedItem,
    Referral,
    SharedContact,
)
from assistant.messages.channels.message_charges import MessageCharge


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactKeys:
    """Hold the ids by which a channel knows a contact; at least one is there."""

    user_id: str = ""  # WhatsApp: the business-scoped user id; Messenger: the page-scoped id
    phone: str = ""  # WhatsApp: digits with the country's; a user may hide it


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountContact:
    """Identify one contact at one account: a conversation is found by it."""

    channel: ChannelKind
    account_id: AccountId  # WhatsApp: the phone number's id; Messenger: the page's
    keys: ContactKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageArrived:
    """Say that a customer wrote, pressed or sent something."""

    place: AccountContact
    provider_message_id: str
    at: datetime  # by the channel's clock; aware, UTC
    text: str = ""
    name: str = ""  # of the customer's profile
    kind: MessageKind = MessageKind.TEXT
    choice: str = ""
    reply_to: str = ""  # provider's id
    media: tuple[MediaReference, ...] = ()
    location: Location | None = None
    contacts: tuple[SharedContact, ...] = ()
    items: tuple[OrderedItem, ...] = ()
    referral: Referral | None = None
    standby: bool = False  # another app or a person has the conversation: we only listen


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionArrived:
    """Say that a customer put an emoji on a message, or took it away."""

    place: AccountContact
    at: datetime
    target: str  # provider's id of the message
    emoji: str  # "": taken away


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralArrived:
    """Say that somebody came to the page through an advertisement or a link, without a word.

    They may never have written to us.
    """

    place: AccountContact
    at: datetime
    referral: Referral


@dataclass(frozen=True, slots=True, kw_only=True)
class EditArrived:
    """Say that a customer changed the text of a message."""

    place: AccountContact
    at: datetime
    target: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationArrived:
    """Say that a customer took a message back."""

    place: AccountContact
    at: datetime
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoArrived:
    """Say that another app, or a person at a phone, wrote to the customer for the shop.

    It is a person's takeover, unless it is our own message come back: `callback` is then ours.
    """

    place: AccountContact
    provider_message_id: str
    at: datetime
    text: str
    kind: MessageKind = MessageKind.TEXT
    callback: str = ""  # what the sender attached
    app_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusArrived:
    """Say which status one message has reached."""

    channel: ChannelKind
    account_id: AccountId
    provider_message_id: str
    status: DeliveryStatus
    at: datetime
    code: str = ""  # of a failure
    callback: str = ""  # what we attached when we sent it
    passing: bool = False  # a failure that the same message may get over
    charge: MessageCharge | None = None  # of a message that came, if the channel charges for it


@dataclass(frozen=True, slots=True, kw_only=True)
class WatermarkArrived:
    """Say that every message up to a time has reached `status`."""

    place: AccountContact
    status: DeliveryStatus
    up_to: datetime  # aware, UTC
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlMoved:
    """Say that the right to write came to us, or went to another app or a person."""

    place: AccountContact
    at: datetime
    ours: bool
    rule: str = ""  # such as `passed`, `taken`
    event_id: str = ""  # what tells a repeat; "": its time does


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRekeyed:
    """Say that a contact with the keys `old` now has the keys `new`, as the channel vouches."""

    channel: ChannelKind
    account_id: AccountId
    old: ContactKeys
    new: ContactKeys
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceChanged:
    """Say that a customer stopped, or resumed, unasked messages at the channel itself."""

    place: AccountContact
    at: datetime
    opted_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAlert:
    """Report something about an account, told by the channel, that the shop's people must know."""

    channel: ChannelKind
    account_id: AccountId
    what: str  # a word, such as `template_paused`, `quality`
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownUpdate:
    """Hold an update that this version does not know: acknowledged, and kept as it came."""

    channel: ChannelKind
    account_id: AccountId
    what: str  # a word for counting: a field's or a type's name
    raw: str  # JSON of this item alone
    user_id: str = ""  # whom it is of, if it says so


Update = (
    MessageArrived
    | ReactionArrived
    | ReferralArrived
    | EditArrived
    | RevocationArrived
    | EchoArrived
    | StatusArrived
    | WatermarkArrived
    | ControlMoved
    | ContactRekeyed
    | PreferenceChanged
    | AccountAlert
    | UnknownUpdate
)


def message_id_of(account_id: AccountId, provider_message_id: str) -> MessageId:
    """Return our id of a message that came through a channel: the same for the same message."""
    name = f"{account_id}\0{provider_message_id}".encode()
    return MessageId(hashlib.sha256(name).hexdigest()[:32])
