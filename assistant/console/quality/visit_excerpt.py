"""Cut the messages around a place out of a conversation, for people who judge it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    HandoffRequested,
    ReplyWritten,
)

_BEFORE, _AFTER = 6, 5  # messages around the place


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcerptLine:
    """Hold one message of an excerpt."""

    at: datetime  # aware, UTC
    author: str  # an `Author`, or `handoff`: a person was called
    name: str  # of the agent; "": none
    text: str  # of a handoff its reason
    sources: tuple[str, ...] = ()  # what it quotes
    is_place: bool = False  # what the check points at


def excerpt(
    events: Sequence[ConversationEvent], message_id: str, visit_id: str
) -> Sequence[ExcerptLine]:
    """Return the messages around `message_id`; of an unknown one, those from the visit's first."""
    lines = [one for event in events if (one := _line(event, message_id)) is not None]
    ids = [getattr(event, "message_id", "") for event in events if _line(event, "") is not None]
    at = next((place for place, one in enumerate(ids) if one == message_id), None)
    if at is None:
        at = next((place for place, one in enumerate(ids) if one == visit_id), 0)
    return lines[max(0, at - _BEFORE) : at + _AFTER + 1]


def _line(event: ConversationEvent, message_id: str) -> ExcerptLine | None:
    match event:
        case CustomerWrote():
            return ExcerptLine(
                at=event.at,
                author="customer",
                name="",
                text=event.text,
                is_place=event.message_id == message_id,
            )
        case ReplyWritten():
            return ExcerptLine(
                at=event.at,
                author=event.author,
                name=event.agent_name,
                text=event.text,
                sources=tuple(f"{one.title}: {one.quote}" for one in event.sources[:3]),
                is_place=event.message_id == message_id,
            )
        case HandoffRequested():
            return ExcerptLine(at=event.at, author="handoff", name="", text=event.reason)
        case _:
            return None
