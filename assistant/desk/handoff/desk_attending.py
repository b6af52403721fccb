"""Beside the assistant's turn: what happens to a message in a conversation that is a person's."""

from dataclasses import dataclass
from typing import Protocol

from assistant.conversation.conversation_conversation import Conversation, ConversationStatus
from assistant.conversation.event_base import Reason
from assistant.conversation.events import ConversationEvent
from assistant.conversation.conversation_message import Language
from assistant.desk.handoff.attending import needs_outlook, take_address, tell_absence
from assistant.desk.handoff.wait_outlook import Outlook
from assistant.ports import Clock


class AssistantTurn(Protocol):
    """The assistant's."""

    async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]: ...


class AbsenceOutlooks(Protocol):
    """As in `assistant.messages.turn`."""

    async def outlook(self, conversation: Conversation, reason: Reason) -> Outlook: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceNotices:
    """Takes the assistant's turn where it is the assistant's, else attends for people.

    Never writes what the assistant would say.
    """

    turn: AssistantTurn
    outlooks: AbsenceOutlooks
    clock: Clock
    default_language: Language = "fr"

    async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        """Return the events that follow; none: there is nothing to say."""
        if conversation.status is not ConversationStatus.OPEN:
            return await self.turn.take(conversation)
        return await self.attend(conversation)

    async def attend(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        """Return what is said for people, of a conversation that is theirs."""
        language = conversation.language or self.default_language
        if given := take_address(conversation, self.clock.now(), language=language):
            return given
        if not needs_outlook(conversation):
            return ()
        handoff = conversation.ownership.handoff
        reason = handoff.reason if handoff else Reason.CHOSEN
        outlook = await self.outlooks.outlook(conversation, reason)
        return tell_absence(conversation, outlook, language=language)
