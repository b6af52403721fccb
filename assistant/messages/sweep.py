"""Find work that was lost: messages that no worker was told of, replies that did not go out.

The queue may lose anything at any time. The log does not, so every few seconds one process asks the
log which conversations still wait, and puts those back. A worker that is given one does the work
that is left to do for it. A conversation that was put back in vain waits for longer each time, so
that it hides no other, and in the end becomes a dead letter.
"""

import asyncio
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from assistant.conversation.ids import ConversationId
from assistant.kit.duty import Duty
from assistant.kit.telemetry.metrics import SWEPT
from assistant.messages.ports import StuckWork, WaitingWork
from assistant.ports import Clock, Leases, WorkQueue

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepLimits:
    """Hold the limits of the sweep: when work has waited too long, and how often it is put back."""

    every_s: float = 2.0  # two indexed queries each
    waiting_s: float = 1.0  # far above a turn's 10 ms; what a worker has in hand is left alone
    first_pause_s: float = 2.0  # between putting one conversation back and again; doubles
    longest_pause_s: float = 60.0  # a channel that was away is found back within a minute
    limit: int = 1000  # conversations looked at in one query, the longest waiting first
    pages: int = 20  # such queries in one pass, where most of them are in the queue already
    most_waiting: int = 20_000  # entries; beyond, what is lost waits no longer than what is queued
    most_tries: int = 20  # some 17 minutes of answering in vain
    deliver_for: timedelta = timedelta(hours=25)  # an hour after the outbox has given up
    jitter: float = 0.2  # of each pause, either way: spreads what failed together

    @property
    def longest(self) -> timedelta:
        """Return the longest pause that is ever noted."""
        return timedelta(seconds=self.longest_pause_s * (1 + self.jitter))


@dataclass(slots=True)
class Sweep:
    """Put waiting conversations back; of many processes, the holder of the lease does it."""

    stuck: StuckWork
    queue: WorkQueue
    leases: Leases
    clock: Clock
    limits: SweepLimits

    async def run(self, stop: asyncio.Event) -> None:
        """Sweep until `stop` is set, whenever it is this process's turn."""
        every_s = self.limits.every_s

        async def work(_: asyncio.Event) -> float:
            await self.once()
            return every_s

        await Duty(leases=self.leases, name="sweep", for_s=3 * every_s).run(
            stop, work, every_s=every_s
        )

    async def once(self) -> int:
        """Put back every conversation that is due; return how many."""
        now = self.clock.now()
        await self.stuck.settle(now)
        lost = await self._lost(now)
        for work in lost:
            if self._is_stuck(work, now):
                await self._set_aside(work, now)
                continue
            await self.queue.put(work.conversation_id)
            await self.stuck.put_off(work, until=now + self._pause(work.tries))
        if lost:
            SWEPT.inc(len(lost))
            log.info("sweep.put_back", conversations=len(lost))
        return len(lost)

    async def _lost(self, now: datetime) -> list[WaitingWork]:
        """Return due work that is neither in the queue nor in a worker's hands."""
        limits, lost = self.limits, list[WaitingWork]()
        waiting = timedelta(seconds=limits.waiting_s)
        outstanding: frozenset[ConversationId] | None = None
        for page in range(limits.pages):
            skip = page * limits.limit
            found = await self.stuck.due(now, waiting=waiting, limit=limits.limit, skip=skip)
            if not found:
                break
            if outstanding is None:  # once: it may be long, and nothing is due that came since
                if (await self.queue.backlog()).waiting > limits.most_waiting:
                    return []
                outstanding = await self.queue.outstanding()
            lost += [one for one in found if one.conversation_id not in outstanding]
            if len(found) < limits.limit or len(lost) >= limits.limit:
                break
        return lost

    def _is_stuck(self, work: WaitingWork, now: datetime) -> bool:
        if work.only_delivery:
            return now - work.since > self.limits.deliver_for
        return work.tries >= self.limits.most_tries

    async def _set_aside(self, work: WaitingWork, now: datetime) -> None:
        reason = "no_delivery" if work.only_delivery else "no_answer"
        log.error("work.stuck", conversation_id=work.conversation_id, reason=reason)
        await self.stuck.set_aside(work, reason=reason, at=now)

    def _pause(self, tries: int) -> timedelta:
        pause_s = min(self.limits.first_pause_s * 2**tries, self.limits.longest_pause_s)
        jitter = self.limits.jitter
        return timedelta(seconds=pause_s * random.uniform(1 - jitter, 1 + jitter))  # noqa: S311 - no secret
