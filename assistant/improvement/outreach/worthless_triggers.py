"""Make a task of each trigger that harms, or does nothing after its planned sample."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from assistant.improvement.changes.change_proposals import RaisedTask, propose_task
from assistant.improvement.changes.change_set import ChangeCause, ChangeSet, ChangeSignal
from assistant.improvement.changes.ports import ChangeBook, ChangeConflictError
from assistant.improvement.outreach.message_ledger import ledgers_of
from assistant.outreach.intents import TriggerSwitch
from assistant.outreach.ports import OutcomeBook, SwitchBook
from assistant.outreach.triggers.trigger_register import TRIGGERS
from assistant.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthlessTriggers:
    """Make a task of each such trigger, once for each time that it was turned on."""

    outcomes: OutcomeBook
    switches: SwitchBook
    changes: ChangeBook
    clock: Clock

    async def propose(self) -> int:
        """Keep the tasks that are new, and return how many there are."""
        on = [one for one in await self.switches.switches() if one.is_on]
        if not on:
            return 0
        tallies, known, new = await self.outcomes.tallies(), await self.changes.all(), 0
        triggers = [TRIGGERS[one.trigger] for one in on]
        ledgers = await asyncio.to_thread(ledgers_of, triggers, tallies)
        for switch, ledger in zip(on, ledgers, strict=True):
            if not ledger.is_to_end:
                continue
            task = self._task(switch, known, customers=ledger.written + ledger.held_out)
            if task is None:
                continue
            before = {one.change_id: one.version for one in known}.get(task.change_id)
            with suppress(ChangeConflictError):  # somebody decided meanwhile
                await self.changes.put(task, expected_version=before)
                new += before is None
        return new

    def _task(
        self, switch: TriggerSwitch, known: Sequence[ChangeSet], customers: int
    ) -> ChangeSet | None:
        raised = RaisedTask(
            cause=ChangeCause.NO_EFFECT,
            subject=switch.trigger,
            about=switch.trigger,
            signals=(ChangeSignal(conversation_id="", message_id=switch.trigger, at=switch.at),),
            customers=customers,
        )
        return propose_task(raised, known, now=self.clock.now())
