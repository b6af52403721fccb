"""Keep the helpdesk along with the event log: one process of many at a time, at least once.

The log's position moves in the same transaction that notes the work to do, so no event is passed
over. While the helpdesk is away everything waits where it is, and the log grows as ever.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from assistant.desk.desk_service import ContendedError
from assistant.desk.helpdesk.case_entries import opens, touches
from assistant.desk.helpdesk.case_mirror import Mirror
from assistant.desk.helpdesk.ports import CaseBook, HelpdeskRefusedError, HelpdeskUnavailableError
from assistant.desk.helpdesk.types import MirroredCase
from assistant.kit.duty import Duty, repeat_for
from assistant.kit.fault_log import report
from assistant.ports import (
    Clock,
    EventLog,
    LogUnavailableError,
    UnknownConversationError,
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopLimits:
    """Hold how soon the helpdesk shows an event, and how it is spared when it is away."""

    every_s: float = 0.2  # two indexed queries when nothing happened
    duty_every_s: float = 1.0
    batch: int = 500  # events of one transaction
    at_once: int = 4  # conversations
    backoff_s: float = 1.0  # after the first failure; doubles, and is jittered
    longest_backoff_s: float = 60.0  # so long it takes at most to see that it is back
    look_every_s: float = 60.0  # for what no webhook told of
    looks_back: timedelta = timedelta(days=3)  # when it starts


@dataclass(slots=True, kw_only=True)
class HelpdeskLoop:
    """Read the log, and make the conversations that changed and their cases alike."""

    mirror: Mirror
    book: CaseBook
    events: EventLog
    duty: Duty
    clock: Clock
    limits: LoopLimits = LoopLimits()
    jitter: Callable[[], float] = random.random
    _failures: int = field(default=0, init=False)  # in a row, of the helpdesk
    _rests_until: datetime | None = field(default=None, init=False)
    _looked: datetime | None = field(default=None, init=False)
    _look_due: datetime | None = field(default=None, init=False)

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the log until `stop` is set, whenever it is this process's turn."""
        await self.duty.run(stop, self.follow, every_s=self.limits.duty_every_s)

    async def follow(self, stop: asyncio.Event) -> None:
        """Follow the log for as long as the duty is sure to be ours."""
        await repeat_for(self.limits.duty_every_s, stop, self.once, idle_s=self.limits.every_s)

    async def once(self) -> int:
        """Handle the events and the cases that are due now; return how many there were."""
        taken = await self.take_in()
        if self._rests_until is not None and self.clock.now() < self._rests_until:
            return taken
        await self._look_around()
        due = await self.book.due(self.clock.now(), limit=self.limits.at_once)
        await asyncio.gather(*(self._bring_together(one) for one in due))
        return taken + len(due)

    async def take_in(self) -> int:
        """Note the work that a batch of the log leaves to do; return the number of events."""
        position = await self.book.position()
        batch = await self.events.tail(position, limit=self.limits.batch)
        if not batch:
            return 0
        await self.book.take_in(
            batch[-1].position,
            opens={one.event.conversation_id for one in batch if opens(one.event)},
            touches={one.event.conversation_id for one in batch if touches(one.event)},
            now=self.clock.now(),
        )
        return len(batch)

    async def _bring_together(self, kept: MirroredCase) -> None:
        try:
            done = await self.mirror.bring_together(kept)
        except HelpdeskUnavailableError as error:
            await self._rest(kept, error)
        except HelpdeskRefusedError as error:
            log.warning("helpdesk.given_up", conversation_id=kept.conversation_id, hint=str(error))
            await self.book.save(replace(kept, failure=str(error)))
            await self.book.settle(kept)
        except UnknownConversationError:
            await self.book.forget(kept.conversation_id)
        except (ContendedError, LogUnavailableError) as error:
            log.warning("helpdesk.postponed", error=type(error).__name__)
            await self._postpone(kept, 0.0)
        except Exception as error:  # noqa: BLE001 - one conversation does not stop the others
            report("helpdesk.case_failed", error, conversation_id=kept.conversation_id)
            await self._postpone(kept, 0.0)
        else:
            self._failures = 0
            await self.book.settle(done)

    async def _rest(self, kept: MirroredCase, error: HelpdeskUnavailableError) -> None:
        """Leave the helpdesk alone for a while, and this conversation for a while longer."""
        wait_s = self._backoff_s(self._failures, error.retry_after_s)
        self._failures += 1
        self._rests_until = self.clock.now() + timedelta(seconds=wait_s)
        log.warning("helpdesk.away", why=str(error), wait_ms=round(wait_s * 1000))
        await self._postpone(kept, error.retry_after_s)

    async def _postpone(self, kept: MirroredCase, at_least_s: float) -> None:
        wait_s = self._backoff_s(kept.tries, at_least_s)
        await self.book.postpone(kept, until=self.clock.now() + timedelta(seconds=wait_s))

    def _backoff_s(self, failures: int, at_least_s: float) -> float:
        grown = self.limits.backoff_s * 2.0 ** min(failures, 20)
        return at_least_s + min(grown, self.limits.longest_backoff_s) * (0.5 + self.jitter() / 2)

    async def _look_around(self) -> None:
        """Find cases in which something happened that no webhook told of."""
        now = self.clock.now()
        if self._look_due is not None and now < self._look_due:
            return
        self._look_due = now + timedelta(seconds=self.limits.look_every_s)
        since = self._looked or now - self.limits.looks_back
        try:
            changed = await self.mirror.helpdesk.changed(since)
        except HelpdeskUnavailableError as error:
            log.warning("helpdesk.not_looked_around", why=str(error))
            return
        except HelpdeskRefusedError as error:
            log.warning("helpdesk.not_looked_around", hint=str(error))
            return
        if changed:
            await self.book.look_at(changed, now=now)
        self._looked = now - timedelta(seconds=self.limits.look_every_s)  # clocks differ
