"""Has every handoff summed up once, in one worker of many: follows the log from about its end.

What happens while no worker runs is not summed up later: the customer's own sentences stand.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationReleased,
    CustomerWrote,
    HandoffRequested,
    HandoffSummarised,
    StoredEvent,
)
from assistant.conversation.ids import ConversationId
from assistant.copilot.summing_up import SummingUp
from assistant.desk.ports import CaseProjection
from assistant.duty import Duty, pause
from assistant.faults import report
from assistant.ports import Clock, EventLog, UnknownConversationError

LATE = timedelta(minutes=10)
"""After this a person has read it all."""

_BACK = 200  # events before the end of the log that a new holder of the duty looks at
_BATCH = 500
_EVERY_S = 0.5  # one indexed query when nothing happened
_TURN_S = 2.0  # then the duty is asked for again
_AT_ONCE = 4


@dataclass(slots=True, kw_only=True)
class Summaries:
    """Sums up handoffs as they happen."""

    summing_up: SummingUp
    events: EventLog
    projection: CaseProjection
    duty: Duty
    clock: Clock
    _position: int | None = field(default=None, init=False)  # taken in up to here

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the log until `stop` is set, whenever it is this process's turn."""
        await self.duty.run(stop, self._follow, every_s=_TURN_S)

    async def _follow(self, stop: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + _TURN_S
        while not stop.is_set() and loop.time() < until:
            if not await self.once():
                await pause(stop, _EVERY_S)

    async def once(self) -> int:
        """Sum up what a batch of the log hands over; return how many events that were."""
        if self._position is None:
            self._position = max(0, await self.projection.last_position() - _BACK)
        batch = await self.events.tail(self._position, limit=_BATCH)
        if not batch:
            return 0
        earliest = self.clock.now() - LATE
        handed = dict.fromkeys(
            one.event.conversation_id
            for one in batch
            if isinstance(one.event, HandoffRequested) and one.event.at >= earliest
        )
        room = asyncio.Semaphore(_AT_ONCE)
        await asyncio.gather(*(self._sum_up(one, room) for one in handed))
        self._position = batch[-1].position
        return len(batch)

    async def _sum_up(self, one: ConversationId, room: asyncio.Semaphore) -> None:
        async with room:
            try:
                record = await self.events.read(one)
                state = Conversation.fold(one, (stored.event for stored in record.events))
                if state.ownership.handoff is None or _is_summed_up(record.events):
                    return
                events = await self.summing_up.sum_up(state, _since_release(record.events))
                if events:
                    await self.events.append(one, events)
            except UnknownConversationError:
                pass  # erased meanwhile
            except Exception as error:  # noqa: BLE001 - one that fails does not stop the others
                report("copilot.summary_failed", error, conversation_id=one)


def _is_summed_up(events: tuple[StoredEvent, ...]) -> bool:
    """Whether the last handoff was, or was tried to be."""
    for stored in reversed(events):
        if isinstance(stored.event, HandoffSummarised):
            return True
        if isinstance(stored.event, HandoffRequested):
            return False
    return True


def _since_release(events: tuple[StoredEvent, ...]) -> list[CustomerWrote]:
    wrote: list[CustomerWrote] = []
    for stored in events:
        if isinstance(stored.event, ConversationReleased):
            wrote.clear()
        elif isinstance(stored.event, CustomerWrote):
            wrote.append(stored.event)
    return wrote
