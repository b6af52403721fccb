"""Read the attachments of a message: files, a location, products, links. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pydantic import ValidationError

from assistant.conversation.message import MessageKind
from integrations.channels.messenger.shapes import (
    AttachmentPayload,
    Coordinates,
    MessengerAttachment,
)

_FILES = {
    "image": MessageKind.IMAGE,
    "audio": MessageKind.AUDIO,
    "video": MessageKind.VIDEO,
    "file": MessageKind.DOCUMENT,
    "sticker": MessageKind.STICKER,
}
_SHARES = frozenset({"fallback", "share", "post", "ig_post", "reel", "ig_reel", "template"})
"""Shared links; reels and posts stay where they are, and their link is read."""

_URL_CHARS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """Hold the address of a file that Meta keeps for a while."""

    kind: MessageKind
    url: str


@dataclass(slots=True)
class AttachmentContents:
    """Hold the contents of a message's attachments."""

    files: list[RemoteFile] = field(default_factory=list)
    products: list[str] = field(default_factory=list)  # by title
    place: Coordinates | None = None
    place_name: str = ""
    link: str = ""


def take_apart(attachments: Iterable[object]) -> AttachmentContents:
    """Return the contents of attachments; each is read by itself, and an unknown one is skipped."""
    found = AttachmentContents()
    for one in attachments:
        try:
            _take(MessengerAttachment.model_validate(one), found)
        except ValidationError:
            continue
    if any(file.kind is MessageKind.STICKER for file in found.files):
        # Until 2026-08-30 a sticker is told as an image, too.
        found.files = [file for file in found.files if file.kind is MessageKind.STICKER]
    return found


def _take(one: MessengerAttachment, found: AttachmentContents) -> None:
    payload = one.payload or AttachmentPayload()
    url = _address(payload.url)
    kind = _FILES.get(one.type)
    if kind is not None and url:
        is_sticker = bool(payload.sticker_id)
        found.files.append(RemoteFile(kind=MessageKind.STICKER if is_sticker else kind, url=url))
    elif shown := _products(payload):
        found.products += shown
    elif payload.coordinates is not None:
        found.place, found.place_name = payload.coordinates, one.title
    elif one.type in _SHARES:
        found.link = found.link or url or _address(one.url)


def _products(payload: AttachmentPayload) -> list[str]:
    """Return the titles of the products that were shared, or that the page showed in a template."""
    elements = payload.product.elements if payload.product else payload.elements or ()
    return [one for one in (payload.text, *(each.title for each in elements)) if one]


def _address(url: str) -> str:
    """Return `url` if it is a web address, else ""."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    known = parts.scheme in {"http", "https"} and bool(parts.netloc)
    return url if known and len(url) <= _URL_CHARS else ""
