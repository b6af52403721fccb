"""Parse WhatsApp's webhooks into updates; an error in one update spoils no other.

Every entry, every change, every message and every status is read by itself. One that cannot be read
is kept as an `UnknownUpdate`, because Meta would send it for days if it was refused.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from assistant.conversation.ids import AccountId
from assistant.conversation.message import ChannelKind, DeliveryStatus, MessageKind
from assistant.messages.channels.control_characters import without_controls
from assistant.messages.channels.message_charges import MessageCharge, country_of
from assistant.messages.channels.updates import (
    AccountAlert,
    AccountContact,
    ContactKeys,
    ControlMoved,
    MessageArrived,
    PreferenceChanged,
    StatusArrived,
    UnknownUpdate,
    Update,
)
from integrations.channels.meta.graph_errors import Trouble, classify
from integrations.channels.meta.webhook_json import as_object, objects
from integrations.channels.whatsapp.incoming_messages import names_of, read_echo, read_message
from integrations.channels.whatsapp.shapes import (
    ContactTold,
    Metadata,
    PreferenceTold,
    StatusTold,
    WhatsAppControl,
    WhatsAppMessage,
)

_NAME_CHARS = 40
_HANDOVERS = "messaging_handovers"
_STATUSES = {
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.READ,
    "played": DeliveryStatus.READ,  # a voice message that was listened to
    "failed": DeliveryStatus.FAILED,
}
_CAME = frozenset({DeliveryStatus.DELIVERED, DeliveryStatus.READ})
"""Statuses of messages that came: only these are charged."""

_PASSING = frozenset({Trouble.TRANSIENT, Trouble.RATE, Trouble.PAIR})
_ALERTS = frozenset(
    {
        "account_alerts",
        "account_review_update",
        "account_update",
        "business_capability_update",
        "message_template_quality_update",
        "message_template_status_update",
        "phone_number_quality_update",
        "security",
        "template_category_update",
    }
)

Fields = Mapping[str, Any]


def parse(body: bytes) -> Sequence[Update]:
    """Return every update of a webhook, in its order. Raises nothing."""
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError):
        return (_unknown("not_json", body.decode(errors="replace")),)
    if not isinstance(envelope, dict) or envelope.get("object") != "whatsapp_business_account":
        return (_unknown("not_whatsapp", body.decode(errors="replace")),)
    return tuple(
        update
        for entry in objects(envelope.get("entry"))
        for change in objects(entry.get("changes"))
        for update in _change(change, entry)
    )


def _change(change: Fields, entry: Fields) -> Iterator[Update]:
    field = str(change.get("field", ""))[:_NAME_CHARS]
    value = change.get("value")
    if not isinstance(value, dict):
        yield _unknown(field or "change", _raw(change))
    elif field in ("messages", "smb_message_echoes", "standby"):
        inner = value.get("standby")
        told = inner if field == "standby" and isinstance(inner, dict) else value
        yield from _messages(told, _account(value), standby=field == "standby", raw=change)
    elif field == _HANDOVERS:
        yield _tried(_control, value, _account(value), what=field)
    elif field == "user_preferences":
        for one in objects(value.get("user_preferences")):
            yield _tried(_preference, one, _account(value), what=field)
    elif field in _ALERTS:
        yield _alert(field, value, entry)
    else:
        yield _unknown(field or "change", _raw(change), account=_account(value))


def _messages(
    value: Fields, account_id: AccountId, *, standby: bool, raw: Fields
) -> Iterator[Update]:
    names = _tolerant(lambda: names_of(objects(value.get("contacts"))), {})
    found = False

    def message(item: Fields, account: AccountId) -> Update:
        told = WhatsAppMessage.model_validate(item)
        return read_message(told, account, names=names, standby=standby)

    for item in objects(value.get("messages")):
        found = True
        told = _tried(message, item, account_id, what=str(item.get("type", "message")))
        yield told
        if _is_unsupported(told):
            yield _unknown(str(item.get("type", "message")), _raw(item), account=account_id)
    for name, read in (("message_echoes", _echo), ("statuses", _status)):
        for item in objects(value.get(name)):
            found = True
            yield _tried(read, item, account_id, what=name)
    if not found:
        yield _unknown("errors" if value.get("errors") else "nothing", _raw(raw))


def _echo(item: Fields, account_id: AccountId) -> Update:
    return read_echo(WhatsAppMessage.model_validate(item), account_id)


def _status(item: Fields, account_id: AccountId) -> Update:
    told = StatusTold.model_validate(item)
    status = _STATUSES[told.status]
    return StatusArrived(
        channel=ChannelKind.WHATSAPP,
        account_id=account_id,
        provider_message_id=_needed(told.id),
        status=status,
        at=told.timestamp,
        code=told.code,
        callback=told.biz_opaque_callback_data,
        passing=told.code.isdecimal() and classify(int(told.code)) in _PASSING,
        charge=_charge(told) if status in _CAME else None,
    )


def _charge(told: StatusTold) -> MessageCharge | None:
    if not told.charged_as:
        return None
    return MessageCharge(category=told.charged_as, country=country_of(told.recipient_id))


def _control(value: Fields, _: AccountId) -> Update:
    """Return the update of a moved conversation: ours if it was passed, else another's."""
    told = WhatsAppControl.model_validate(value)
    rule = {"control_passed": "passed", "control_taken": "taken"}[told.type]
    sender = ContactTold.model_validate({**told.sender, "wa_id": told.sender.get("phone_number")})
    return ControlMoved(
        place=_place(AccountId(_needed(told.recipient.phone_number_id)), sender),
        at=told.timestamp,
        ours=rule == "passed",
        rule=rule,
    )


def _preference(item: Fields, account_id: AccountId) -> Update:
    told = PreferenceTold.model_validate(item)
    stops = {"stop": True, "resume": False}[told.value.lower()]
    who = ContactTold.model_validate(item)
    return PreferenceChanged(place=_place(account_id, who), at=told.timestamp, opted_out=stops)


def _alert(field: str, value: Fields, entry: Fields) -> Update:
    event = without_controls(str(value.get("event", "")))[:_NAME_CHARS]
    return AccountAlert(
        channel=ChannelKind.WHATSAPP,
        account_id=AccountId(str(entry.get("id", ""))[:_NAME_CHARS]),
        what=f"{field}:{event.lower()}" if event else field,
        at=datetime.now(UTC),
    )


def _place(account_id: AccountId, who: ContactTold) -> AccountContact:
    _needed(who.user_id or who.wa_id)
    keys = ContactKeys(user_id=who.user_id, phone=who.wa_id)
    return AccountContact(channel=ChannelKind.WHATSAPP, account_id=account_id, keys=keys)


def _tried(
    read: Callable[[Fields, AccountId], Update], item: Fields, account_id: AccountId, *, what: str
) -> Update:
    """Return the update that `read` makes of an item; an unreadable item is kept as it came."""
    try:
        if what != _HANDOVERS:  # which name the number in another place
            _needed(account_id)
        return read(item, account_id)
    except (ValueError, LookupError):  # pydantic's errors are values
        return _unknown(what, _raw(item), account=account_id, user_id=_named(item))


def _tolerant(read: Callable[[], dict[str, str]], otherwise: dict[str, str]) -> dict[str, str]:
    try:
        return read()
    except ValueError:
        return otherwise


def _needed(text: str) -> str:
    if not text:
        msg = "an id is missing"
        raise ValueError(msg)
    return text


def _account(value: Fields) -> AccountId:
    told = Metadata.model_validate(as_object(value.get("metadata")))
    return AccountId(told.phone_number_id)


def _is_unsupported(update: Update) -> bool:
    return isinstance(update, MessageArrived) and update.kind is MessageKind.UNSUPPORTED


def _named(item: Fields) -> str:
    named = item.get("from_user_id") or item.get("user_id")
    return without_controls(named)[:200] if isinstance(named, str) else ""


def _unknown(
    what: str, raw: str, *, account: AccountId | None = None, user_id: str = ""
) -> UnknownUpdate:
    return UnknownUpdate(
        channel=ChannelKind.WHATSAPP,
        account_id=account or AccountId(""),
        what=without_controls(what)[:_NAME_CHARS],
        raw=without_controls(raw),
        user_id=user_id,
    )


def _raw(item: Fields) -> str:
    """Return an item's JSON, as a database can keep it."""
    return json.dumps(item, ensure_ascii=True)
