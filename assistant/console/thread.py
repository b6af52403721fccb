"""A conversation as an agent reads it: messages, notes, quiet lines. Pure.

Every entry says by `changed` which event touched it last, so that an open page is sent what it
has not, whether that is new or has become different.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from assistant.console.lines import line
from assistant.conversation.event import Author
from assistant.conversation.events import (
    ANSWERING,
    ConversationErased,
    ConversationEvent,
    CustomerWrote,
    NoteWritten,
    ReplyDelivered,
    ReplyRated,
    ReplyRejected,
    ReplyWritten,
    StoredEvent,
    TurnTaken,
)
from assistant.conversation.ids import AgentId, MessageId
from assistant.conversation.message import Attachment, Card, Language, Source

Delivery = Literal["", "sending", "delivered", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """How the assistant came to a reply."""

    intent: str
    confidence: float  # in [0, 1]
    decision: str
    rule: str
    latency_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Words that the customer wrote or gets to read."""

    sequence: int
    changed: int
    at: datetime  # aware, UTC
    message_id: MessageId
    author: Author
    text: str
    name: str = ""  # of the agent, as the customer sees it
    kind: str = ""  # an `event.ReplyKind`
    language: Language | None = None
    delivery: Delivery = ""
    helpful: bool | None = None  # the customer's thumb
    waits: bool = False  # it is unanswered
    why: Why | None = None
    sources: tuple[Source, ...] = ()
    cards: tuple[Card, ...] = ()
    quick_replies: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    client_id: str = ""  # that the page it was written on knows it by


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words among the shop's people."""

    sequence: int
    changed: int
    at: datetime
    text: str
    name: str  # "": the desk
    mentions: tuple[str, ...] = ()  # names
    client_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened, said in one line."""

    sequence: int
    changed: int
    at: datetime
    text: str


Entry = Message | Note | Line


def read_thread(
    events: Sequence[StoredEvent],
    *,
    language: Language,
    names: Mapping[AgentId, str],
    zone: ZoneInfo,
) -> tuple[Entry, ...]:
    """Return the entries of a conversation, oldest first, worded in the reader's `language`.

    Times that are in their words are by the clock of `zone`.
    """
    reading = _Reading(language=language, names=names, zone=zone)
    for stored in events:
        reading.take(stored)
    return tuple(reading.entries.values())


def newer(entries: Iterable[Entry], than: int) -> tuple[Entry, ...]:
    """Return what changed after the event `than`."""
    return tuple(entry for entry in entries if entry.changed > than)


class _Reading:
    """What was read so far."""

    def __init__(self, *, language: Language, names: Mapping[AgentId, str], zone: ZoneInfo) -> None:
        self.entries: dict[int, Entry] = {}
        self._zone = zone
        self._language = language
        self._names = names
        self._place: dict[MessageId, int] = {}
        self._turn: TurnTaken | None = None

    def take(self, stored: StoredEvent) -> None:
        event, at = stored.event, stored.sequence
        match event:
            case CustomerWrote():
                self._add(event.message_id, _customers(event, at))
            case ReplyWritten():
                self._add(event.message_id, _reply(event, at, self._why(event)))
            case NoteWritten():
                self.entries[at] = self._note(event, at)
            case TurnTaken():
                self._turn = event
            case ReplyDelivered():
                self._change(event.message_id, at, delivery="delivered")
            case ReplyRejected():
                self._change(event.message_id, at, delivery="failed")
            case ReplyRated():
                self._change(event.message_id, at, helpful=event.helpful)
            case _:
                self._say(event, at)
        if isinstance(event, ANSWERING):
            for message_id in event.answers:
                self._change(message_id, at, waits=False)

    def _add(self, message_id: MessageId, entry: Message) -> None:
        self._place[message_id] = entry.sequence
        self.entries[entry.sequence] = entry

    def _change(self, message_id: MessageId, at: int, **changes: object) -> None:
        entry = self.entries.get(self._place.get(message_id, -1))
        if isinstance(entry, Message):
            changed = replace(entry, changed=at, **changes)  # type: ignore[arg-type]  # its fields
            self.entries[entry.sequence] = changed

    def _why(self, event: ReplyWritten) -> Why | None:
        turn, self._turn = self._turn, None
        if turn is None or event.author is not Author.ASSISTANT or turn.answers != event.answers:
            return None
        return Why(
            intent=turn.intent,
            confidence=turn.confidence,
            decision=turn.decision,
            rule=turn.rule,
            latency_ms=turn.latency_ms,
        )

    def _note(self, event: NoteWritten, at: int) -> Note:
        named = tuple(self._names.get(one, one) for one in event.mentions)
        name = self._names.get(event.by, event.by) if event.by else ""
        return Note(
            sequence=at,
            changed=at,
            at=event.at,
            text=event.text,
            name=name,
            mentions=named,
            client_id=event.client_id,
        )

    def _say(self, event: ConversationEvent, at: int) -> None:
        if isinstance(event, ConversationErased):
            self.entries.clear()  # they say nothing any more
        if text := line(event, self._language, self._names, zone=self._zone):
            self.entries[at] = Line(sequence=at, changed=at, at=event.at, text=text)


def _customers(event: CustomerWrote, at: int) -> Message:
    return Message(
        sequence=at,
        changed=at,
        at=event.at,
        message_id=event.message_id,
        author=Author.CUSTOMER,
        text=event.text,
        waits=True,
    )


def _reply(event: ReplyWritten, at: int, why: Why | None) -> Message:
    return Message(
        sequence=at,
        changed=at,
        at=event.at,
        message_id=event.message_id,
        author=event.author,
        text=event.text,
        name=event.agent_name,
        kind=event.kind,
        language=event.language,
        delivery="sending",
        why=why,
        sources=event.sources,
        cards=event.cards,
        quick_replies=event.quick_replies,
        attachments=event.attachments,
        client_id=event.client_id,
    )
