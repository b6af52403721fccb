"""Send the replies of the web chat to open pages.

A notice goes over the fan-out to every process that holds an open page. It carries the event
itself, so that the page is served without reading the log. It also says which sequence it
`follows`: a page that has seen everything up to there has missed nothing, any other reads the log.
When no page is open, nothing has to be sent, because a page that opens later reads the log.
"""

from dataclasses import dataclass
from typing import Self

from assistant.conversation.events import Author
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import OutboundMessage
from assistant.ports import Fanout
from integrations.channels.webchat.wire_bodies import (
    describe_draft,
    describe_outbound,
    describe_typing,
)

_TRANSIENT = 0  # sequences begin at 1
_UNSURE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Hold an event for open pages, or the news that the log has a new event."""

    sequence: int = _TRANSIENT  # 0: not of the log, such as typing
    follows: int | None = None  # pages need no event between it and `sequence`; None: unsure
    data: bytes = b""  # JSON in one line; empty: read the log

    def encode(self) -> bytes:
        """Return the wire form: two numbers, a line end, the data."""
        follows = _UNSURE if self.follows is None else self.follows
        return b"%d %d\n%s" % (self.sequence, follows, self.data)

    @classmethod
    def decode(cls, wire: bytes) -> Self:
        """Read a notice from its wire form.

        Raises:
            ValueError: `wire` is no notice.
        """
        head, _, data = wire.partition(b"\n")
        sequence, follows = map(int, head.split(b" "))
        return cls(sequence=sequence, follows=None if follows == _UNSURE else follows, data=data)


@dataclass(frozen=True, slots=True)
class WebChatChannel:
    """Deliver replies to open pages; a repeat is harmless, pages know the sequence."""

    fanout: Fanout

    async def send(self, message: OutboundMessage) -> None:
        notice = Notice(
            sequence=message.sequence,
            follows=message.follows,
            data=describe_outbound(message) or b"",
        )
        await self.fanout.publish(message.conversation_id, notice.encode())

    async def show_draft(self, conversation_id: ConversationId, text: str) -> None:
        """Show open pages the beginning of the assistant's reply; it is not stored."""
        await self.fanout.publish(conversation_id, Notice(data=describe_draft(text)).encode())

    async def show_typing(
        self, conversation_id: ConversationId, author: Author, *, active: bool, name: str = ""
    ) -> None:
        """Tell open pages that `author` begins or ends to write; it is not stored.

        `name` is the author's name for customers; "": the page says agent or assistant.
        """
        notice = Notice(data=describe_typing(author, active=active, name=name))
        await self.fanout.publish(conversation_id, notice.encode())
