"""Give a change to everybody but a share that is held back, then publish it for good.

In the last stage the guards and the metric still compare: harm takes the change back from everybody
by itself. Once its days are over, the change is published as those who confirmed it signed.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from assistant.improvement.changes.change_moves import ChangeRefusedError
from assistant.improvement.changes.change_set import (
    ChangeDeed,
    ChangeId,
    ChangeKind,
    ChangeSet,
)
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.changes.ports import ChangeConflictError, UnknownChangeError
from assistant.improvement.experiments.experiment_verdict import LEAST_DAYS, ExperimentVerdict
from assistant.kit.experiments.experiment import Experiment, ExperimentState, KeptLook
from assistant.kit.experiments.long_holdout import HOLDOUT
from assistant.kit.experiments.ports import ExperimentBook

SHARES_HELD_BACK = (0.05, 0.10, 0.01, 0.0)
"""The shares of the visitors that may be held back, the usual one first; 0: nobody is compared."""

LAST_STAGE_DAYS = 14
"""Days of a last stage, if people choose no others."""


def may_be_for_all(experiment: Experiment) -> bool:
    """Tell whether everybody may get the change: it is better, or surely not much worse.

    Not much is less than the least difference worth having. A code as an answer to an objection to
    a price is published by hand, and a holdout has no change.
    """
    look = experiment.look
    if look is None or experiment.kind in {HOLDOUT, ChangeKind.TASK}:
        return False
    return look.verdict == ExperimentVerdict.BETTER or is_harmless(experiment, look)


def is_harmless(experiment: Experiment, look: KeptLook) -> bool:
    """Tell whether a look shows that the change is not much worse, if at all."""
    if ExperimentVerdict(look.verdict).stops or look.days < LEAST_DAYS:
        return False
    worst = look.primary.low if experiment.metric.more_is_better else look.primary.high
    return worst is not None and abs(min(worst * _sign(experiment), 0.0)) < experiment.least


def is_over(experiment: Experiment, at: datetime) -> bool:
    """Tell whether the last stage is over, and was looked at; with nobody held back, at once."""
    since, until = experiment.last_stage_since, experiment.last_stage_until
    if since is None or until is None or at < until:
        return False
    looked = experiment.look is not None and experiment.look.at > since
    return looked or not experiment.held_back


@dataclass(frozen=True, slots=True, kw_only=True)
class LastStages:
    """Publish the changes whose last stage is over, in the names of those who confirmed it."""

    book: ExperimentBook
    changes: ChangeSteps

    async def publish(self) -> int:
        """Publish each change that is due; return how many. May raise `LogUnavailableError`.

        A change that cannot be published any more waits for people, with its experiment.
        """
        published = 0
        for one in await self.book.all((ExperimentState.RUNNING,)):
            if is_over(one, self.changes.clock.now()):
                with suppress(ChangeConflictError, ChangeRefusedError, UnknownChangeError):
                    published += await self._publish(one)
        return published

    async def _publish(self, experiment: Experiment) -> bool:
        change = await self.changes.book.get(ChangeId(experiment.change_id))
        since = experiment.last_stage_since
        if any(
            one.deed is ChangeDeed.NOT_PUBLISHED and since and one.at >= since
            for one in change.steps
        ):
            return False  # the store refused it: people look why
        for by in experiment.confirmers:
            if change.is_open and by not in change.approvers:
                change = await self._approve(change, by)
        return not change.is_open

    async def _approve(self, change: ChangeSet, by: str) -> ChangeSet:
        return await self.changes.approve(change.change_id, by=by, version=change.version)


def _sign(experiment: Experiment) -> float:
    return 1.0 if experiment.metric.more_is_better else -1.0
