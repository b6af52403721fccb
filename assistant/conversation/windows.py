"""Decide when a reply may go out on a channel. Pure.

Sources: Meta, "Send messages" (WhatsApp customer service window) and "Messenger Platform policy"
(standard messaging and the human agent tag), read 2026-10.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from assistant.conversation.event_base import Author
from assistant.conversation.message import ChannelKind

STANDARD = timedelta(hours=24)
"""How long the window is open after the customer's last message, on WhatsApp and Messenger."""

HUMAN_AGENT = timedelta(days=7)
"""The same, on Messenger, for a person's own words."""


class ReplyWindow(StrEnum):
    """Name the kinds of reply that a channel takes now."""

    FREE = "free"
    HUMAN_AGENT_TAG = "human_agent_tag"  # a person's own words, marked as such
    TEMPLATE_ONLY = "template_only"  # a template that the channel approved
    CLOSED = "closed"  # nothing, until the customer writes


def window(
    channel: ChannelKind, last_inbound: datetime | None, author: Author, now: datetime
) -> ReplyWindow:
    """Return the kind of reply that `author` may send now.

    `last_inbound` is the time of the customer's last message, if any. A window is open until its
    end,
    and no longer at its end. Only a person is ever given the human agent tag.
    """
    if channel.is_ours:
        return ReplyWindow.FREE
    if last_inbound is not None and now < last_inbound + STANDARD:
        return ReplyWindow.FREE
    if channel is ChannelKind.WHATSAPP:
        return ReplyWindow.TEMPLATE_ONLY
    by_person = author is Author.AGENT and last_inbound is not None
    if by_person and last_inbound is not None and now < last_inbound + HUMAN_AGENT:
        return ReplyWindow.HUMAN_AGENT_TAG
    return ReplyWindow.CLOSED


def closes_at(
    channel: ChannelKind, last_inbound: datetime | None, author: Author
) -> datetime | None:
    """Return the time until which `author`'s own words may go out; None: always, or not now."""
    if channel.is_ours or last_inbound is None:
        return None
    by_person = channel is ChannelKind.MESSENGER and author is Author.AGENT
    return last_inbound + (HUMAN_AGENT if by_person else STANDARD)
