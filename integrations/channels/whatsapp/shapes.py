"""WhatsApp's JSON as far as it is read; whatever else is in it is passed over.

Times are Unix seconds in a string, ids are texts, and any field may be missing.
Sources: Meta, WhatsApp Cloud API, "Webhooks: messages", "smb_message_echoes", "standby",
"messaging_handovers", "user_preferences" (read 2026-11)
"""

import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

_LATEST_S = 4_102_444_800  # the year 2100: a greater number is no time of a message
_ID_CHARS = 300


def without_controls(text: str) -> str:
    """Drop what no one types and no database keeps: NUL and its like, halves of characters."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})


def _text(value: object) -> object:
    """Take a text; what is none says nothing, and spoils nothing beside it."""
    if isinstance(value, bool) or value is None:
        return ""
    return without_controls(str(value)) if isinstance(value, str | int | float) else ""


def _id(value: object) -> object:
    return str(_text(value)).strip()[:_ID_CHARS]


def _digits(value: object) -> object:
    return "".join(c for c in str(_text(value)) if c in "0123456789")[:20]


def _moment(value: object) -> object:
    """Return the time of Unix seconds; now, if it is none: a message without its time is one."""
    try:
        seconds = int(value) if isinstance(value, int | str) else 0
    except ValueError:
        seconds = 0
    known = 0 < seconds < _LATEST_S
    return datetime.fromtimestamp(seconds, UTC) if known else datetime.now(UTC)


def _objects(value: object) -> object:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _object(value: object) -> object:
    return value if isinstance(value, dict) else {}


Text = Annotated[str, BeforeValidator(_text)]
Id = Annotated[str, BeforeValidator(_id)]
Phone = Annotated[str, BeforeValidator(_digits)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Objects = Annotated[list[dict[str, Any]], BeforeValidator(_objects)]
Object = Annotated[dict[str, Any], BeforeValidator(_object)]


class WhatsAppPayload(BaseModel):
    """Hold a part of a webhook of WhatsApp; fields that we do not use are dropped."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Metadata(WhatsAppPayload):
    """Which number it is about."""

    phone_number_id: Id = ""


class WhatsAppProfile(WhatsAppPayload):
    """What a customer calls themselves."""

    name: Text = ""


class ContactTold(WhatsAppPayload):
    """Who writes."""

    profile: Annotated[WhatsAppProfile, BeforeValidator(_object)] = WhatsAppProfile()
    wa_id: Phone = ""
    user_id: Id = ""


class Context(WhatsAppPayload):
    """What a message was written under."""

    id: Id = ""
    referred_product: Object = Field(default_factory=dict)


class WhatsAppMessage(WhatsAppPayload):
    """What every message has; what else it has depends on `type`."""

    id: Id
    sender: Phone = Field("", alias="from")
    from_user_id: Id = ""
    to: Phone = ""
    to_user_id: Id = ""
    timestamp: Moment = None  # type: ignore[assignment]  # the validator fills it in
    type: Id = ""
    context: Annotated[Context, BeforeValidator(_object)] = Context()
    referral: Object = Field(default_factory=dict)
    model_config = ConfigDict(extra="allow", frozen=True, validate_default=True)

    def part(self, name: str) -> dict[str, Any]:
        """Return the object called `name`; empty: there is none."""
        value = (self.model_extra or {}).get(name)
        return value if isinstance(value, dict) else {}

    def parts(self, name: str) -> list[dict[str, Any]]:
        """Return the objects of the list called `name`."""
        value = (self.model_extra or {}).get(name)
        return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


class WhatsAppFile(WhatsAppPayload):
    """A picture, a recording, a document."""

    id: Id = ""
    url: Text = ""
    mime_type: Id = ""
    sha256: Id = ""
    filename: Text = ""
    caption: Text = ""


class WhatsAppPosition(WhatsAppPayload):
    """A place on the map."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    name: Text = ""
    address: Text = ""


class BasketItem(WhatsAppPayload):
    """A line of a basket."""

    product_retailer_id: Id
    quantity: int = Field(1, ge=0, le=1_000_000)
    item_price: Text = ""
    currency: Id = ""


class StatusTold(WhatsAppPayload):
    """How far one message came."""

    id: Id
    status: Id
    timestamp: Moment = None  # type: ignore[assignment]  # the validator fills it in
    biz_opaque_callback_data: Id = ""
    errors: Objects = Field(default_factory=list)
    model_config = ConfigDict(extra="ignore", frozen=True, validate_default=True)

    @property
    def code(self) -> str:
        """Return the first error's code."""
        return str(_id(self.errors[0].get("code"))) if self.errors else ""


class WhatsAppControl(WhatsAppPayload):
    """Who has the conversation from now on."""

    type: Id = ""
    timestamp: Moment = None  # type: ignore[assignment]  # the validator fills it in
    sender: Object = Field(default_factory=dict)
    recipient: Annotated[Metadata, BeforeValidator(_object)] = Metadata()
    model_config = ConfigDict(extra="ignore", frozen=True, validate_default=True)


class PreferenceTold(WhatsAppPayload):
    """What a customer wants to be sent."""

    wa_id: Phone = ""
    user_id: Id = ""
    value: Id = ""
    timestamp: Moment = None  # type: ignore[assignment]  # the validator fills it in
    model_config = ConfigDict(extra="ignore", frozen=True, validate_default=True)
