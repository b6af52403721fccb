"""The web chat as a `Channel`: a reply goes to whoever has the conversation open.

Nobody may: then there is nothing to do, because a page that opens later reads the log.
"""

from dataclasses import dataclass

from assistant.conversation.events import Author
from assistant.conversation.ids import ConversationId
from assistant.conversation.conversation_message import OutboundMessage
from assistant.ports import Fanout
from integrations.channels.webchat.notices import Notice
from integrations.channels.webchat.wire_bodies import describe_draft, describe_outbound, describe_typing


@dataclass(frozen=True, slots=True)
class WebChatChannel:
    """Delivers replies to open pages; a repeat is harmless, pages know the sequence."""

    fanout: Fanout

    async def send(self, message: OutboundMessage) -> None:
        notice = Notice(
            sequence=message.sequence,
            follows=message.follows,
            data=describe_outbound(message) or b"",
        )
        await self.fanout.publish(message.conversation_id, notice.encode())

    async def show_draft(self, conversation_id: ConversationId, text: str) -> None:
        """Show open pages how far the assistant's reply has come; nothing is kept of it."""
        await self.fanout.publish(conversation_id, Notice(data=describe_draft(text)).encode())

    async def show_typing(
        self, conversation_id: ConversationId, author: Author, *, active: bool, name: str = ""
    ) -> None:
        """Tell open pages that `author` begins or ends to write; nothing is kept of it.

        `name` is what customers call them by; "": what the author is.
        """
        notice = Notice(data=describe_typing(author, active=active, name=name))
        await self.fanout.publish(conversation_id, notice.encode())
