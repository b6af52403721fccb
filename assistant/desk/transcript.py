"""Write a conversation as text, for a note and for download. Pure.

Words that only the shop's people may see are in it on request alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    NoteWritten,
    ReplyWritten,
)
from assistant.conversation.gist import gist
from assistant.conversation.ids import AgentId
from assistant.conversation.message import Language
from assistant.desk.handoff.moments import write_moment

_NOBODY: Mapping[AgentId, str] = {}


class LineVoice(StrEnum):
    """Name the speaker of a line."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SHOP = "shop"  # the desk's notices
    NOTE = "note"  # among the shop's people


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptLine:
    """Hold the words of one speaker at one time."""

    at: datetime  # aware, UTC
    voice: LineVoice
    name: str  # of the agent; "": none is known
    text: str
    cards: tuple[str, ...] = ()  # products shown: title and price
    links: tuple[str, ...] = ()  # where the words come from
    files: tuple[str, ...] = ()  # names


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """Hold a conversation's words in order."""

    lines: tuple[TranscriptLine, ...]
    language: Language
    zone: ZoneInfo
    shop: str


def transcribe(
    events: Iterable[ConversationEvent],
    *,
    language: Language,
    zone: ZoneInfo,
    shop: str,
    notes: bool = False,
    names: Mapping[AgentId, str] = _NOBODY,
) -> Transcript:
    """Return the words of a conversation as a transcript.

    `names` are the agents' names for notes, which are left out unless `notes` is set.
    """
    lines = [
        line
        for event in events
        if (line := _line(event, names)) is not None and (notes or line.voice is not LineVoice.NOTE)
    ]
    return Transcript(lines=tuple(lines), language=language, zone=zone, shop=shop)


def as_text(transcript: Transcript) -> str:
    """Return the transcript as plain text, lines as they were written."""
    words = _WORDS[transcript.language]
    parts = ["\n".join((words["title"].format(shop=transcript.shop), _times(transcript)))]
    for line in transcript.lines:
        below = [line.text] if line.text else []
        below += [f"- {card}" for card in line.cards]
        below += [f"{words['source']} {link}" for link in line.links]
        below += [f"{words['file']} {name}" for name in line.files]
        parts.append("\n".join((f"{_when(transcript, line)} - {_who(transcript, line)}", *below)))
    return "\n\n".join(parts) + "\n"


def _line(event: ConversationEvent, names: Mapping[AgentId, str]) -> TranscriptLine | None:
    match event:
        case CustomerWrote():
            return TranscriptLine(at=event.at, voice=LineVoice.CUSTOMER, name="", text=gist(event))
        case ReplyWritten():
            return TranscriptLine(
                at=event.at,
                voice=_VOICES[event.author],
                name=event.agent_name,
                text=event.text,
                cards=tuple(f"{card.title}, {card.price}" for card in event.cards),
                links=tuple(dict.fromkeys(source.title for source in event.sources)),
                files=tuple(file.name for file in event.attachments),
            )
        case NoteWritten():
            name = names.get(event.by, "") if event.by else ""
            return TranscriptLine(at=event.at, voice=LineVoice.NOTE, name=name, text=event.text)
        case _:
            return None


def _who(transcript: Transcript, line: TranscriptLine) -> str:
    said = _WORDS[transcript.language][line.voice].format(shop=transcript.shop)
    return f"{line.name} ({said})" if line.name else said


def _when(transcript: Transcript, line: TranscriptLine) -> str:
    return write_moment(line.at, zone=transcript.zone, language=transcript.language)


def _times(transcript: Transcript) -> str:
    """Return the line that names the time zone: the reader may be anywhere."""
    return _WORDS[transcript.language]["times"].format(zone=transcript.zone.key)


_VOICES = {
    Author.CUSTOMER: LineVoice.CUSTOMER,
    Author.ASSISTANT: LineVoice.ASSISTANT,
    Author.AGENT: LineVoice.AGENT,
    Author.SYSTEM: LineVoice.SHOP,
}

_WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "title": "Votre conversation avec {shop}",
        "times": "Heures : {zone}",
        "source": "Source :",
        "file": "Pièce jointe :",
        LineVoice.CUSTOMER: "Client",
        LineVoice.ASSISTANT: "Assistant de {shop}",
        LineVoice.AGENT: "{shop}",
        LineVoice.SHOP: "{shop}",
        LineVoice.NOTE: "Note interne",
    },
    "en": {
        "title": "Your conversation with {shop}",
        "times": "Times: {zone}",
        "source": "Source:",
        "file": "Attachment:",
        LineVoice.CUSTOMER: "Customer",
        LineVoice.ASSISTANT: "{shop}'s assistant",
        LineVoice.AGENT: "{shop}",
        LineVoice.SHOP: "{shop}",
        LineVoice.NOTE: "Internal note",
    },
}
