"""Run work in one process of many: in the one that holds the lease.

Work runs again and again, or once a day at the shop's quiet hour. The day is noted once its work is
done, so that a restart repeats nothing, and work that died is done again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Protocol, TypeVar

import structlog

from assistant.kit.fault_log import report
from assistant.ports import BrokerUnavailableError, Clock, Lease, Leases, LeaseState

log = structlog.get_logger(__name__)

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Duty:
    """Hold a lease that is taken when it is free and kept by renewing it often enough."""

    leases: Leases
    name: str
    for_s: float  # after this a holder that asks no more has left it to the others
    _lease: Lease | None = field(default=None, init=False)

    async def is_ours(self) -> bool:
        """Return whether this process has the duty now.

        Raises:
            BrokerUnavailableError: the broker does not answer, so nobody knows.
        """
        if self._lease is not None:
            if await self.leases.renew(self._lease, for_s=self.for_s) is not LeaseState.LOST:
                return True
            self._lease = None
        self._lease = await self.leases.acquire(self.name, for_s=self.for_s)
        return self._lease is not None

    async def keep_during(self, working: "asyncio.Future[T]") -> bool:
        """Renew the lease until some work is done, so that no other process begins it.

        Return whether it was never lost.

        Raises:
            BrokerUnavailableError: the broker does not answer, so nobody knows.
        """
        held = True
        while True:
            await asyncio.wait((working,), timeout=self.for_s / 3)
            if working.done():
                return held
            held = await self.is_ours() and held

    async def give_back(self) -> None:
        """Release the lease; without a broker it runs out by itself."""
        if self._lease is None:
            return
        try:
            await self.leases.release(self._lease)
        except BrokerUnavailableError:
            log.warning("duty.broker_away", duty=self.name)
        self._lease = None

    async def run(
        self,
        stop: asyncio.Event,
        work: Callable[[asyncio.Event], Awaitable[float | None]],
        *,
        every_s: float,
    ) -> None:
        """Run `work` again and again while this process has the duty, until `stop` is set.

        `work` returns the seconds to pause before it is run again; None: no pause. Work and pause
        together have to end before the lease runs out. An error is reported; after it, and while
        another process has the duty, the pause is `every_s`.
        """
        while not stop.is_set():
            pause_s: float | None = every_s
            try:
                if await self.is_ours():
                    pause_s = await work(stop)
            except BrokerUnavailableError:
                log.warning("duty.broker_away", duty=self.name)
            except Exception as error:  # noqa: BLE001 - the log is away, a later pass finds it back
                report("duty.failed", error, duty=self.name)
            if pause_s is not None:
                await pause(stop, pause_s)
        await self.give_back()


async def repeat_for(
    duration_s: float,
    stop: asyncio.Event,
    once: Callable[[], Awaitable[object]],
    *,
    idle_s: float,
) -> None:
    """Run `once` again and again for a time, with a pause of `idle_s` after each 0 or False."""
    loop = asyncio.get_running_loop()
    until = loop.time() + duration_s
    while not stop.is_set() and loop.time() < until:
        if not await once():
            await pause(stop, idle_s)


async def pause(stop: asyncio.Event, for_s: float) -> None:
    """Wait `for_s`, or until `stop` is set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(for_s):
            await stop.wait()


_AGAIN_AFTER_S = 900.0  # what failed may be over by then


class DailyNote(Protocol):
    """Remember the time when the day's work was last done, over restarts."""

    async def read(self) -> datetime | None: ...

    async def write(self, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """Run `work` once a day after `hour`, UTC."""

    name: str
    hour: int  # 0 to 23
    duty: Duty
    note: DailyNote
    work: Callable[[asyncio.Event], Awaitable[None]]  # returns early once the event is set
    clock: Clock
    every_s: float = 60.0  # to look whether it is time

    async def run(self, stop: asyncio.Event) -> None:
        """Run the work on every day, while this process has the duty, until `stop` is set."""
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
        """Run the work while keeping the lease; return whether it was done."""
        at = self.clock.now()
        working = asyncio.create_task(self._work(stop))
        if not await self.duty.keep_during(working):
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
        """Wait in steps that keep the lease."""
        loop = asyncio.get_running_loop()
        until = loop.time() + for_s
        while not stop.is_set() and loop.time() < until and await self.duty.is_ours():
            await pause(stop, min(self.duty.for_s / 3, until - loop.time()))


def is_due(last: datetime | None, *, began: datetime, now: datetime, hour: int) -> bool:
    """Return whether it is time for the day's work; all times aware, UTC.

    If it was never done, the hour has to pass once first, so that a fresh start stays light.
    """
    point = datetime.combine(now.date(), time(hour), tzinfo=now.tzinfo)
    if point > now:
        point -= timedelta(days=1)
    return point > began if last is None else last < point
