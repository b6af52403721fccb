"""Has every handoff summed up once, in one worker of many: follows the log from about its end.

What happens while no worker runs is not summed up later: the customer's own sentences stand.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.conversation.conversation_conversation import Conversation
from assistant.conversation.events import (
    CustomerWrote,
    HandoffRequested,
    StoredEvent,
)
from assistant.conversation.ids import ConversationId
from assistant.console.copilot.summing_up import HandoffSummariser
from assistant.desk.desk_ports import CaseProjection
from assistant.kit.assistant_duty import Duty, pause
from assistant.kit.fault_log import report
from assistant.desk.handoff.stretch import since_release, summed_up
from assistant.ports import Clock, EventLog, UnknownConversationError

LATE = timedelta(minutes=10)
"""After this a person has read it all."""

_BACK = 200  # events before the end of the log that a new holder of the duty looks at
_BATCH = 500
_EVERY_S = 0.5  # one indexed query when nothing happened
_TURN_S = 2.0  # then the duty is asked for again
_AT_ONCE = 4


@dataclass(slots=True, kw_only=True)
class SummaryRound:
    """Sums up handoffs as they happen."""

    summing_up: HandoffSummariser
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
        """Sum up what the log hands over next; return how many events wait, 0 if none do.

        It takes no longer than one summary: more than `_AT_ONCE` are left to the next time.
        """
        if self._position is None:
            self._position = max(0, await self.projection.last_position() - _BACK)
        batch = await self.events.tail(self._position, limit=_BATCH)
        if not batch:
            return 0
        handed, to = _one_round(batch, self.clock.now() - LATE)
        await asyncio.gather(*map(self._sum_up, handed))
        self._position = to
        return len(batch)

    async def _sum_up(self, one: ConversationId) -> None:
        try:
            record = await self.events.read(one)
            past = [stored.event for stored in record.events]
            state = Conversation.fold(one, past)
            if state.ownership.handoff is None or summed_up(past) is not None:
                return
            wrote = [each for each in since_release(past) if isinstance(each, CustomerWrote)]
            events = await self.summing_up.sum_up(state, wrote)
            if events:
                await self.events.append(one, events)
        except UnknownConversationError:
            pass  # erased meanwhile
        except Exception as error:  # noqa: BLE001 - one that fails does not stop the others
            report("copilot.summary_failed", error, conversation_id=one)


def _one_round(
    batch: Sequence[StoredEvent], earliest: datetime
) -> tuple[list[ConversationId], int]:
    """Return the first conversations that are handed over, and up to where that takes it in."""
    handed = dict[ConversationId, None]()
    to = batch[0].position - 1
    for one in batch:
        if isinstance(one.event, HandoffRequested) and one.event.at >= earliest:
            handed.setdefault(one.event.conversation_id)
            if len(handed) > _AT_ONCE:
                handed.popitem()
                break
        to = one.position
    return list(handed), to
