"""Write the parts of a reply that WhatsApp and Messenger share: choices and sources. Pure."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.conversation.message import Attachment, Language, OutboundMessage
from integrations.channels.meta.text_length import clip

CHOICE = "choice:"
"""Begins the id of an answer that we offer; the whole label follows."""

_SOURCES = 3
_SOURCE: Mapping[Language, str] = {"fr": "Source : ", "en": "Source: "}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyPart:
    """Hold a message of the Graph API, without its recipient."""

    body: Mapping[str, Any]
    file: Attachment | None = None  # uploaded first; its id goes into the body


def choices_of(message: OutboundMessage) -> tuple[str, ...]:
    """Return the labels of the quick replies, each once."""
    return tuple(dict.fromkeys(filter(None, map(str.strip, message.quick_replies))))


def chosen(choice: str) -> str:
    """Return the label of an answer of ours by its id; "" for any other id."""
    return choice.removeprefix(CHOICE) if choice.startswith(CHOICE) else ""


def numbered(labels: Sequence[str]) -> str:
    """Return a numbered list, a label in each line."""
    return "\n".join(f"{number}. {label}" for number, label in enumerate(labels, 1))


def cited(
    message: OutboundMessage, address: Callable[[str], str], *, longest: int = sys.maxsize
) -> str:
    """Return a line for each source that no card shows: pages with a link, else the first title.

    `address` returns the link of a page, `longest` is the most units of a title.
    """
    shown = {card.title.strip() for card in message.cards}
    told = {
        clip(title, longest): address(one.url)
        for one in message.sources
        if (title := one.title.strip()) and title not in shown
    }
    linked = [f"{title} {url}" for title, url in told.items() if url]
    lines = (linked or list(told)[:1])[:_SOURCES]
    return "\n".join(_SOURCE[message.language] + one for one in lines)
