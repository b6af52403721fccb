"""Word the replies of the dialogue, in French and English: `resources/texts.*.yml`."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pydantic import JsonValue

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import NoteWritten
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Language
from assistant.kit.phrases import Phrases
from assistant.operations.dialogue.frames import Frame

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
texts, say = _PHRASES.texts, _PHRASES.say


def note(frame: Frame, language: Language) -> str:
    """Return an operation in progress with its known values, in one line."""
    what = say(f"names.{frame.operation}", language)
    known = ", ".join(f"{name} {_short(value)}" for name, value in frame.slots.items())
    return say("said.wants", language, what=f"{what} ({known})" if known else what)


def _short(value: JsonValue) -> str:
    match value:
        case dict():
            return " ".join(_short(one) for one in value.values())
        case list():
            return ", ".join(_short(one) for one in value)
        case _:
            return str(value)


def note_for_people(
    frames: Sequence[Frame],
    conversation: Conversation,
    language: Language,
    *,
    at: datetime,
    more: str = "",
) -> NoteWritten:
    """Return the note of the customer's wishes, with a model's words on their photos."""
    wanted = (note(one, language) for one in frames)
    return NoteWritten(
        conversation_id=conversation.conversation_id,
        at=at,
        note_id=MessageId(uuid.uuid4().hex),
        text="\n".join(filter(None, (*wanted, more, *conversation.described))),
    )
