"""Read a conversation as an agent sees it: messages, notes, quiet lines. Pure.

Every entry says by `changed` which event touched it last, so that an open page is sent the entries
it lacks, whether they are new or have changed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

from assistant.answers.verified.verified_draft import id_in
from assistant.console.conversations.quiet_lines import line
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ANSWERING,
    AttachmentReceived,
    AttachmentRefused,
    ConversationErased,
    ConversationEvent,
    CustomerReacted,
    CustomerWrote,
    MessageEdited,
    MessageRevoked,
    NoteWritten,
    ReplyDelivered,
    ReplyRated,
    ReplyRejected,
    ReplyStatusReported,
    ReplyWritten,
    StoredEvent,
    TurnTaken,
)
from assistant.conversation.ids import AgentId, MessageId, TeamId
from assistant.conversation.message import (
    MEDIA,
    Attachment,
    Card,
    DeliveryStatus,
    Language,
    Location,
    MessageKind,
    OrderedItem,
    Referral,
    SharedContact,
    Source,
    furthest,
)
from assistant.conversation.photo_notes import PhotoNote, PhotoReading
from assistant.conversation.reach import failure_of

Delivery = Literal["", "sending", "sent", "delivered", "read", "failed"]
Media = Literal["", "fetching", "kept", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSummary:
    """Hold how the assistant came to a reply: intent, decision and rule."""

    intent: str
    confidence: float  # in [0, 1]
    decision: str
    rule: str
    latency_ms: float

    @property
    def verified(self) -> str:
        """Return the id of the verified answer that was given; "": it was none."""
        return id_in(self.rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Hold the parts of a customer's message beside its words."""

    kind: MessageKind = MessageKind.TEXT
    location: Location | None = None
    contacts: tuple[SharedContact, ...] = ()
    items: tuple[OrderedItem, ...] = ()
    referral: Referral | None = None
    quoted: str = ""  # the message it was written under; "": none
    media: Media = ""  # how its file is doing; "": it has none
    flaw: str = ""  # why the file is not kept
    told: str = ""  # what the customer says that a picture shows, in another message
    seen: tuple[str, ...] = ()  # what a model wrote about it
    edited: bool = False
    revoked: bool = False  # the words are gone


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMessage:
    """Hold a message that the customer wrote or gets to read."""

    kind: ClassVar = "message"
    sequence: int
    changed: int
    at: datetime  # aware, UTC
    message_id: MessageId
    author: Author
    text: str
    name: str = ""  # of the agent, as the customer sees it
    language: Language | None = None
    delivery: Delivery = ""
    failure: str = ""  # a word for why it failed
    template: str = ""  # name of the template that it was sent as
    helpful: bool | None = None  # the customer's thumb
    reaction: str = ""  # the customer's emoji
    waits: bool = False  # it is unanswered
    asked: str = ""  # by the customer, where the assistant answers it
    why: TurnSummary | None = None
    sources: tuple[Source, ...] = ()
    cards: tuple[Card, ...] = ()
    quick_replies: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    client_id: str = ""  # that the page it was written on knows it by
    content: Content = Content()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Hold a note among the shop's people."""

    kind: ClassVar = "note"
    sequence: int
    changed: int
    at: datetime
    text: str
    name: str  # "": the desk
    mentions: tuple[str, ...] = ()  # names
    client_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietLine:
    """Hold an event that is said in one line."""

    kind: ClassVar = "line"
    sequence: int
    changed: int
    at: datetime
    text: str


Entry = ThreadMessage | Note | QuietLine


OfMessage = (
    ReplyDelivered
    | ReplyRejected
    | ReplyStatusReported
    | CustomerReacted
    | MessageEdited
    | MessageRevoked
    | AttachmentReceived
    | AttachmentRefused
)
"""Events that change how one message is shown."""

_QUOTED = 120  # characters of a message that another answers


def customer_message(event: CustomerWrote, at: int, quoted: str) -> ThreadMessage:
    """Return a customer's message; `quoted` is the text of the message that it answers."""
    return ThreadMessage(
        sequence=at,
        changed=at,
        at=event.at,
        message_id=event.message_id,
        author=Author.CUSTOMER,
        text=event.text,
        waits=True,
        attachments=event.attachments,
        content=Content(
            kind=event.kind,
            location=event.location,
            contacts=event.contacts,
            items=event.items,
            referral=event.referral,
            quoted=quoted[:_QUOTED],
            media="kept" if event.attachments else "fetching" if event.kind in MEDIA else "",
        ),
    )


def changed(entry: ThreadMessage, event: OfMessage) -> ThreadMessage:  # noqa: PLR0911  # one line a case
    """Return a message after its channel told something of it."""
    content = entry.content
    match event:
        case ReplyDelivered():
            # A page may be closed, or its customer have begun anew: only a read mark tells.
            return replace(entry, delivery=_reached(entry, "sent"))
        case ReplyRejected():
            return replace(entry, delivery="failed", failure=failure_of(event.reason))
        case ReplyStatusReported():
            known = _reached(entry, event.status.value)
            failure = failure_of(event.code) if known == "failed" else ""
            return replace(entry, delivery=known, failure=failure)
        case CustomerReacted():
            return replace(entry, reaction=event.emoji)
        case MessageEdited():
            return replace(entry, text=event.text, content=replace(content, edited=True))
        case MessageRevoked():
            return replace(entry, text="", attachments=(), content=Content(revoked=True))
        case AttachmentReceived():
            files = (*entry.attachments, event.attachment)
            return replace(entry, attachments=files, content=replace(content, media="kept"))
        case AttachmentRefused():
            refused = replace(content, media="refused", flaw=event.reason)
            return replace(entry, content=refused)


def _reached(entry: ThreadMessage, told: Delivery) -> Delivery:
    """Return how far the delivery of a reply came; reports may arrive in any order."""
    if entry.delivery in ("", "sending"):
        return told
    known = furthest(DeliveryStatus(entry.delivery), DeliveryStatus(told))
    return known.value


def read_thread(
    events: Sequence[StoredEvent],
    *,
    language: Language,
    names: Mapping[AgentId, str],
    zone: ZoneInfo,
    teams: Mapping[TeamId, str] = MappingProxyType({}),
) -> tuple[Entry, ...]:
    """Return the entries of a conversation, oldest first, worded in the reader's `language`.

    Times that are in their words are by the clock of `zone`; `teams` are the teams' names.
    """
    reading = _Reading(names, partial(line, language=language, names=names, zone=zone, teams=teams))
    for stored in events:
        reading.take(stored)
    return tuple(reading.entries.values())


def newer(entries: Iterable[Entry], than: int) -> tuple[Entry, ...]:
    """Return the entries that changed after the event `than`."""
    return tuple(entry for entry in entries if entry.changed > than)


class _Reading:
    """Keep the entries that were read so far."""

    def __init__(
        self, names: Mapping[AgentId, str], line_of: Callable[[ConversationEvent], str | None]
    ) -> None:
        self.entries: dict[int, Entry] = {}
        self._line_of = line_of
        self._names = names
        self._place: dict[MessageId, int] = {}
        self._turn: TurnTaken | None = None
        self._photos = PhotoReading()

    def take(self, stored: StoredEvent) -> None:
        event, at = stored.event, stored.sequence
        match event:
            case CustomerWrote():
                self._add(event.message_id, customer_message(event, at, self._quoted(event)))
            case ReplyWritten():
                self._add(event.message_id, _reply(event, at, self._why(event), self._asked(event)))
            case NoteWritten():
                self.entries[at] = self._note(event, at)
            case TurnTaken():
                self._turn = event
            case ReplyRated():
                self._change(event.message_id, at, helpful=event.helpful)
            case _ if isinstance(event, OfMessage):
                self._told(event, at)
            case _:
                self._say(event, at)
        if isinstance(event, ANSWERING):
            for message_id in event.answers:
                self._change(message_id, at, waits=False)
        for message_id in self._photos.take(event):
            self._note_photo(self._photos.notes[message_id], at)

    def _note_photo(self, note: PhotoNote, at: int) -> None:
        """Put the note of a picture beside it."""
        entry = self.entries.get(self._place.get(note.message_id, -1))
        if isinstance(entry, ThreadMessage):
            told = "" if note.told == entry.text.strip() else note.told
            content = replace(entry.content, told=told, seen=note.seen)
            self.entries[entry.sequence] = replace(entry, content=content, changed=at)

    def _add(self, message_id: MessageId, entry: ThreadMessage) -> None:
        self._place[message_id] = entry.sequence
        self.entries[entry.sequence] = entry

    def _change(self, message_id: MessageId, at: int, **changes: object) -> None:
        entry = self.entries.get(self._place.get(message_id, -1))
        if isinstance(entry, ThreadMessage):
            changed = replace(entry, changed=at, **changes)  # type: ignore[arg-type]  # its fields
            self.entries[entry.sequence] = changed

    def _told(self, event: OfMessage, at: int) -> None:
        entry = self.entries.get(self._place.get(event.message_id, -1))
        if isinstance(entry, ThreadMessage):
            self.entries[entry.sequence] = replace(changed(entry, event), changed=at)

    def _quoted(self, event: CustomerWrote) -> str:
        place = self._place.get(event.reply_to, -1) if event.reply_to else -1
        entry = self.entries.get(place)
        return entry.text if isinstance(entry, ThreadMessage) else ""

    def _why(self, event: ReplyWritten) -> TurnSummary | None:
        turn, self._turn = self._turn, None
        if turn is None or event.author is not Author.ASSISTANT or turn.answers != event.answers:
            return None
        return TurnSummary(
            intent=turn.intent,
            confidence=turn.confidence,
            decision=turn.decision,
            rule=turn.rule,
            latency_ms=turn.latency_ms,
        )

    def _asked(self, event: ReplyWritten) -> str:
        """Return the question that an answer of the assistant is for; "": it answers none."""
        if event.author is not Author.ASSISTANT:
            return ""
        entries = (self.entries.get(self._place.get(one, -1)) for one in event.answers)
        return " ".join(one.text for one in entries if isinstance(one, ThreadMessage)).strip()

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
        if text := self._line_of(event):
            self.entries[at] = QuietLine(sequence=at, changed=at, at=event.at, text=text)


def _reply(event: ReplyWritten, at: int, why: TurnSummary | None, asked: str) -> ThreadMessage:
    return ThreadMessage(
        sequence=at,
        changed=at,
        at=event.at,
        message_id=event.message_id,
        author=event.author,
        text=event.text,
        name=event.agent_name,
        language=event.language,
        delivery="sending",
        why=why,
        asked=asked,
        sources=event.sources,
        cards=event.cards,
        quick_replies=event.quick_replies,
        attachments=event.attachments,
        client_id=event.client_id,
        template=event.template.name if event.template else "",
    )
