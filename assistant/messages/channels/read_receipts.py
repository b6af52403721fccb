"""Tell customers that their message was read and that an answer is being written.

It never delays the answer, and may be lost: nobody waits for it, and a channel that is away is not
asked again.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog

from assistant.conversation.ids import AccountId, ConversationId
from assistant.conversation.message import ChannelKind

log = structlog.get_logger(__name__)

_BACKLOG = 256
_AT_ONCE = 8
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMessage:
    """Hold a customer's last message, which was read."""

    channel: ChannelKind
    account_id: AccountId
    conversation_id: ConversationId
    provider_message_id: str
    typing: bool  # an answer is being written


class Signals(Protocol):
    """Show on a channel that a message was read."""

    async def seen(self, what: ReadMessage) -> None:
        """Show that a message was read; any exception is ignored."""
        ...


class Receipts:
    """Queue read receipts, and run the tasks that send them."""

    def __init__(self, signals: Mapping[ChannelKind, Signals]) -> None:
        self._signals = signals
        self._waiting: asyncio.Queue[ReadMessage] = asyncio.Queue(_BACKLOG)

    def tell(self, what: ReadMessage) -> None:
        """Queue a receipt, if the channel shows receipts and not too many wait."""
        if what.channel in self._signals and not self._waiting.full():
            self._waiting.put_nowait(what)

    async def run(self, stop: asyncio.Event) -> None:
        """Send receipts until `stop` is set."""
        async with asyncio.TaskGroup() as group:
            tellers = [group.create_task(self._tell_all()) for _ in range(_AT_ONCE)]
            await stop.wait()
            for teller in tellers:
                teller.cancel()

    async def _tell_all(self) -> None:
        while True:
            what = await self._waiting.get()
            try:
                async with asyncio.timeout(_PATIENCE_S):
                    await self._signals[what.channel].seen(what)
            except Exception as error:  # noqa: BLE001 - nobody waits for it
                log.debug("receipts.lost", channel=what.channel, error=type(error).__name__)
