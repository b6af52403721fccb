"""Take a turn step by step: the first step that does not pass the conversation on ends it."""

from collections.abc import Iterable
from typing import Protocol

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent
from assistant.kit.telemetry.trace_spans import span


class TurnStep(Protocol):
    """Take the turn of a conversation, or pass the conversation on."""

    async def take(
        self, conversation: Conversation
    ) -> tuple[ConversationEvent, ...] | Conversation:
        """Return the events that follow, or the conversation as the next step is to read it.

        No events: the turn is this step's, and nothing is to be said.
        """
        ...


async def take_steps(
    steps: Iterable[TurnStep], conversation: Conversation
) -> tuple[ConversationEvent, ...]:
    """Return the events of the first step that does not pass the conversation on."""
    for step in steps:
        with span("turn.step", step=type(step).__name__):
            taken = await step.take(conversation)
        if not isinstance(taken, Conversation):
            return taken
        conversation = taken
    return ()
