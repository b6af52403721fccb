"""Put together what fetches the files of customers' messages, in one worker of many."""

import asyncio
from contextlib import AsyncExitStack
from importlib import import_module
from typing import Any

from assistant.app.compose.channels import PATHS, open_accounts
from assistant.app.compose.clock import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.messages.channels.ports import DueMedia, MediaScanner
from assistant.kit.assistant_duty import Duty
from assistant.messages.intake.media_fetch import MediaFetcher, MediaLimits, Unscanned
from assistant.kit.settings.settings import Settings
from integrations.services.clamav.clamav_scanner import ClamAv
from integrations.stores.sql.channels.envelopes import SqlMediaQueue

_DUTY_S = 30.0  # longer than a file takes


class LazyMedia:
    """A `MediaSource` that is opened with the first file, and closed with the worker."""

    def __init__(self, stack: AsyncExitStack, settings: Settings, parts: Parts) -> None:
        self._stack = stack
        self._settings = settings
        self._parts = parts
        self._lock = asyncio.Lock()
        self._source: Any = None

    async def fetch(self, due: DueMedia, *, most_bytes: int) -> bytes:
        async with self._lock:
            if self._source is None:
                module = await asyncio.to_thread(import_module, "integrations.channels.meta.customer_media")
                graph = import_module("integrations.channels.meta.graph_client").open_graph()
                self._source = module.MetaMedia(
                    graph=await self._stack.enter_async_context(graph),
                    accounts=open_accounts(self._settings, self._parts),
                )
        fetched: bytes = await self._source.fetch(due, most_bytes=most_bytes)
        return fetched


def assemble_media(stack: AsyncExitStack, settings: Settings, parts: Parts) -> MediaFetcher:
    """Put it together; `stack` closes it."""
    source = LazyMedia(stack, settings, parts)
    address = settings.scanner.clamd
    scanner: MediaScanner = ClamAv(address=address) if address else Unscanned()
    return MediaFetcher(
        queue=SqlMediaQueue(parts.database),
        sources=dict.fromkeys(PATHS, source),
        scanner=scanner,
        attachments=parts.attachments,
        events=parts.log,
        clock=SystemClock(),
        duty=Duty(leases=parts.broker.leases, name="channels.media", for_s=_DUTY_S),
        limits=MediaLimits(most_bytes=settings.attachments.max_mb * 1_000_000),
    )
