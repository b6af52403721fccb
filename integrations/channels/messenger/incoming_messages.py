"""Read the messages of customers, and of the page, by Messenger's kinds of attachment. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from assistant.conversation.ids import AccountId
from assistant.conversation.message import (
    ChannelKind,
    DeliveryStatus,
    Location,
    MediaReference,
    MessageKind,
    Referral,
)
from assistant.messages.channels.updates import (
    EchoArrived,
    MessageArrived,
    ReferralArrived,
    RevocationArrived,
    StatusArrived,
    Update,
)
from integrations.channels.messenger.incoming_attachments import AttachmentContents, take_apart
from integrations.channels.messenger.shapes import (
    MessengerMessage,
    PostbackTold,
    ReferralTold,
    Where,
)
from integrations.channels.meta.reply_text import chosen

OURS = "comptoir:"
"""Begins the metadata of our own messages; the key of the send follows."""

_NAME_CHARS = 120


def read_message(told: object, where: Where) -> Sequence[Update]:
    """Return the updates of a customer's message, or of a message of the page.

    A message with several files becomes several: each file is fetched, and refused, by itself.
    """
    message = MessengerMessage.model_validate(told)
    if message.is_echo:
        return (_echo(message, where),)
    if message.is_deleted:
        return (RevocationArrived(place=where.place, at=where.at, target=message.mid),)
    return _customers(message, where)


def read_postback(told: object, where: Where) -> Sequence[Update]:
    """Return the update of a pressed button, of a template or of the page's menu."""
    postback = PostbackTold.model_validate(told)
    name = f"{where.contact}\0{where.at.timestamp()}\0{postback.payload}".encode()
    mid = postback.mid or f"postback-{hashlib.sha256(name).hexdigest()[:32]}"
    arrived = MessageArrived(
        place=where.place,
        provider_message_id=mid,
        at=where.at,
        text=chosen(postback.payload) or postback.title.strip(),
        kind=MessageKind.CHOICE,
        choice=postback.payload,
        referral=_referral(postback.referral) if postback.referral else None,
        standby=where.standby,
    )
    return (arrived,)


def read_referral(told: object, where: Where) -> Sequence[Update]:
    """Return the update of a known contact who came through an advertisement or a link."""
    referral = _referral(ReferralTold.model_validate(told))
    return (ReferralArrived(place=where.place, at=where.at, referral=referral),)


def _customers(message: MessengerMessage, where: Where) -> tuple[MessageArrived, ...]:
    found = take_apart(message.attachments or ())
    payload = message.quick_reply.payload if message.quick_reply else ""
    first = MessageArrived(
        place=where.place,
        provider_message_id=message.mid,
        at=where.at,
        text=_words(message, found, payload),
        kind=_kind(message, found, payload),
        choice=payload,
        reply_to=message.reply_to.mid if message.reply_to else "",
        media=tuple(_reference(one.url) for one in found.files[:1]),
        location=_location(found),
        referral=_referral(message.referral) if message.referral else None,
        standby=where.standby,
    )
    others = (
        replace(
            first,
            provider_message_id=f"{message.mid}#{number}",
            text="",
            kind=one.kind,
            media=(_reference(one.url),),
            reply_to="",
            location=None,
            referral=None,
        )
        for number, one in enumerate(found.files[1:], 2)
    )
    return (first, *others)


def _words(message: MessengerMessage, found: AttachmentContents, payload: str) -> str:
    """Return the text of a message, with its shared links and products."""
    text = chosen(payload) or message.text.strip()
    shared = [one for one in (*found.products, found.link) if one and one not in text]
    return "\n".join(filter(None, (text, *shared)))


def _kind(message: MessengerMessage, found: AttachmentContents, payload: str) -> MessageKind:
    if payload:
        return MessageKind.CHOICE
    if found.files:
        return found.files[0].kind
    if found.place is not None:
        return MessageKind.LOCATION
    said = message.text.strip() or found.link or found.products
    return MessageKind.TEXT if said else MessageKind.UNSUPPORTED


def _location(found: AttachmentContents) -> Location | None:
    place = found.place
    if place is None:
        return None
    return Location(latitude=place.lat, longitude=place.long, name=found.place_name)


def _reference(url: str) -> MediaReference:
    """Return the address and the name of a file; the address carries its own signature."""
    name = unquote(urlsplit(url).path.rsplit("/", 1)[-1])[-_NAME_CHARS:]
    return MediaReference(url=url, name=name)


def _referral(told: ReferralTold) -> Referral:
    ad, product = told.ads_context_data, told.product.id if told.product else ""
    return Referral(
        source=told.source or told.type or ("product" if product else ""),
        source_id=told.ad_id or product,
        url=told.referer_uri,
        headline=ad.ad_title if ad else "",
        reference=told.ref,
    )


def _echo(message: MessengerMessage, where: Where) -> StatusArrived | EchoArrived:
    """Return the update of a message that the page sent; for ours, that Messenger has it."""
    if message.metadata.startswith(OURS):
        return StatusArrived(
            channel=ChannelKind.MESSENGER,
            account_id=AccountId(where.page),
            provider_message_id=message.mid,
            status=DeliveryStatus.SENT,
            at=where.at,
            callback=message.metadata.removeprefix(OURS),
        )
    found = take_apart(message.attachments or ())
    return EchoArrived(
        place=where.place,
        provider_message_id=message.mid,
        at=where.at,
        text=_words(message, found, ""),
        kind=_kind(message, found, ""),
        app_id=message.app_id,
    )
