"""Tell waiting requests of new replies in the log: the port `Channel` of the API.

When no request waits, the reply of a person of the shop comes with the client's next request.
"""

from dataclasses import dataclass

from assistant.conversation.ids import ConversationId
from assistant.conversation.message import OutboundMessage
from assistant.ports import Fanout

NOTICE = b""
"""Tells a waiting request to read the log."""

_DRAFT = b"draft\n"


@dataclass(frozen=True, slots=True)
class CompletionsChannel:
    """Wake the requests that wait in a conversation; a repeat is harmless."""

    fanout: Fanout

    async def send(self, message: OutboundMessage) -> None:
        await self.fanout.publish(message.conversation_id, NOTICE)

    async def show_draft(self, conversation_id: ConversationId, text: str) -> None:
        """Send the beginning of the assistant's reply to waiting requests; it is not stored."""
        await self.fanout.publish(conversation_id, _DRAFT + text.encode())


def draft_of(notice: bytes) -> str:
    """Return the draft that a notice carries; "" if it carries none."""
    return notice.removeprefix(_DRAFT).decode() if notice.startswith(_DRAFT) else ""
