"""What of a conversation belongs to the handoff that people have before them. Pure."""

from collections.abc import Sequence

from assistant.conversation.events import (
    ConversationEvent,
    ConversationReleased,
    HandoffRequested,
    HandoffSummarised,
)


def since_release(events: Sequence[ConversationEvent]) -> Sequence[ConversationEvent]:
    """Return what came after the last human stretch: what was before it is dealt with."""
    ends = [at for at, one in enumerate(events) if isinstance(one, ConversationReleased)]
    return events[ends[-1] + 1 :] if ends else events


def summed_up(events: Sequence[ConversationEvent]) -> HandoffSummarised | None:
    """Return what a model made of the last handoff; None: it was not asked yet.

    One without sentences was erased, or nothing came of it.
    """
    for event in reversed(events):
        if isinstance(event, HandoffSummarised):
            return event
        if isinstance(event, HandoffRequested):
            return None
    return None
