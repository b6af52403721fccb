"""Decide which entries of a conversation stand in its case, and when it needs a case. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    OWNERSHIP,
    ContactAddressGiven,
    ConversationAssigned,
    ConversationClaimed,
    ConversationErased,
    ConversationEvent,
    ConversationReopened,
    CustomerWrote,
    HandoffRequested,
    NoteWritten,
    ReplyWritten,
    StoredEvent,
)
from assistant.conversation.gist import gist
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language
from assistant.desk.handoff.handoff_package import package
from assistant.desk.handoff.moments import Zones
from assistant.desk.handoff.package_text import render
from assistant.desk.helpdesk.types import CaseEntry, EntryVoice, Opening

_OPENING = (HandoffRequested, ConversationAssigned, ConversationClaimed, ConversationReopened)
_SHOWN = (CustomerWrote, ReplyWritten, NoteWritten, ContactAddressGiven, *OWNERSHIP)
_PREFIX = "comptoir"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteReader:
    """Hold the language and the time zones of the people who read the notes."""

    language: Language
    zones: Zones


def opens(event: ConversationEvent) -> bool:
    """Return whether a person may have to go on after this event."""
    by_agent = isinstance(event, ReplyWritten) and event.author is Author.AGENT
    return by_agent or isinstance(event, _OPENING)


def touches(event: ConversationEvent) -> bool:
    """Return whether this event changes a case, if there is one."""
    return isinstance(event, _SHOWN)


def needs_case(conversation: Conversation) -> bool:
    """Return whether a person in the helpdesk has to see the conversation now."""
    return conversation.status in (ConversationStatus.OPEN, ConversationStatus.SNOOZED)


def is_erased(events: Sequence[StoredEvent]) -> bool:
    """Return whether the conversation was erased: then nothing of it may be kept."""
    return any(isinstance(one.event, ConversationErased) for one in events)


def opening(conversation: Conversation) -> Opening | None:
    """Return the values that a case is opened with; None: the conversation never started."""
    if conversation.started is None:
        return None
    identity = conversation.dealings.identity
    return Opening(
        conversation_id=conversation.conversation_id,
        contact_id=conversation.started.contact_id,
        customer_id=identity.customer_id if identity else None,
        email=conversation.ownership.email,
    )


def entries(
    events: Sequence[StoredEvent], *, after: int, source: str, reader: NoteReader
) -> tuple[tuple[int, CaseEntry], ...]:
    """Return the entries that the case still lacks, each with its event's sequence, oldest first.

    Args:
        events: all of a conversation's, oldest first.
        after: sequence of the last event that stands there.
        source: the helpdesk's name; entries that were written there are not shown there again.
        reader: the people that the package is written for.
    """
    return tuple(
        (stored.sequence, entry)
        for at, stored in enumerate(events)
        if stored.sequence > after
        and (entry := _entry(stored, events[: at + 1], source, reader)) is not None
    )


def stretch_begins(events: Sequence[StoredEvent], conversation: Conversation) -> int:
    """Return the sequence at which the open handoff was asked for; without one, past the last."""
    handoff = conversation.ownership.handoff
    asked = [
        one.sequence
        for one in events
        if isinstance(one.event, HandoffRequested) and handoff and one.event.at == handoff.at
    ]
    return asked[-1] if asked else len(events) + 1


def entry_id(conversation_id: ConversationId, sequence: int) -> str:
    """Return the name of an event's entry in the helpdesk."""
    return f"{_PREFIX}:{conversation_id}:{sequence}"


def sequence_of(given: str, conversation_id: ConversationId) -> int | None:
    """Return the sequence that `entry_id` put in; None: it is no entry of this conversation."""
    start = f"{_PREFIX}:{conversation_id}:"
    tail = given.removeprefix(start)
    return int(tail) if given.startswith(start) and tail.isdecimal() else None


def _entry(
    stored: StoredEvent, so_far: Sequence[StoredEvent], source: str, reader: NoteReader
) -> CaseEntry | None:
    event = stored.event
    voice, text, attachments = EntryVoice.NOTE, "", tuple[str, ...]()
    match event:
        case CustomerWrote():
            voice, text = EntryVoice.CUSTOMER, gist(event)
        case ReplyWritten() if not event.client_id.startswith(f"{source}:"):
            voice, text = EntryVoice.SHOP, _said(event)
            attachments = tuple(one.name for one in event.attachments)
        case NoteWritten() if not event.client_id.startswith(f"{source}:"):
            text = event.text
        case ContactAddressGiven():
            text = f"E-mail: {event.email}"
        case HandoffRequested():
            text = _package(event.conversation_id, so_far, reader)
        case _:
            return None
    if not text.strip() and not attachments:
        return None
    name = entry_id(event.conversation_id, stored.sequence)
    return CaseEntry(entry_id=name, voice=voice, text=text, attachments=attachments)


def _said(event: ReplyWritten) -> str:
    cards = (f"- {card.title} {card.price}".rstrip() for card in event.cards)
    name = f"{event.agent_name}: " if event.author is Author.AGENT and event.agent_name else ""
    return name + "\n".join(filter(None, (event.text, *cards)))


def _package(
    conversation_id: ConversationId, so_far: Sequence[StoredEvent], reader: NoteReader
) -> str:
    events = [one.event for one in so_far]
    team = Conversation.fold(conversation_id, events).ownership.team
    known = package(conversation_id, events)
    return render(known, reader.language, zone=reader.zones(team))
