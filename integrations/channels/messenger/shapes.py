"""Messenger's JSON as far as it is read; whatever else is in it is passed over.

Ids come as strings or numbers, times as Unix milliseconds, and any field may be null.
Sources: developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks:
messages, message-echoes, message-edits, message-reactions, message-deliveries, message-reads,
messaging-postbacks, messaging-referrals, messaging-optins, messaging_handovers
"""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from assistant.conversation.ids import AccountId
from assistant.conversation.message import ChannelKind
from assistant.messages.channels.updates import AccountContact, ContactKeys

_LATEST_MS = 4_102_444_800_000  # the year 2100: a greater number is no time of a message


def without_controls(text: str) -> str:
    """Drop what no one types and no database keeps: NUL and its like, halves of characters."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})


def _id(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _optional_id(value: object) -> object:
    return "" if value is None else _id(value)


def _text(value: object) -> object:
    """Take a text; what is none says nothing, and spoils nothing beside it."""
    return without_controls(value) if isinstance(value, str) else ""


def _moment(value: object) -> object:
    """Return the time of Unix milliseconds; None: it is none that can be."""
    try:
        ms = int(value) if isinstance(value, int | str) else 0
    except ValueError:
        ms = 0
    return datetime.fromtimestamp(ms / 1000, UTC) if 0 < ms < _LATEST_MS else None


def _flag(value: object) -> object:
    return bool(value)


def _or_none(value: object, read: ValidatorFunctionWrapHandler) -> object:
    """Read a detail of a message; what makes no sense is left out, and the message is kept."""
    try:
        return read(value)
    except ValidationError:
        return None


Id = Annotated[str, BeforeValidator(_id), Field(pattern=r"^[\x21-\x7e]{1,512}$")]
OptionalId = Annotated[str, BeforeValidator(_optional_id), Field(pattern=r"^[\x21-\x7e]{0,512}$")]
Text = Annotated[str, BeforeValidator(_text)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]
Flag = Annotated[bool, BeforeValidator(_flag)]

T = TypeVar("T")
Detail = Annotated[T | None, WrapValidator(_or_none)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Whose conversation something happened in, and when."""

    page: str
    contact: str  # the customer's page-scoped id (PSID)
    at: datetime  # aware, UTC
    standby: bool  # told beside: another app has the conversation

    @property
    def place(self) -> AccountContact:
        """Return it as every channel says it."""
        return AccountContact(
            channel=ChannelKind.MESSENGER,
            account_id=AccountId(self.page),
            keys=ContactKeys(user_id=self.contact),
        )


class MessengerPayload(BaseModel):
    """Any object of a webhook."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Party(MessengerPayload):
    """A page or a customer."""

    id: Id


class MessagingItem(MessengerPayload):
    """One element of `messaging` or `standby`, without what happened."""

    sender: Party
    recipient: Party
    timestamp: Moment = None


class QuickReply(MessengerPayload):
    """What was put into the quick reply that was pressed."""

    payload: Text = ""


class ReplyTo(MessengerPayload):
    """The message that one answers."""

    mid: OptionalId = ""


class Coordinates(MessengerPayload):
    """A place on the globe."""

    lat: float = Field(ge=-90, le=90)
    long: float = Field(ge=-180, le=180)


class ProductElement(MessengerPayload):
    """A product of the page's catalogue."""

    title: Text = ""


class ProductElements(MessengerPayload):
    """The products of a shared template."""

    elements: tuple[ProductElement, ...] = ()


class AttachmentPayload(MessengerPayload):
    """What an attachment consists of, by its type."""

    url: Text = ""
    title: Text = ""
    sticker_id: OptionalId = ""
    coordinates: Detail[Coordinates] = None
    product: Detail[ProductElements] = None
    elements: Detail[tuple[ProductElement, ...]] = None  # of a template that the page sent
    text: Text = ""  # the same


class MessengerAttachment(MessengerPayload):
    """Something that came with a message."""

    type: Text = ""
    title: Text = ""  # of a link; older ones have it here
    url: Text = ""
    payload: Detail[AttachmentPayload] = None


class AdContext(MessengerPayload):
    """The ad that somebody came from."""

    ad_title: Text = ""


class ProductTold(MessengerPayload):
    """A product that somebody asks about."""

    id: OptionalId = ""


class ReferralTold(MessengerPayload):
    """What led somebody here."""

    source: Text = ""
    type: Text = ""
    ref: Text = ""
    ad_id: OptionalId = ""
    referer_uri: Text = ""
    ads_context_data: Detail[AdContext] = None
    product: Detail[ProductTold] = None


class MessengerMessage(MessengerPayload):
    """A message, of the customer or, as an echo, of the page."""

    mid: Id
    text: Text = ""
    quick_reply: Detail[QuickReply] = None
    reply_to: Detail[ReplyTo] = None
    is_echo: Flag = False
    is_deleted: Flag = False
    app_id: OptionalId = ""
    metadata: Text = ""
    attachments: Detail[tuple[object, ...]] = None  # read one by one: a new kind spoils no message
    referral: Detail[ReferralTold] = None


class PostbackTold(MessengerPayload):
    """A pressed button."""

    mid: OptionalId = ""
    title: Text = ""
    payload: Text = ""
    referral: Detail[ReferralTold] = None


class EditTold(MessengerPayload):
    """A changed message."""

    mid: Id
    text: Text = ""


class ReactionTold(MessengerPayload):
    """A reaction; taken off, it has no emoji or says so."""

    mid: Id
    action: Text = ""
    emoji: Text = ""


class DeliveryTold(MessengerPayload):
    """How far messages have arrived."""

    mids: Detail[tuple[Id, ...]] = None
    watermark: Moment = None


class ReadTold(MessengerPayload):
    """How far messages were read."""

    watermark: Moment = None


class OptInTold(MessengerPayload):
    """A consent, or its end."""

    notification_messages_status: Text = ""


class MessengerControl(MessengerPayload):
    """A conversation that moves between apps."""

    previous_owner_app_id: OptionalId = ""
    new_owner_app_id: OptionalId = ""
