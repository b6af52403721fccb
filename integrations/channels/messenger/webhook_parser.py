"""Parse Messenger's webhooks into updates; an error in one update spoils no other.

`entry` and each entry's `messaging` and `standby` are lists, and every element is read by itself.
An element that cannot be read is kept as an `UnknownUpdate`, because Meta would send it for days if
it was refused.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from assistant.conversation.ids import AccountId
from assistant.conversation.message import ChannelKind
from assistant.messages.channels.updates import UnknownUpdate, Update
from integrations.channels.messenger.incoming_messages import (
    read_message,
    read_postback,
    read_referral,
)
from integrations.channels.messenger.other_updates import (
    read_control,
    read_delivery,
    read_edit,
    read_optin,
    read_reaction,
    read_seen,
)
from integrations.channels.messenger.shapes import MessagingItem, Where
from integrations.channels.meta.webhook_json import objects

_NAME_CHARS = 40
_SHARED = frozenset({"sender", "recipient", "timestamp"})


def parse(body: bytes) -> Sequence[Update]:
    """Return every update of a webhook, in its order. Raises nothing."""
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError):
        return (_unknown("not_json", body.decode(errors="replace")),)
    if not isinstance(envelope, dict) or envelope.get("object") != "page":
        return (_unknown("not_a_page", body.decode(errors="replace")),)
    return tuple(_updates(envelope))


def _updates(envelope: Mapping[str, Any]) -> Iterator[Update]:
    for entry in objects(envelope.get("entry")):
        for name in ("messaging", "standby"):
            for item in objects(entry.get(name)):
                yield from _read(item, entry, standby=name == "standby")
        for change in objects(entry.get("changes")):
            yield _unknown(str(change.get("field", "change")), _raw(change), page=entry.get("id"))


def _read(item: Mapping[str, Any], entry: Mapping[str, Any], *, standby: bool) -> Sequence[Update]:
    told = next((name for name in _READERS if isinstance(item.get(name), dict)), "")
    try:
        where = _where(item, entry, standby=standby)
        read = _READERS[told](item[told], where) if told else ()
    except ValidationError:
        read = ()
    names = sorted(str(name) for name in item if name not in _SHARED)
    what = told or (names[0] if names else "nothing")
    return read or (_unknown(what, _raw(item), page=entry.get("id")),)


def _where(item: Mapping[str, Any], entry: Mapping[str, Any], *, standby: bool) -> Where:
    """Return the conversation of an item; an echo goes from the page to the customer."""
    message = item.get("message")
    echo = isinstance(message, dict) and bool(message.get("is_echo"))
    told = MessagingItem.model_validate({"timestamp": entry.get("time"), **item})
    page, contact = (told.sender, told.recipient) if echo else (told.recipient, told.sender)
    at = told.timestamp or datetime.now(UTC)  # a message without its time is a message
    return Where(page=page.id, contact=contact.id, at=at, standby=standby)


def _unknown(what: str, raw: str, *, page: object = "") -> UnknownUpdate:
    known = str(page) if isinstance(page, str | int) else ""
    return UnknownUpdate(
        channel=ChannelKind.MESSENGER,
        account_id=AccountId(known[:_NAME_CHARS]),
        what=what[:_NAME_CHARS],
        raw=raw,
    )


def _raw(item: Mapping[str, Any]) -> str:
    """Return an item's JSON, as a database can keep it."""
    text = json.dumps(item, ensure_ascii=True)
    return text.replace("\\u0000", "")


_READERS: Mapping[str, Callable[[object, Where], Sequence[Update]]] = {
    "message": read_message,
    "postback": read_postback,
    "message_edit": read_edit,
    "reaction": read_reaction,
    "referral": read_referral,
    "delivery": read_delivery,
    "read": read_seen,
    "optin": read_optin,
    "pass_thread_control": read_control("pass"),
    "take_thread_control": read_control("take"),
}
