"""Reads a webhook: bytes in, updates out; whatever is wrong in one spoils no other.

`entry` and each entry's `messaging` and `standby` are lists, and every element is read for itself.
What is missing in one makes that one `Unknown`: it is acknowledged, or Meta would send it for days.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypedDict

from pydantic import ValidationError

from integrations.messenger.contents import read_echo, read_message, read_referral
from integrations.messenger.payloads import (
    ControlTold,
    DeliveryTold,
    EditTold,
    Item,
    MessageTold,
    Moment,
    OptInTold,
    PostbackTold,
    ReactionTold,
    ReadTold,
    ReferralTold,
)
from integrations.messenger.updates import (
    Delivered,
    Edited,
    OptedIn,
    Pressed,
    Reacted,
    Referred,
    Revoked,
    Seen,
    ThreadMove,
    ThreadMoved,
    Unknown,
    Update,
)

_NAMES = 8  # of an unknown update's fields
_NAME_CHARS = 40
_SHARED = frozenset({"sender", "recipient", "timestamp"})


class NotAWebhookError(ValueError):
    """The body is no JSON of a page."""


class Where(TypedDict):
    """What every update says."""

    page_id: str
    contact: str
    at: Moment
    standby: bool


def read_updates(body: bytes) -> tuple[Update, ...]:
    """Return every update of a webhook, in its order.

    Raises:
        NotAWebhookError: the body is no JSON object of a page.
    """
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError):
        msg = "the body is no JSON"
        raise NotAWebhookError(msg) from None
    if not isinstance(envelope, dict) or envelope.get("object") != "page":
        msg = "the body is not of a page"
        raise NotAWebhookError(msg)
    return tuple(_updates(envelope))


def _updates(envelope: Mapping[str, Any]) -> Iterator[Update]:
    for entry in _objects(envelope.get("entry")):
        for name in ("messaging", "standby"):
            for item in _objects(entry.get(name)):
                yield _read(item, standby=name == "standby")


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict))


def _read(item: Mapping[str, Any], *, standby: bool) -> Update:
    told = [name for name in _READERS if isinstance(item.get(name), dict)]
    try:
        parties = Item.model_validate(item)
        where = _where(parties, echo=_is_echo(item), standby=standby)
        return _READERS[told[0]](item[told[0]], where) if told else _unknown(item, where)
    except ValidationError:
        return _unknown(item, Where(page_id="", contact="", at=None, standby=standby))


def _is_echo(item: Mapping[str, Any]) -> bool:
    message = item.get("message")
    return isinstance(message, dict) and bool(message.get("is_echo"))


def _where(item: Item, *, echo: bool, standby: bool) -> Where:
    """Return whose conversation it is; an echo goes from the page to the customer."""
    page, contact = (item.sender, item.recipient) if echo else (item.recipient, item.sender)
    return Where(page_id=page.id, contact=contact.id, at=item.timestamp, standby=standby)


def _unknown(item: Mapping[str, Any], where: Where) -> Unknown:
    names = sorted(str(name)[:_NAME_CHARS] for name in item if name not in _SHARED)
    return Unknown(names=tuple(names[:_NAMES]), **where)


def _message(told: object, where: Where) -> Update:
    message = MessageTold.model_validate(told)
    if message.is_echo:
        return read_echo(message, **where)
    if message.is_deleted:
        return Revoked(mid=message.mid, **where)
    return read_message(message, **where)


def _postback(told: object, where: Where) -> Update:
    postback = PostbackTold.model_validate(told)
    return Pressed(
        mid=postback.mid,
        title=postback.title,
        payload=postback.payload,
        referral=read_referral(postback.referral) if postback.referral else None,
        **where,
    )


def _edit(told: object, where: Where) -> Update:
    edit = EditTold.model_validate(told)
    return Edited(mid=edit.mid, text=edit.text, number=edit.num_edit, **where)


def _reaction(told: object, where: Where) -> Update:
    reaction = ReactionTold.model_validate(told)
    taken_off = reaction.action == "unreact"
    return Reacted(mid=reaction.mid, emoji="" if taken_off else reaction.emoji, **where)


def _delivery(told: object, where: Where) -> Update:
    delivery = DeliveryTold.model_validate(told)
    return Delivered(mids=delivery.mids or (), watermark=delivery.watermark, **where)


def _read_mark(told: object, where: Where) -> Update:
    mark = ReadTold.model_validate(told).watermark
    return Unknown(names=("read",), **where) if mark is None else Seen(watermark=mark, **where)


def _referral(told: object, where: Where) -> Update:
    return Referred(referral=read_referral(ReferralTold.model_validate(told)), **where)


def _optin(told: object, where: Where) -> Update:
    optin = OptInTold.model_validate(told)
    stopped = "STOP" in optin.notification_messages_status.upper()
    return OptedIn(topic=optin.topic or optin.title or optin.ref, stopped=stopped, **where)


def _passed(told: object, where: Where) -> Update:
    return _moved(told, where, "pass")


def _taken(told: object, where: Where) -> Update:
    return _moved(told, where, "take")


def _asked_for(told: object, where: Where) -> Update:
    return _moved(told, where, "request")


def _moved(told: object, where: Where, move: ThreadMove) -> ThreadMoved:
    control = ControlTold.model_validate(told)
    return ThreadMoved(
        move=move,
        previous_owner=control.previous_owner_app_id,
        new_owner=control.new_owner_app_id or control.requested_owner_app_id,
        **where,
    )


_READERS: Mapping[str, Callable[[object, Where], Update]] = {
    "message": _message,
    "postback": _postback,
    "message_edit": _edit,
    "reaction": _reaction,
    "delivery": _delivery,
    "read": _read_mark,
    "referral": _referral,
    "optin": _optin,
    "pass_thread_control": _passed,
    "take_thread_control": _taken,
    "request_thread_control": _asked_for,
}
