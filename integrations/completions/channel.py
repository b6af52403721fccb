"""The API as a `Channel`: whoever waits for an answer is told that there is one, and reads the log.

Nobody may wait: what a person of the shop writes later comes with the next request.
"""

from dataclasses import dataclass

from assistant.conversation.message import OutboundMessage
from assistant.ports import Fanout

NOTICE = b""
"""The word that there is something new; what it is stands in the log."""


@dataclass(frozen=True, slots=True)
class CompletionsChannel:
    """Wakes the requests that wait; a repeat is harmless."""

    fanout: Fanout

    async def send(self, message: OutboundMessage) -> None:
        await self.fanout.publish(message.conversation_id, NOTICE)
