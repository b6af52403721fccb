"""Define the fields of Messenger's JSON that are read; all others are ignored.

Ids come as strings or numbers, times as Unix milliseconds, and any field may be null.
Sources: developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks:
messages, message-echoes, message-edits, message-reactions, message-deliveries, message-reads,
messaging-postbacks, messaging-referrals, messaging-optins, messaging_handovers
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
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
from assistant.messages.channels.control_characters import without_controls
from assistant.messages.channels.updates import AccountContact, ContactKeys
from integrations.channels.meta.webhook_json import unix_time


def _id(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _optional_id(value: object) -> object:
    return "" if value is None else _id(value)


def _text(value: object) -> object:
    """Return a text without control characters, and "" for every other value."""
    return without_controls(value) if isinstance(value, str) else ""


def _flag(value: object) -> object:
    return bool(value)


def _or_none(value: object, read: ValidatorFunctionWrapHandler) -> object:
    """Read a detail of a message; one that makes no sense is left out, and the message is kept."""
    try:
        return read(value)
    except ValidationError:
        return None


Id = Annotated[str, BeforeValidator(_id), Field(pattern=r"^[\x21-\x7e]{1,512}$")]
OptionalId = Annotated[str, BeforeValidator(_optional_id), Field(pattern=r"^[\x21-\x7e]{0,512}$")]
Text = Annotated[str, BeforeValidator(_text)]
Moment = Annotated[datetime | None, BeforeValidator(partial(unix_time, per_second=1000))]
Flag = Annotated[bool, BeforeValidator(_flag)]

T = TypeVar("T")
Detail = Annotated[T | None, WrapValidator(_or_none)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Hold the conversation that an update belongs to, and its time."""

    page: str
    contact: str  # the customer's page-scoped id (PSID)
    at: datetime  # aware, UTC
    standby: bool  # another app has the conversation, and ours stands by

    @property
    def place(self) -> AccountContact:
        """Return the page and the customer in the form that all channels share."""
        return AccountContact(
            channel=ChannelKind.MESSENGER,
            account_id=AccountId(self.page),
            keys=ContactKeys(user_id=self.contact),
        )


class MessengerPayload(BaseModel):
    """Hold an object of a webhook."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Party(MessengerPayload):
    """Hold the id of a page or of a customer."""

    id: Id


class MessagingItem(MessengerPayload):
    """Hold the fields that every element of `messaging` and of `standby` has."""

    sender: Party
    recipient: Party
    timestamp: Moment = None


class QuickReply(MessengerPayload):
    """Hold the payload of the quick reply that was pressed."""

    payload: Text = ""


class ReplyTo(MessengerPayload):
    """Hold the id of the message that a message answers."""

    mid: OptionalId = ""


class Coordinates(MessengerPayload):
    """Hold a position on the globe."""

    lat: float = Field(ge=-90, le=90)
    long: float = Field(ge=-180, le=180)


class ProductElement(MessengerPayload):
    """Hold a product of the page's catalogue."""

    title: Text = ""


class ProductElements(MessengerPayload):
    """Hold the products of a shared template."""

    elements: tuple[ProductElement, ...] = ()


class AttachmentPayload(MessengerPayload):
    """Hold the contents of an attachment; the fields depend on its type."""

    url: Text = ""
    title: Text = ""
    sticker_id: OptionalId = ""
    coordinates: Detail[Coordinates] = None
    product: Detail[ProductElements] = None
    elements: Detail[tuple[ProductElement, ...]] = None  # of a template that the page sent
    text: Text = ""  # the same


class MessengerAttachment(MessengerPayload):
    """Hold an attachment of a message."""

    type: Text = ""
    title: Text = ""  # of a link; older ones have it here
    url: Text = ""
    payload: Detail[AttachmentPayload] = None


class AdContext(MessengerPayload):
    """Hold the title of the advertisement that a customer came from."""

    ad_title: Text = ""


class ProductTold(MessengerPayload):
    """Hold the product that a customer asks about."""

    id: OptionalId = ""


class ReferralTold(MessengerPayload):
    """Hold the referral that led a customer here."""

    source: Text = ""
    type: Text = ""
    ref: Text = ""
    ad_id: OptionalId = ""
    referer_uri: Text = ""
    ads_context_data: Detail[AdContext] = None
    product: Detail[ProductTold] = None


class MessengerMessage(MessengerPayload):
    """Hold a message, of the customer or, as an echo, of the page."""

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
    """Hold a pressed button."""

    mid: OptionalId = ""
    title: Text = ""
    payload: Text = ""
    referral: Detail[ReferralTold] = None


class EditTold(MessengerPayload):
    """Hold a message whose text was changed."""

    mid: Id
    text: Text = ""


class ReactionTold(MessengerPayload):
    """Hold a reaction to a message; if it was removed, it has no emoji or says so."""

    mid: Id
    action: Text = ""
    emoji: Text = ""


class DeliveryTold(MessengerPayload):
    """Hold the messages that have arrived."""

    mids: Detail[tuple[Id, ...]] = None
    watermark: Moment = None


class ReadTold(MessengerPayload):
    """Hold the time up to which messages were read."""

    watermark: Moment = None


class OptInTold(MessengerPayload):
    """Hold a customer's consent, or its end."""

    notification_messages_status: Text = ""


class MessengerControl(MessengerPayload):
    """Hold the apps between which a conversation moves."""

    previous_owner_app_id: OptionalId = ""
    new_owner_app_id: OptionalId = ""
