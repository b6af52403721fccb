"""Read a WhatsApp message of any kind into an update. Pure, except that a missing time is now."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from assistant.conversation.ids import AccountId
from assistant.conversation.message import (
    ChannelKind,
    Location,
    MediaReference,
    MessageKind,
    OrderedItem,
    Referral,
    SharedContact,
)
from assistant.messages.channels.control_characters import without_controls
from assistant.messages.channels.updates import (
    AccountContact,
    ContactKeys,
    ContactRekeyed,
    EchoArrived,
    EditArrived,
    MessageArrived,
    ReactionArrived,
    RevocationArrived,
    Update,
)
from integrations.channels.meta.reply_text import chosen
from integrations.channels.meta.webhook_json import as_object, objects
from integrations.channels.whatsapp.shapes import (
    BasketItem,
    ContactTold,
    WhatsAppFile,
    WhatsAppMessage,
    WhatsAppPosition,
)

Fields = Mapping[str, Any]
_MEDIA = {
    "image": MessageKind.IMAGE,
    "audio": MessageKind.AUDIO,
    "voice": MessageKind.AUDIO,
    "video": MessageKind.VIDEO,
    "document": MessageKind.DOCUMENT,
    "sticker": MessageKind.STICKER,
}
_NO_MESSAGES = frozenset({"request_welcome"})  # the chat was opened, no more
_TEXT_CHARS = 20_000  # of what a customer can write; WhatsApp itself takes 65,536


def place_of(told: WhatsAppMessage, account_id: AccountId) -> AccountContact:
    """Return the number and the customer of a message.

    Raises:
        ValueError: it names no customer.
    """
    return _place(account_id, ContactKeys(user_id=told.from_user_id, phone=told.sender))


def read_message(
    told: WhatsAppMessage, account_id: AccountId, *, names: Mapping[str, str], standby: bool
) -> Update:
    """Return the update of a customer's message; `names` are profiles' by user id and number.

    Raises:
        ValueError: it names no customer, or is no message.
    """
    if told.type == "system":
        return _read_system(told, account_id)
    if told.type in _NO_MESSAGES:
        msg = "the customer has sent nothing"
        raise ValueError(msg)
    place = place_of(told, account_id)
    if told.type in _CHANGES and (change := _CHANGES[told.type](told, place)):
        return change
    keys = place.keys
    return MessageArrived(
        place=place,
        provider_message_id=told.id,
        at=told.timestamp,
        name=(names.get(keys.user_id) or names.get(keys.phone) or "")[:120],
        reply_to=told.context.id,
        referral=_referral(told),
        standby=standby,
        **_content(told),
    )


def read_echo(told: WhatsAppMessage, account_id: AccountId) -> Update:
    """Return the update of a message that was written for the shop, at the phone or in another app.

    Raises:
        ValueError: it names no customer, or is no message.
    """
    if told.type == "revoke":
        msg = "what a person took back stays in the thread"
        raise ValueError(msg)
    shown = told
    if told.type == "edit":
        inner = as_object(told.part("edit").get("message"))
        shown = WhatsAppMessage.model_validate({**inner, "id": told.id})
    content = _content(shown)
    return EchoArrived(
        place=_place(account_id, ContactKeys(user_id=told.to_user_id, phone=told.to)),
        provider_message_id=told.id,
        at=told.timestamp,
        text=content.get("text", ""),
        kind=content.get("kind", MessageKind.TEXT),
    )


def names_of(contacts: list[dict[str, Any]]) -> dict[str, str]:
    """Return the names of profiles, by user id and by number."""
    told = [ContactTold.model_validate(one) for one in contacts]
    by_user = {one.user_id: one.profile.name for one in told if one.user_id}
    return by_user | {one.wa_id: one.profile.name for one in told if one.wa_id}


def _place(account_id: AccountId, keys: ContactKeys) -> AccountContact:
    if not (keys.user_id or keys.phone):
        msg = "nobody is named"
        raise ValueError(msg)
    return AccountContact(channel=ChannelKind.WHATSAPP, account_id=account_id, keys=keys)


def _content(told: WhatsAppMessage) -> dict[str, Any]:
    """Return the fields of a message that depend on its kind; an unknown kind has none."""
    read = _KINDS.get(told.type)
    try:
        found = read(told) if read else None
    except ValidationError:
        found = None
    return found or {"kind": MessageKind.UNSUPPORTED}


def _text(told: WhatsAppMessage) -> dict[str, Any]:
    return {"text": _words(told.part("text").get("body"))}


def _media(told: WhatsAppMessage) -> dict[str, Any] | None:
    file = WhatsAppFile.model_validate(told.part(told.type))
    if not (file.id or file.url):
        return None
    reference = MediaReference(
        media_id=file.id,
        url=file.url,
        media_type=file.mime_type.split(";")[0].strip(),
        sha256=file.sha256,
        name=file.filename,
    )
    return {"kind": _MEDIA[told.type], "text": _words(file.caption), "media": (reference,)}


def _location(told: WhatsAppMessage) -> dict[str, Any]:
    at = WhatsAppPosition.model_validate(told.part("location"))
    location = Location(
        latitude=at.latitude, longitude=at.longitude, name=at.name, address=at.address
    )
    return {"kind": MessageKind.LOCATION, "location": location}


def _contacts(told: WhatsAppMessage) -> dict[str, Any]:
    cards = tuple(map(_card, told.parts("contacts")))
    return {"kind": MessageKind.CONTACTS, "contacts": cards}


def _card(card: Fields) -> SharedContact:
    name = as_object(card.get("name"))
    whole = name.get("formatted_name") or " ".join(
        str(name[part]) for part in ("first_name", "last_name") if name.get(part)
    )
    return SharedContact(
        name=_words(whole),
        phones=tuple(
            filter(None, (_words(one.get("phone")) for one in objects(card.get("phones"))))
        ),
        emails=tuple(
            filter(None, (_words(one.get("email")) for one in objects(card.get("emails"))))
        ),
    )


def _order(told: WhatsAppMessage) -> dict[str, Any]:
    lines = [
        BasketItem.model_validate(one) for one in objects(told.part("order").get("product_items"))
    ]
    items = tuple(
        OrderedItem(
            product_id=line.product_retailer_id,
            quantity=line.quantity,
            unit_price=line.item_price,
            currency=line.currency,
        )
        for line in lines
    )
    return {
        "kind": MessageKind.ORDER,
        "text": _words(told.part("order").get("text")),
        "items": items,
    }


def _interactive(told: WhatsAppMessage) -> dict[str, Any] | None:
    interactive = told.part("interactive")
    kind = str(interactive.get("type", ""))
    pressed = as_object(interactive.get(kind))
    match kind:
        case "button_reply" | "list_reply":
            return _choice(pressed.get("id"), pressed.get("title"))
        case "nfm_reply":
            return {"text": _form(pressed)}
        case _:
            return None


def _button(told: WhatsAppMessage) -> dict[str, Any]:
    button = told.part("button")
    return _choice(button.get("payload"), button.get("text"))


def _choice(key: object, title: object) -> dict[str, Any]:
    choice = _words(key)
    text = chosen(choice) or _words(title) or choice
    return {"kind": MessageKind.CHOICE, "text": text, "choice": choice}


def _form(pressed: Fields) -> str:
    """Return a form that was filled in, as lines of name and value; its token is left out."""
    try:
        fields = json.loads(str(pressed.get("response_json", "")))
    except (ValueError, RecursionError):
        fields = {}
    said = [
        f"{name}: {value}"
        for name, value in as_object(fields).items()
        if name != "flow_token" and isinstance(value, str | int | float)
    ]
    return _words("\n".join(said)) or _words(pressed.get("body"))


def _referral(told: WhatsAppMessage) -> Referral | None:
    if told.referral:
        fields = {name: _words(value) for name, value in told.referral.items()}
        return Referral(
            source=fields.get("source_type", "") or "ad",
            source_id=fields.get("source_id", ""),
            url=fields.get("source_url", ""),
            headline=fields.get("headline", ""),
            body=fields.get("body", ""),
            reference=fields.get("ctwa_clid", ""),
        )
    if product := told.context.referred_product:
        return Referral(
            source="product",
            source_id=_words(product.get("product_retailer_id")),
            reference=_words(product.get("catalog_id")),
        )
    return None


def _reaction(told: WhatsAppMessage, place: AccountContact) -> Update | None:
    reaction = told.part("reaction")
    target = _words(reaction.get("message_id"))
    if not target:
        return None
    emoji = _words(reaction.get("emoji"))[:32]
    return ReactionArrived(place=place, at=told.timestamp, target=target, emoji=emoji)


def _edit(told: WhatsAppMessage, place: AccountContact) -> Update | None:
    edit = told.part("edit")
    target, inner = _words(edit.get("original_message_id")), as_object(edit.get("message"))
    if not (target and inner):
        return None
    text = _content(WhatsAppMessage.model_validate({**inner, "id": told.id})).get("text", "")
    return EditArrived(place=place, at=told.timestamp, target=target, text=text)


def _revoke(told: WhatsAppMessage, place: AccountContact) -> Update | None:
    target = _words(told.part("revoke").get("original_message_id"))
    return RevocationArrived(place=place, at=told.timestamp, target=target) if target else None


def _read_system(told: WhatsAppMessage, account_id: AccountId) -> Update:
    """Return the update of a customer's new number or user id; Meta vouches for both.

    Raises:
        ValueError: it is a system message of another kind.
    """
    system = told.part("system")
    old = ContactKeys(
        user_id=_words(system.get("previous_user_id")) or told.from_user_id, phone=told.sender
    )
    phone = "".join(c for c in _words(system.get("wa_id")) if c.isascii() and c.isdecimal())
    new = ContactKeys(user_id=_words(system.get("user_id")), phone=phone)
    moved = system.get("type") in ("user_changed_number", "user_changed_user_id")
    if not moved or not (old.user_id or old.phone) or not (new.user_id or new.phone):
        msg = "a system message of another kind"
        raise ValueError(msg)
    return ContactRekeyed(
        channel=ChannelKind.WHATSAPP, account_id=account_id, old=old, new=new, at=told.timestamp
    )


def _words(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return without_controls(str(value)).strip()[:_TEXT_CHARS]


_KINDS: Mapping[str, Callable[[WhatsAppMessage], dict[str, Any] | None]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "order": _order,
    "interactive": _interactive,
    "button": _button,
    **dict.fromkeys(_MEDIA, _media),
}
_CHANGES: Mapping[str, Callable[[WhatsAppMessage, AccountContact], Update | None]] = {
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
}
