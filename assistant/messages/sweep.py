"""Find work that was lost: messages that no worker was told of, replies that did not go out.

The queue may lose anything at any time. The log does not, so every few seconds one process asks the
log which conversations still wait, and puts those back. A worker that is given one does the work
that is left to do for it.
"""

import asyncio
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from assistant.conversation.ids import ConversationId
from assistant.kit.duty import Duty
from assistant.ports import Clock, EventLog, Leases, WorkQueue

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepLimits:
    """Hold the limits of the sweep: when work has waited too long, and how often it is put back."""

    every_s: float = 2.0  # two indexed queries each
    waiting_s: float = 1.0  # far above a turn's 10 ms; what a worker has in hand is left alone
    first_pause_s: float = 2.0  # between putting one conversation back and again; doubles
    longest_pause_s: float = 60.0  # a person may take hours to answer theirs
    limit: int = 1000  # conversations looked at in one pass, the longest waiting first


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patience:
    """Hold the time at which one conversation is put back again."""

    due: datetime
    pause: timedelta


@dataclass(slots=True)
class Sweep:
    """Put waiting conversations back; of many processes, the holder of the lease does it."""

    events: EventLog
    queue: WorkQueue
    leases: Leases
    clock: Clock
    limits: SweepLimits
    _patience: dict[ConversationId, _Patience] = field(default_factory=dict)

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
        before = now - timedelta(seconds=self.limits.waiting_s)
        waiting = await self.events.unanswered(before, limit=self.limits.limit)
        late = await self.events.undelivered(before, limit=self.limits.limit)
        found = dict.fromkeys([*waiting, *(stored.event.conversation_id for stored in late)])
        self._patience = {c: p for c, p in self._patience.items() if c in found}
        due = [c for c in found if self._is_due(c, now)]
        if not due:
            return 0
        outstanding = await self.queue.outstanding()
        back = [c for c in due if c not in outstanding]
        for conversation_id in back:
            await self.queue.put(conversation_id)
            self._wait_longer(conversation_id, now)
        if back:
            log.info("sweep.put_back", conversations=len(back))
        return len(back)

    def _is_due(self, conversation_id: ConversationId, now: datetime) -> bool:
        patience = self._patience.get(conversation_id)
        return patience is None or patience.due <= now

    def _wait_longer(self, conversation_id: ConversationId, now: datetime) -> None:
        known = self._patience.get(conversation_id)
        longest = timedelta(seconds=self.limits.longest_pause_s)
        pause = (
            min(known.pause * 2, longest) if known else timedelta(seconds=self.limits.first_pause_s)
        )
        jitter = random.uniform(0.8, 1.2)  # noqa: S311 - spreads what failed together
        self._patience[conversation_id] = _Patience(due=now + pause * jitter, pause=pause)
