"""Define the fields of WhatsApp's JSON that are read; all others are ignored.

Times are Unix seconds in a string, ids are texts, and any field may be missing.
Sources: Meta, WhatsApp Cloud API, "Webhooks: messages", "smb_message_echoes", "standby",
"messaging_handovers", "user_preferences" (read 2026-11)
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.messages.channels.control_characters import without_controls
from integrations.channels.meta.webhook_json import as_object, objects, unix_time

_ID_CHARS = 300


def _text(value: object) -> object:
    """Return a text or a number as text without control characters; "" for any other value."""
    if isinstance(value, bool) or value is None:
        return ""
    return without_controls(str(value)) if isinstance(value, str | int | float) else ""


def _id(value: object) -> object:
    return str(_text(value)).strip()[:_ID_CHARS]


def _digits(value: object) -> object:
    return "".join(c for c in str(_text(value)) if c in "0123456789")[:20]


_FREE = frozenset({"service", "referral_conversion"})
"""Categories of messages that cost nothing."""


def _moment(value: object) -> object:
    """Return the time of Unix seconds; now, if no message can have that time."""
    return unix_time(value) or datetime.now(UTC)


Text = Annotated[str, BeforeValidator(_text)]
Id = Annotated[str, BeforeValidator(_id)]
Phone = Annotated[str, BeforeValidator(_digits)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Objects = Annotated[list[dict[str, Any]], BeforeValidator(objects)]
Object = Annotated[dict[str, Any], BeforeValidator(as_object)]


class WhatsAppPayload(BaseModel):
    """Hold a part of a webhook of WhatsApp; fields that we do not use are dropped."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Metadata(WhatsAppPayload):
    """Hold the id of the number that an update belongs to."""

    phone_number_id: Id = ""


class WhatsAppProfile(WhatsAppPayload):
    """Hold the name that a customer has in WhatsApp."""

    name: Text = ""


class ContactTold(WhatsAppPayload):
    """Hold the customer who writes."""

    profile: Annotated[WhatsAppProfile, BeforeValidator(as_object)] = WhatsAppProfile()
    wa_id: Phone = ""
    user_id: Id = ""


class Context(WhatsAppPayload):
    """Hold the message, or the product, that a message answers."""

    id: Id = ""
    referred_product: Object = Field(default_factory=dict)


class WhatsAppMessage(WhatsAppPayload):
    """Hold the fields of every message; `type` names the object with the others."""

    id: Id
    sender: Phone = Field("", alias="from")
    from_user_id: Id = ""
    to: Phone = ""
    to_user_id: Id = ""
    timestamp: Moment = None  # type: ignore[assignment]  # the validator fills it in
    type: Id = ""
    context: Annotated[Context, BeforeValidator(as_object)] = Context()
    referral: Object = Field(default_factory=dict)
    model_config = ConfigDict(extra="allow", frozen=True, validate_default=True)

    def part(self, name: str) -> dict[str, Any]:
        """Return the object called `name`, or an empty one."""
        return as_object((self.model_extra or {}).get(name))

    def parts(self, name: str) -> list[dict[str, Any]]:
        """Return the objects of the list called `name`."""
        return objects((self.model_extra or {}).get(name))


class WhatsAppFile(WhatsAppPayload):
    """Hold a file: a picture, a recording, a document."""

    id: Id = ""
    url: Text = ""
    mime_type: Id = ""
    sha256: Id = ""
    filename: Text = ""
    caption: Text = ""


class WhatsAppPosition(WhatsAppPayload):
    """Hold a position on the map."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    name: Text = ""
    address: Text = ""


class BasketItem(WhatsAppPayload):
    """Hold a line of a basket."""

    product_retailer_id: Id
    quantity: int = Field(1, ge=0, le=1_000_000)
    item_price: Text = ""
    currency: Id = ""


class StatusTold(WhatsAppPayload):
    """Hold the status of a message that we sent."""

    id: Id
    status: Id
    timestamp: Moment = None  # type: ignore[assignment]  # the validator fills it in
    biz_opaque_callback_data: Id = ""
    recipient_id: Phone = ""
    pricing: Object = Field(default_factory=dict)
    errors: Objects = Field(default_factory=list)
    model_config = ConfigDict(extra="ignore", frozen=True, validate_default=True)

    @property
    def code(self) -> str:
        """Return the first error's code."""
        return str(_id(self.errors[0].get("code"))) if self.errors else ""

    @property
    def charged_as(self) -> str:
        """Return the category that the message is charged as; "": it is free, or not told.

        `pricing.type` tells it; of older versions of the API, `pricing.billable` does.
        """
        category = str(_id(self.pricing.get("category"))).lower()
        kind = self.pricing.get("type")
        charged = kind == "regular" if kind else self.pricing.get("billable") is True
        return category if charged and category not in _FREE else ""


class WhatsAppControl(WhatsAppPayload):
    """Hold the move of a conversation between apps."""

    type: Id = ""
    timestamp: Moment = None  # type: ignore[assignment]  # the validator fills it in
    sender: Object = Field(default_factory=dict)
    recipient: Annotated[Metadata, BeforeValidator(as_object)] = Metadata()
    model_config = ConfigDict(extra="ignore", frozen=True, validate_default=True)


class PreferenceTold(WhatsAppPayload):
    """Hold a customer's wish to get messages of the shop, or none."""

    wa_id: Phone = ""
    user_id: Id = ""
    value: Id = ""
    timestamp: Moment = None  # type: ignore[assignment]  # the validator fills it in
    model_config = ConfigDict(extra="ignore", frozen=True, validate_default=True)
