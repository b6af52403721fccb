"""A conversation as an agent reads it: messages, notes, quiet lines. Pure.

Every entry says by `changed` which event touched it last, so that an open page is sent what it
has not, whether that is new or has become different.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from assistant.console.conversations.entries import Entry, QuietLine, ThreadMessage, Note, TurnSummary
from assistant.console.conversations.quiet_lines import line
from assistant.console.conversations.reaching import OfMessage, changed, customer_message
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ANSWERING,
    ConversationErased,
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    NoteWritten,
    ReplyRated,
    ReplyWritten,
    StoredEvent,
    TurnTaken,
)
from assistant.conversation.ids import AgentId, MessageId
from assistant.conversation.conversation_message import ChannelKind, Language

__all__ = ["Entry", "QuietLine", "ThreadMessage", "Note", "newer", "read_thread"]


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
        self._channel = ChannelKind.WEBCHAT

    def take(self, stored: StoredEvent) -> None:
        event, at = stored.event, stored.sequence
        match event:
            case CustomerWrote():
                self._add(event.message_id, customer_message(event, at, self._quoted(event)))
            case ReplyWritten():
                self._add(event.message_id, _reply(event, at, self._why(event)))
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
            self.entries[entry.sequence] = replace(changed(entry, event, self._channel), changed=at)

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
        if isinstance(event, ConversationStarted):
            self._channel = event.channel
        if isinstance(event, ConversationErased):
            self.entries.clear()  # they say nothing any more
        if text := line(event, self._language, self._names, zone=self._zone):
            self.entries[at] = QuietLine(sequence=at, changed=at, at=event.at, text=text)


def _reply(event: ReplyWritten, at: int, why: TurnSummary | None) -> ThreadMessage:
    return ThreadMessage(
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
        template=event.template.name if event.template else "",
    )
