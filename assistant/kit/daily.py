"""What is done once a day, at the shop's quiet hour, by one process of many.

The day is noted once it is done, so that a restart repeats nothing, and what died is done again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

import structlog

from assistant.kit.assistant_duty import Duty, pause
from assistant.kit.fault_log import report
from assistant.ports import Clock

log = structlog.get_logger(__name__)

_AGAIN_AFTER_S = 900.0  # what failed may be over by then


class DailyNote(Protocol):
    """Remembers when it was last done, over restarts."""

    async def read(self) -> datetime | None: ...

    async def write(self, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """Does `work` once a day after `hour`, UTC."""

    name: str
    hour: int  # 0 to 23
    duty: Duty
    note: DailyNote
    work: Callable[[asyncio.Event], Awaitable[None]]  # returns early once the event is set
    clock: Clock
    every_s: float = 60.0  # to look whether it is time

    async def run(self, stop: asyncio.Event) -> None:
        """Do it on every day until `stop` is set, whenever it is this process's turn."""
        began = self.clock.now()

        async def look(stop: asyncio.Event) -> None:
            await self._look(stop, began)

        await self.duty.run(stop, look, every_s=self.every_s)

    async def _look(self, stop: asyncio.Event, began: datetime) -> None:
        pause_s = self.every_s
        if is_due(await self.note.read(), began=began, now=self.clock.now(), hour=self.hour):
            pause_s = 0.0 if await self._do(stop) else _AGAIN_AFTER_S
        await self._wait(stop, pause_s)

    async def _do(self, stop: asyncio.Event) -> bool:
        """Return whether it was done."""
        at = self.clock.now()
        working = asyncio.create_task(self._work(stop))
        while not working.done():  # the duty is asked for meanwhile, or another would begin
            await asyncio.wait((working,), timeout=self.duty.for_s / 3)
            if not working.done() and not await self.duty.is_ours():
                log.warning("daily.lost", name=self.name)
        done = working.result() and not stop.is_set()
        if done:
            await self.note.write(at)
        return done

    async def _work(self, stop: asyncio.Event) -> bool:
        try:
            await self.work(stop)
        except Exception as error:  # noqa: BLE001 - tried again later, and tomorrow
            report("daily.failed", error, name=self.name)
            return False
        return True

    async def _wait(self, stop: asyncio.Event, for_s: float) -> None:
        """Wait in steps that keep the duty."""
        loop = asyncio.get_running_loop()
        until = loop.time() + for_s
        while not stop.is_set() and loop.time() < until and await self.duty.is_ours():
            await pause(stop, min(self.duty.for_s / 3, until - loop.time()))


def is_due(last: datetime | None, *, began: datetime, now: datetime, hour: int) -> bool:
    """Return whether it is time; all aware, UTC.

    Who has never done it waits for the hour to pass once, so that a fresh start stays light.
    """
    point = datetime.combine(now.date(), time(hour), tzinfo=now.tzinfo)
    if point > now:
        point -= timedelta(days=1)
    return point > began if last is None else last < point
