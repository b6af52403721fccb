"""Word the notices that a customer gets whenever their conversation changes hands. Pure."""

import math
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import (
    ConversationAssigned,
    ConversationClaimed,
    ConversationEvent,
    ConversationReleased,
    ReplyWritten,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.message import ChannelKind, Language
from assistant.conversation.windows import ReplyWindow, window
from assistant.desk.handoff.moments import say_opening
from assistant.desk.handoff.texts import say
from assistant.desk.handoff.wait_outlook import Outlook

READ_BACK = "read_back"
"""Rule of a release that follows an agent's read-back.

It is not announced: a yes counts only if nothing was said after what it is to.
"""

_MINUTE_S = 60
_SHOWING = (ChannelKind.WEBCHAT,)
"""Channels that show the events themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitAnnouncement:
    """Hold the words about the wait for a person."""

    text: str
    absent: bool  # it says that nobody is there
    asks_address: bool


def announce(outlook: Outlook, language: Language, *, again: bool = False) -> WaitAnnouncement:
    """Return the words for a customer that is handed to a person; they say only known facts.

    `again`: the customer knows by now that the team is asked.
    """
    if outlook.is_absent:
        return _absent(outlook, language)
    said = [say("handover.still" if again else "handover.coming", language)]
    if outlook.position == 1:
        said.append(say("handover.next", language))
    elif outlook.position is not None:
        said.append(say("handover.position", language, position=str(outlook.position)))
    if outlook.expected_wait is not None:
        minutes = max(1, math.ceil(outlook.expected_wait.total_seconds() / _MINUTE_S))
        name = "handover.wait_one" if minutes == 1 else "handover.wait"
        said.append(say(name, language, minutes=str(minutes)))
    return WaitAnnouncement(text=" ".join(said), absent=False, asks_address=False)


def _absent(outlook: Outlook, language: Language) -> WaitAnnouncement:
    """Return the words while nobody is there; where the customer may leave, they offer mail."""
    paged = outlook.answers_until is None
    asks = paged and not outlook.address_known
    if not paged:
        then = _then_here(outlook, language)
    else:
        then = say("handover.ask_address" if asks else "handover.by_mail", language)
    said = (_why_nobody(outlook, language), say("handover.kept", language), then)
    return WaitAnnouncement(text=" ".join(said), absent=True, asks_address=asks)


def _then_here(outlook: Outlook, language: Language) -> str:
    """Return where the answer comes, on a channel that takes answers for a time only."""
    if not outlook.comes_too_late:
        return say("handover.here", language)
    if outlook.next_opening is None:
        return say("handover.write_again_later", language)
    return say("handover.write_again", language)


def _why_nobody(outlook: Outlook, language: Language) -> str:
    if outlook.open:
        return say("handover.unstaffed", language)
    opening = opening_of(outlook, language)
    if not opening:
        return say("handover.closed_unknown", language)
    return say("handover.closed", language, opening=opening)


def opening_of(outlook: Outlook, language: Language) -> str:
    """Return when the team is back, in words; "": it is there, or nobody knows."""
    if outlook.next_opening is None:
        return ""
    return say_opening(
        outlook.next_opening, now=outlook.at, zone=outlook.timezone, language=language
    )


def notice_of(
    before: Conversation, event: ConversationEvent, *, language: Language
) -> ReplyWritten | None:
    """Return the notice of a change of hands; None: the customer sees no change.

    A person's reply shows its writer itself, and the web chat who came and went. An offer to an
    agent, and its end, are the desk's.
    """
    now = before.ownership
    shown = before.started is not None and before.started.channel in _SHOWING
    match event:
        case ConversationClaimed() | ConversationReleased() if shown:
            return None
        case ConversationReleased(rule=rule) if rule == READ_BACK:
            return None
        case ConversationClaimed():
            known = event.agent_name
            text = say("notice.taken" if known else "notice.taken_unnamed", language, name=known)
        case ConversationReleased() if before.status in (
            ConversationStatus.OPEN,
            ConversationStatus.SNOOZED,
        ):
            text = say("notice.given_back", language)
        case ConversationAssigned() if now.claimed and event.agent_id != now.agent_id:
            name = "queued" if event.agent_id is None else "transferred"
            text = say(f"notice.{name}", language)
        case _:
            return None
    return notice(event, text, language=language)


def may_notify(conversation: Conversation, at: datetime) -> bool:
    """Return whether a notice can go out now: the channel takes it, and the customer does."""
    started, reach = conversation.started, conversation.reach
    channel = started.channel if started else ChannelKind.WEBCHAT
    open_ = window(channel, reach.last_inbound_at, Author.SYSTEM, at)
    return open_ is ReplyWindow.FREE and not reach.opted_out


def notice(cause: ConversationEvent, text: str, *, language: Language) -> ReplyWritten:
    """Return a notice to the customer; it answers nothing, so the wait goes on."""
    return ReplyWritten(
        conversation_id=cause.conversation_id,
        at=cause.at,
        message_id=MessageId(uuid4().hex),
        author=Author.SYSTEM,
        kind=ReplyKind.NOTICE,
        text=text,
        language=language,
        answers=(),
    )
