"""Turn a trigger off when people approve the task that asks for its end."""

from dataclasses import dataclass

from assistant.desk.staff.audit_chain import Action, Deed
from assistant.desk.staff.ports import Audit
from assistant.improvement.changes.change_set import ChangeCause, ChangeSet
from assistant.improvement.changes.ports import NotPublishedError
from assistant.kit.experiments.ports import ExperimentBook
from assistant.outreach.intents import TriggerSwitch
from assistant.outreach.ports import SwitchBook
from assistant.ports import Clock

_MOVED, _OFF, _NOT_SHOWN = "moved", "off", "not_shown"
_BETTER = "better"  # an `ExperimentVerdict`, whose module has the statistics


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerEnds:
    """Implement `ChangeStore` for tasks: of any other cause, people do the work themselves.

    A code as an answer to an objection to a price is published only once its experiment was better.
    """

    switches: SwitchBook
    experiments: ExperimentBook
    audit: Audit
    clock: Clock

    async def current(self, change: ChangeSet) -> str:
        return change.before

    async def publish(self, change: ChangeSet, *, by: str) -> str:
        """Turn the trigger off, unless somebody turned it anew since the task was made."""
        if change.cause is ChangeCause.OFFER and not await self._was_better(change):
            raise NotPublishedError(_NOT_SHOWN)
        if change.cause is not ChangeCause.NO_EFFECT:
            return ""
        switch = await self._switch(change)
        if switch is None or not switch.is_on:
            return _OFF
        if all(switch.at > one.at for one in change.signals):  # the time it was turned on
            raise NotPublishedError(_MOVED)
        await self._turn(switch, by, is_on=False)
        return _OFF

    async def take_back(self, change: ChangeSet, *, by: str) -> None:
        """Turn the trigger on again; it looks at customers anew."""
        switch = await self._switch(change)
        if change.cause is ChangeCause.NO_EFFECT and switch is not None and not switch.is_on:
            await self._turn(switch, by, is_on=True)

    async def _was_better(self, change: ChangeSet) -> bool:
        """Return whether the newest experiment of a change says that it is better."""
        tried = (one for one in await self.experiments.all() if one.change_id == change.change_id)
        newest = next(tried, None)
        look = newest.look if newest else None
        return look is not None and look.verdict == _BETTER

    async def _switch(self, change: ChangeSet) -> TriggerSwitch | None:
        known = await self.switches.switches()
        return next((one for one in known if one.trigger == change.change.content), None)

    async def _turn(self, switch: TriggerSwitch, by: str, *, is_on: bool) -> None:
        now = self.clock.now()
        await self.switches.turn(switch.turned(is_on=is_on, holdout=switch.holdout, at=now, by=by))
        await self.audit.write(
            Deed(
                at=now,
                actor=by,
                action=Action.OUTREACH_TURNED,
                subject=switch.trigger,
                detail={"do": "on" if is_on else _OFF, "share": f"{switch.holdout:.0%}"},
            )
        )
