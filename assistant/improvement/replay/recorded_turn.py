"""Cut a recorded conversation into its turns. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ApprovalDecided,
    ConversationClaimed,
    ConversationErased,
    ConversationEvent,
    ConversationReleased,
    ConversationResolved,
    CustomerWrote,
    OperationOrdered,
    SuggestionDecided,
    TurnTaken,
)

_ENDING = (
    CustomerWrote,
    OperationOrdered,
    ApprovalDecided,
    SuggestionDecided,
    ConversationClaimed,
    ConversationReleased,
    ConversationResolved,
)
"""Events of customers and of people: what follows from them is no part of the turn before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedTurn:
    """Hold a recorded turn: the conversation before it, and the events that followed.

    It ends with the customer's next message, or where a person acts. So a yes in a message, and
    the operation that follows from it, are one turn.
    """

    number: int  # in its conversation, from 1
    before: Conversation  # with the messages that were unanswered
    at: datetime  # aware, UTC: when it was taken
    followed: tuple[ConversationEvent, ...]

    @property
    def said(self) -> tuple[str, ...]:
        """Return the customer's messages that the turn answered, oldest first."""
        return tuple(one.text for one in self.before.to_answer)


def turns_of(events: Iterable[ConversationEvent]) -> Iterator[RecordedTurn]:
    """Yield the turns of a conversation, whose events come oldest first.

    An erased conversation has none, and neither has what follows on an event of another version
    of the program: the state before such a turn is not known.
    """
    state: Conversation | None = None
    opened: Conversation | None = None  # the state before the turn that goes on
    followed: list[ConversationEvent] = []
    number = 0
    for event in events:
        if isinstance(event, ConversationErased):
            return
        if opened is not None and isinstance(event, _ENDING):
            number += 1
            yield _turn(number, opened, followed)
            opened, followed = None, []
        state = state or Conversation(conversation_id=event.conversation_id)
        if opened is None and isinstance(event, TurnTaken) and state.to_answer:
            opened = state
        if opened is not None:
            followed.append(event)
        state = state.after(event)
        if state.is_unread:
            return
    if opened is not None:
        yield _turn(number + 1, opened, followed)


def _turn(number: int, before: Conversation, followed: Iterable[ConversationEvent]) -> RecordedTurn:
    events = tuple(followed)
    return RecordedTurn(number=number, before=before, at=events[0].at, followed=events)
