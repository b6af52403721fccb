"""What a message consists of, by Messenger's kinds of attachment. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from pydantic import ValidationError

from integrations.messenger.payloads import Attachment, AttachmentPayload, MessageTold, ReferralTold
from integrations.messenger.updates import (
    Echoed,
    FileKind,
    Place,
    Product,
    Referral,
    RemoteFile,
    Wrote,
)

_FILES: dict[str, FileKind] = {
    "image": "image",
    "audio": "audio",
    "video": "video",
    "file": "document",
    "sticker": "sticker",
}
_SHARES = frozenset({"fallback", "share", "post", "ig_post", "reel", "ig_reel", "template"})
"""Links that somebody shared; a reel or a post is shown where it lies."""

_URL_CHARS = 4096


def read_message(
    told: MessageTold, *, page_id: str, contact: str, at: datetime | None, standby: bool
) -> Wrote:
    """Return what the customer wrote."""
    found = _take_apart(told.attachments or ())
    return Wrote(
        page_id=page_id,
        contact=contact,
        at=at,
        standby=standby,
        mid=told.mid,
        text=told.text.strip(),
        choice=told.quick_reply.payload if told.quick_reply else "",
        reply_to=told.reply_to.mid if told.reply_to else "",
        files=tuple(found.files),
        place=found.place,
        products=tuple(found.products),
        link=found.link,
        referral=read_referral(told.referral) if told.referral else None,
        unsupported=tuple(found.unsupported),
    )


def read_echo(
    told: MessageTold, *, page_id: str, contact: str, at: datetime | None, standby: bool
) -> Echoed:
    """Return what the page sent."""
    return Echoed(
        page_id=page_id,
        contact=contact,
        at=at,
        standby=standby,
        mid=told.mid,
        app_id=told.app_id,
        metadata=told.metadata,
        text=told.text.strip(),
        files=tuple(_take_apart(told.attachments or ()).files),
    )


def read_referral(told: ReferralTold) -> Referral:
    """Return what led the customer here."""
    ad = told.ads_context_data
    return Referral(
        source=told.source or told.type,
        ref=told.ref,
        ad_id=told.ad_id,
        title=ad.ad_title if ad else "",
        product_id=ad.product_id if ad else "",
        url=_address(told.referer_uri),
    )


@dataclass(slots=True)
class _Found:
    files: list[RemoteFile] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    place: Place | None = None
    link: str = ""
    unsupported: list[str] = field(default_factory=list)


def _take_apart(attachments: Iterable[object]) -> _Found:
    found = _Found()
    for one in attachments:
        try:
            _take(Attachment.model_validate(one), found)
        except ValidationError:
            found.unsupported.append("unreadable")
    if any(file.kind == "sticker" for file in found.files):  # said twice, as an image, for a time
        found.files = [file for file in found.files if file.kind == "sticker"]
    return found


def _take(one: Attachment, found: _Found) -> None:
    payload = one.payload or AttachmentPayload()
    url = _address(payload.url)
    kind = _FILES.get(one.type)
    if kind is not None and url:
        found.files.append(RemoteFile(kind="sticker" if payload.sticker_id else kind, url=url))
    elif payload.product is not None:
        found.products += [
            Product(product_id=each.id, retailer_id=each.retailer_id, title=each.title)
            for each in payload.product.elements
        ]
    elif payload.coordinates is not None:
        where = payload.coordinates
        found.place = Place(latitude=where.lat, longitude=where.long, name=one.title)
    elif one.type in _SHARES and (link := url or _address(one.url)):
        found.link = found.link or link
    else:
        found.unsupported.append(one.type or "untyped")


def _address(url: str) -> str:
    """Return a web address; "": it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    known = parts.scheme in {"http", "https"} and bool(parts.netloc)
    return url if known and len(url) <= _URL_CHARS else ""
