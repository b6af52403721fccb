"""Run the reading of sources in a process of its own: when it is asked for, and on a schedule.

The API starts it. Of many processes, the one that has the duty looks whether a source is due.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from assistant.app.processes.round_processes import RoundFailedError
from assistant.console.setup.shop_sources import ReadingReport, ShopSources
from assistant.console.setup.source_marks import SourceMarks
from assistant.console.setup.source_schedules import SourceSchedules
from assistant.kit.duty import Duty, pause
from assistant.kit.fault_log import report
from assistant.ports import Clock

log = structlog.get_logger(__name__)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledReadings:
    """Ask for the readings that are due by the shop's clock; missed ones are caught up."""

    schedules: SourceSchedules
    marks: SourceMarks
    ask: Callable[[], Awaitable[None]]
    zone: Callable[[], Awaitable[ZoneInfo]]  # of the shop
    duty: Duty
    clock: Clock
    every_s: float = 20.0  # to look whether a source is due, in one small file

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop` is set, whenever it is this process's turn."""
        await self.duty.run(stop, self._look, every_s=self.every_s)

    async def _look(self, stop: asyncio.Event) -> None:
        await self.once()
        await pause(stop, self.every_s)

    async def once(self) -> list[str]:
        """Ask for a reading of the sources that are due; return them."""
        zone = await self.zone()
        take = partial(self.schedules.take_due, self.clock.now(), zone, self.marks.want)
        due = await asyncio.to_thread(take)
        if due:
            log.info("sources.due", count=len(due))
            await self.ask()
        return due
