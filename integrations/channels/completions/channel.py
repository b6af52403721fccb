"""The API as a `Channel`: whoever waits for an answer is told that there is one, and reads the log.

Nobody may wait: what a person of the shop writes later comes with the next request.
"""

from dataclasses import dataclass

from assistant.conversation.ids import ConversationId
from assistant.conversation.message import OutboundMessage
from assistant.ports import Fanout

NOTICE = b""
"""The word that there is something new; what it is stands in the log."""

_DRAFT = b"draft\n"


@dataclass(frozen=True, slots=True)
class CompletionsChannel:
    """Wakes the requests that wait; a repeat is harmless."""

    fanout: Fanout

    async def send(self, message: OutboundMessage) -> None:
        await self.fanout.publish(message.conversation_id, NOTICE)

    async def show_draft(self, conversation_id: ConversationId, text: str) -> None:
        """Show whoever waits how far the assistant's reply has come; nothing is kept of it."""
        await self.fanout.publish(conversation_id, _DRAFT + text.encode())


def draft_of(notice: bytes) -> str:
    """Return how far a reply has come; "": the notice says something else."""
    return notice.removeprefix(_DRAFT).decode() if notice.startswith(_DRAFT) else ""
