"""Read off replies which sources they rest on, and how customers found them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from assistant.conversation.event_base import Reason
from assistant.conversation.events import ReplyKind, ReplyRated, ReplyWritten, StoredEvent
from assistant.conversation.ids import ConversationId, MessageId


class UseKind(StrEnum):
    """Name the uses of a source in a reply."""

    ANSWERED = "answered"  # it rests on it
    CONFLICTING = "conflicting"  # it names the source as one of two that disagree


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceUse:
    """Hold one source of one reply."""

    conversation_id: ConversationId
    sequence: int  # of the reply's event
    place: int  # among the reply's sources, from 0
    at: datetime  # aware, UTC
    reply_id: MessageId
    question_id: MessageId  # the last message that it answers; "": none
    kind: UseKind
    url: str
    title: str
    helpful: bool | None = None  # the customer's thumb; None: none


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyThumb:
    """Hold a customer's thumb for a reply."""

    conversation_id: ConversationId
    reply_id: MessageId
    helpful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCount:
    """Hold the number of replies that used one source."""

    url: str
    title: str
    answered: int
    conflicting: int
    helpful: int  # thumbs up
    unhelpful: int
    last_at: datetime


class SourceUses(Protocol):
    """Read the uses of sources. Every method may raise `LogUnavailableError`."""

    async def use_counts(self) -> Sequence[UseCount]:
        """Return the counts of every source that a reply ever named, by address and title."""
        ...

    async def answers(
        self, url: str, *, title: str | None = None, limit: int
    ) -> Sequence[SourceUse]:
        """Return the answers that rest on an address, and on a title if given, newest first."""
        ...

    async def answers_between(
        self, since: datetime, until: datetime, *, limit: int
    ) -> Sequence[SourceUse]:
        """Return the first source of each answer since a time and before another, newest first."""
        ...

    async def conflicts(self, *, limit: int) -> Sequence[SourceUse]:
        """Return the sources of replies that named two which disagree, the newest first."""
        ...


def uses_in(stored: StoredEvent) -> Iterator[SourceUse]:
    """Yield the sources of a reply; none for any other event."""
    event = stored.event
    if not isinstance(event, ReplyWritten):
        return
    if event.kind is ReplyKind.ANSWERED:
        kind = UseKind.ANSWERED
    elif event.reason is Reason.CONFLICTING:
        kind = UseKind.CONFLICTING
    else:
        return
    for place, source in enumerate(event.sources):
        yield SourceUse(
            conversation_id=event.conversation_id,
            sequence=stored.sequence,
            place=place,
            at=event.at,
            reply_id=event.message_id,
            question_id=event.answers[-1] if event.answers else MessageId(""),
            kind=kind,
            url=source.url,
            title=source.title,
        )


def thumb_in(stored: StoredEvent) -> ReplyThumb | None:
    """Return the thumb of an event; None: it gives none."""
    event = stored.event
    if not isinstance(event, ReplyRated):
        return None
    return ReplyThumb(
        conversation_id=event.conversation_id, reply_id=event.message_id, helpful=event.helpful
    )
