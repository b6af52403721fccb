"""Render a reply as WhatsApp can show it: texts, buttons, a list, files, a template. Pure.

A reply becomes one message wherever it fits, for a number may write to one person only so often.
Up to three short answers are buttons, up to ten a list, more are numbered in the text; a number
that is typed is understood everywhere. A text that is too long is cut between graphemes, but words
and links stay whole: a long text goes on in another message.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.conversation.message import (
    Attachment,
    Card,
    Language,
    OutboundMessage,
    TemplateUse,
)
from assistant.messages.channels.web_addresses import web_address
from integrations.channels.meta.reply_text import (
    CHOICE,
    ReplyPart,
    choices_of,
    cited,
    numbered,
)
from integrations.channels.meta.text_length import clip, split, units
from integrations.channels.whatsapp import limits

ROW_ID = 200
"""Characters of a row's id; a button's has room for more."""


def choice_id(label: str, number: int) -> str:
    """Return the id of an offered answer: its whole label, or its number if that is too long."""
    whole = f"{CHOICE}{label}"
    return whole if len(whole.encode()) <= ROW_ID else f"#{number}"


_CHOOSE: Mapping[Language, str] = {"fr": "Choisir", "en": "Choose"}
_PICK: Mapping[Language, str] = {
    "fr": "Répondez par le numéro de votre choix.",
    "en": "Reply with the number of your choice.",
}
_PICTURES = ("image/jpeg", "image/png")


def render(message: OutboundMessage, *, base_url: str = "") -> tuple[ReplyPart, ...]:
    """Return the messages that a reply is sent as; none if it says nothing.

    `base_url` is the shop's, for addresses relative to it; "": those are left out.
    """
    if message.template is not None:
        return (ReplyPart(body=_template(message.template)),)
    choices = choices_of(message)
    too_long = not _fits_list(choices)
    text = "\n\n".join(_paragraphs(message, choices if too_long else (), base_url))
    if _is_caption(message, text, choices):
        return (_file(message.attachments[0], caption=text),)
    pieces = split(text, limits.TEXT)
    files = [_file(one) for one in message.attachments]
    if not pieces or not choices or too_long:
        return (*map(_text, pieces), *files)
    *before, last = pieces
    shown = _buttons(last, choices) if _fits_buttons(choices, last) else None
    interactive = shown or _list(last, choices, message.language)
    return (*map(_text, before), *files, ReplyPart(body=_interactive(interactive)))


def _paragraphs(message: OutboundMessage, listed: Sequence[str], base_url: str) -> Iterator[str]:
    if message.disclosure:
        yield message.disclosure
    if text := message.text.strip():
        yield f"*{message.agent_name.strip('*')}*\n{text}" if message.agent_name else text
    if cards := [_card(card, base_url) for card in message.cards]:
        yield "\n\n".join(cards)
    if sources := cited(message, lambda url: web_address(url, base_url=base_url)):
        yield sources
    if listed:
        yield f"{numbered(listed)}\n\n{_PICK[message.language]}"


def _card(card: Card, base_url: str) -> str:
    title = card.title.strip() or card.product_id
    facts = " · ".join(filter(None, (card.price, card.availability, card.subtitle)))
    return "\n".join(
        filter(None, (f"• *{title}*", facts, web_address(card.url, base_url=base_url)))
    )


def _fits_buttons(choices: Sequence[str], text: str) -> bool:
    few = len(choices) <= limits.BUTTONS and units(text) <= limits.BUTTON_BODY
    return few and all(units(one) <= limits.BUTTON_TITLE for one in choices)


def _fits_list(choices: Sequence[str]) -> bool:
    few = len(choices) <= limits.ROWS
    return few and all(units(one) <= limits.ROW_DESCRIPTION for one in choices)


def _is_caption(message: OutboundMessage, text: str, choices: Sequence[str]) -> bool:
    """Return whether the text goes below its only file, in one message."""
    if len(message.attachments) != 1 or choices or not text:
        return False
    audio = message.attachments[0].media_type.startswith("audio/")
    return units(text) <= limits.CAPTION and not audio


def _text(text: str) -> ReplyPart:
    return ReplyPart(
        body={"type": "text", "text": {"body": text, "preview_url": "https://" in text}}
    )


def _interactive(interactive: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"type": "interactive", "interactive": interactive}


def _buttons(text: str, choices: Sequence[str]) -> Mapping[str, Any]:
    buttons = [
        {"type": "reply", "reply": {"id": choice_id(one, number), "title": one}}
        for number, one in enumerate(choices, 1)
    ]
    return {"type": "button", "body": {"text": text}, "action": {"buttons": buttons}}


def _list(text: str, choices: Sequence[str], language: Language) -> Mapping[str, Any]:
    rows = [_row(one, number) for number, one in enumerate(choices, 1)]
    action = {"button": _CHOOSE[language], "sections": [{"rows": rows}]}
    return {"type": "list", "body": {"text": text}, "action": action}


def _row(label: str, number: int) -> Mapping[str, str]:
    """Return a row of a list; a label that is cut stands whole below its title."""
    row = {"id": choice_id(label, number), "title": clip(label, limits.ROW_TITLE)}
    return row if row["title"] == label else {**row, "description": label}


def _file(one: Attachment, *, caption: str = "") -> ReplyPart:
    kind = one.media_type.split("/")[0]
    if one.media_type in _PICTURES and one.size <= limits.IMAGE_BYTES:
        shown: dict[str, str] = {}
    elif kind in ("audio", "video"):
        shown = {}
    else:
        kind, shown = "document", {"filename": clip(one.name, limits.FILE_NAME)}
    kind = kind if kind in ("image", "audio", "video", "document") else "document"
    if caption:
        shown = {**shown, "caption": caption}
    return ReplyPart(body={"type": kind, kind: shown}, file=one)


def _template(used: TemplateUse) -> Mapping[str, Any]:
    components: list[Mapping[str, Any]] = []
    for name, values in (("header", used.header), ("body", used.body)):
        if values:
            components.append({"type": name, "parameters": list(map(_parameter, values))})
    components += [
        {
            "type": "button",
            "sub_type": "url",
            "index": str(place),
            "parameters": [_parameter(value)],
        }
        for place, value in enumerate(used.buttons)
    ]
    template = {"name": used.name, "language": {"code": used.language}}
    if components:
        template["components"] = components  # type: ignore[assignment]  # of JSON
    return {"type": "template", "template": template}


def _parameter(value: str) -> Mapping[str, str]:
    return {"type": "text", "text": value}
