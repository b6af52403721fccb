"""What one process of many does at a time: whoever holds the lease."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from assistant.kit.fault_log import report
from assistant.ports import BrokerUnavailableError, Lease, Leases, LeaseState

log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class Duty:
    """A lease that is taken when it is free and kept by asking for it often enough."""

    leases: Leases
    name: str
    for_s: float  # after this a holder that asks no more has left it to the others
    _lease: Lease | None = field(default=None, init=False)

    async def is_ours(self) -> bool:
        """Return whether this process is to do it now.

        Raises:
            BrokerUnavailableError: nobody knows.
        """
        if self._lease is not None:
            if await self.leases.renew(self._lease, for_s=self.for_s) is not LeaseState.LOST:
                return True
            self._lease = None
        self._lease = await self.leases.acquire(self.name, for_s=self.for_s)
        return self._lease is not None

    async def give_back(self) -> None:
        """Leave it to another process at once, or, without a broker, once the lease has run out."""
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
        work: Callable[[asyncio.Event], Awaitable[object]],
        *,
        every_s: float,
    ) -> None:
        """Do `work`, again and again, whenever it is this process's turn, until `stop` is set.

        `work` returns soon enough for the duty to be asked for again. What goes wrong is reported;
        it is tried again after `every_s`.
        """
        while not stop.is_set():
            try:
                if await self.is_ours():
                    await work(stop)
                    continue
            except BrokerUnavailableError:
                log.warning("duty.broker_away", duty=self.name)
            except Exception as error:  # noqa: BLE001 - the log is away, a later pass finds it back
                report("duty.failed", error, duty=self.name)
            await pause(stop, every_s)
        await self.give_back()


async def pause(stop: asyncio.Event, for_s: float) -> None:
    """Wait `for_s`, or until `stop` is set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(for_s):
            await stop.wait()
