"""Render a reply as Messenger can show it: texts, a row of cards, files, quick replies. Pure.

A reply becomes one message or more, in order; quick replies stand below the last. A text that is
too long is cut between graphemes, but words and links stay whole: a long text goes on in another
message, and choices that are too long, or too many, are numbered in the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from assistant.conversation.message import Attachment, Card, Language, OutboundMessage
from assistant.messages.channels.web_addresses import web_address
from integrations.channels.messenger import limits
from integrations.channels.meta.reply_text import (
    CHOICE,
    ReplyPart,
    choices_of,
    cited,
    numbered,
)
from integrations.channels.meta.text_length import clip, split, units

_VIEW: Mapping[Language, str] = {"fr": "Voir", "en": "View"}
_ADD: Mapping[Language, str] = {"fr": "Au panier", "en": "Add to basket"}
_SAID: Mapping[Language, str] = {"fr": "{name} :", "en": "{name}:"}
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
_KINDS = ("image", "audio", "video")


def render(
    message: OutboundMessage, *, base_url: str = "", name: str = ""
) -> tuple[ReplyPart, ...]:
    """Return the messages that a reply is sent as; none if it says nothing.

    Args:
        message: the reply.
        base_url: of the shop, for addresses relative to it; "": those are left out.
        name: said before a person's words, where no persona shows it.
    """
    choices = choices_of(message)
    too_long = not _fit(choices)
    text = "\n\n".join(_paragraphs(message, choices if too_long else (), base_url, name))
    parts = [ReplyPart(body={"text": piece}) for piece in split(text, limits.TEXT)]
    elements = [_element(card, message.language, base_url) for card in message.cards]
    parts += [
        ReplyPart(body=_template(elements[at : at + limits.ELEMENTS]))
        for at in range(0, len(elements), limits.ELEMENTS)
    ]
    parts += [ReplyPart(body=_file(one), file=one) for one in message.attachments]
    if choices and parts:
        last = parts[-1]
        offered = {"quick_replies": _quick_replies(choices, with_numbers=too_long)}
        parts[-1] = ReplyPart(body={**last.body, **offered}, file=last.file)
    return tuple(parts)


def _paragraphs(
    message: OutboundMessage, listed: Sequence[str], base_url: str, name: str
) -> Iterator[str]:
    if message.disclosure:
        yield message.disclosure
    if text := message.text.strip():
        yield f"{_SAID[message.language].format(name=name)}\n{text}" if name else text
    if listed:
        yield numbered(listed)
    if sources := cited(message, lambda url: _address(url, base_url), longest=limits.ELEMENT_TITLE):
        yield sources


def _fit(choices: Sequence[str]) -> bool:
    few = len(choices) <= limits.QUICK_REPLIES
    return few and all(units(one) <= limits.QUICK_REPLY_TITLE for one in choices)


def _quick_replies(choices: Sequence[str], *, with_numbers: bool) -> list[dict[str, str]]:
    return [
        {
            "content_type": "text",
            "title": clip(f"{number}. {one}" if with_numbers else one, limits.QUICK_REPLY_TITLE),
            "payload": clip(CHOICE + one, limits.QUICK_REPLY_PAYLOAD),
        }
        for number, one in enumerate(choices[: limits.QUICK_REPLIES], 1)
    ]


def _element(card: Card, language: Language, base_url: str) -> dict[str, Any]:
    """Return a card as an element, which needs a title and one thing more: so a price is said."""
    facts = " · ".join(filter(None, (card.price, card.availability, card.subtitle)))
    element: dict[str, Any] = {
        "title": clip(card.title.strip() or card.product_id or "·", limits.ELEMENT_TITLE),
        "subtitle": clip(facts or card.product_id or "·", limits.ELEMENT_SUBTITLE),
    }
    if url := _address(card.url, base_url):
        element["default_action"] = {"type": "web_url", "url": url}
        element["buttons"] = [{"type": "web_url", "url": url, "title": _VIEW[language]}]
    if card.add:
        pressed = clip(CHOICE + card.add, limits.QUICK_REPLY_PAYLOAD)
        add = {"type": "postback", "title": _ADD[language], "payload": pressed}
        element["buttons"] = [*element.get("buttons", ()), add]
    picture = _address(card.image_url, base_url)
    name = urlsplit(picture).path.lower().rpartition("/")[2]
    if name.endswith(_PICTURES) or (name and "." not in name):  # of servers that name no format
        element["image_url"] = picture
    return element


def _template(elements: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    payload = {"template_type": "generic", "elements": list(elements)}
    return {"attachment": {"type": "template", "payload": payload}}


def _file(one: Attachment) -> dict[str, Any]:
    kind = one.media_type.split("/")[0]
    too_large = kind == "image" and one.size > limits.IMAGE_BYTES
    shown = kind if kind in _KINDS and not too_large else "file"
    return {"attachment": {"type": shown, "payload": {"is_reusable": False}}}


def _address(url: str, base_url: str) -> str:
    """Return a web address that is short enough for Messenger, else ""."""
    whole = web_address(url, base_url=base_url)
    return whole if units(whole) <= limits.URL else ""
