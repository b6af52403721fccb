"""Run the reading of the set-up's sources in a process of its own, which the API starts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from assistant.app.processes.round_processes import RoundFailedError
from assistant.console.setup.shop_sources import ReadingReport, ShopSources
from assistant.kit.fault_log import report

_BROKEN_OFF = "it was broken off: have it read again"


@dataclass(slots=True)
class SourceReadings:
    """Start a reading when it is asked for, one after the other."""

    sources: ShopSources
    work: Callable[[asyncio.Event], Awaitable[None]]  # RoundFailedError: it could not be done
    _wanted: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _telling: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def ask(self) -> None:
        """Ask for a reading: the sources changed."""
        async with self._telling:
            await asyncio.to_thread(self.sources.tell, ReadingReport(state="reading"))
            self._wanted.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Read whenever it is asked for, until `stop` is set."""
        await self._end()  # one that an earlier process did not end
        stopping = asyncio.ensure_future(stop.wait())
        while not stop.is_set():
            wanting = asyncio.ensure_future(self._wanted.wait())
            await asyncio.wait((stopping, wanting), return_when=asyncio.FIRST_COMPLETED)
            wanting.cancel()
            if stop.is_set():
                return
            self._wanted.clear()
            try:
                await self.work(stop)
            except RoundFailedError as error:
                report("sources.failed", error)
            await self._end()

    async def _end(self) -> None:
        """Tell of a reading that its process did not end, unless the next is asked for."""
        async with self._telling:
            told = await asyncio.to_thread(self.sources.report)
            if told.is_running and not self._wanted.is_set():
                failed = ReadingReport(state="failed", why=_BROKEN_OFF)
                await asyncio.to_thread(self.sources.tell, failed)
