"""Put together what sends through channels of other companies; each is imported when it is used."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from assistant.app.compose.channels import PATHS, open_accounts
from assistant.app.compose.clock import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.shop import public_url
from assistant.messages.channels.read_receipts import ReadMessage
from assistant.conversation.conversation_message import ChannelKind, OutboundMessage
from assistant.ports import Channel, Sent
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.channels.contact_book import SqlContactBook
from integrations.stores.sql.channels.status_book import SqlStatusBook

if TYPE_CHECKING:
    from integrations.channels.meta.graph_sender import SendRules


class LazyChannel:
    """A channel that is opened with the first reply that goes through it."""

    def __init__(self, opening: Callable[[], Awaitable[Channel]]) -> None:
        self._opening = opening
        self._lock = asyncio.Lock()
        self._channel: Channel | None = None

    async def send(self, message: OutboundMessage) -> Sent | None:
        return await (await self.opened()).send(message)

    async def seen(self, what: ReadMessage) -> None:
        """Show that a message was read, where the channel shows such things."""
        show = getattr(await self.opened(), "seen", None)
        if show is not None:
            await show(what)

    async def opened(self) -> Channel:
        """Return the channel, open."""
        async with self._lock:
            if self._channel is None:
                self._channel = await self._opening()
        return self._channel


@asynccontextmanager
async def open_channels(
    settings: Settings, parts: Parts, *, rules: "SendRules | None" = None
) -> AsyncIterator[Mapping[ChannelKind, LazyChannel]]:
    """Open every channel of another company until the block ends; none costs a start anything.

    `rules` say how fast is sent, and how long a doubt lasts; None: the channels' own.
    """
    async with AsyncExitStack() as stack:

        def opening(channel: ChannelKind) -> Callable[[], Awaitable[Channel]]:
            async def open_one() -> Channel:
                module = await asyncio.to_thread(
                    import_module, f"integrations.{channel.value}.channel"
                )
                graph = await stack.enter_async_context(
                    import_module("integrations.channels.meta.graph_client").open_graph()
                )
                opened: Channel = module.open_channel(
                    graph,
                    accounts=open_accounts(settings, parts),
                    contacts=SqlContactBook(parts.database),
                    statuses=SqlStatusBook(parts.database),
                    files=parts.attachments,
                    limits=parts.broker.limits,
                    clock=SystemClock(),
                    shop_url=public_url(settings.shop),
                    rules=rules,
                )
                return opened

            return open_one

        yield {channel: LazyChannel(opening(channel)) for channel in PATHS}
