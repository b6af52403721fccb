"""Move experiments as people ask, and look at those that run: each move is in the audit."""

import secrets
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import orjson

from assistant.desk.staff.audit_chain import Action, Deed
from assistant.desk.staff.ports import Audit
from assistant.improvement.changes import change_moves
from assistant.improvement.changes.change_set import ChangeId, ChangeSet, ChangeState
from assistant.improvement.changes.ports import ChangeBook, UnknownChangeError
from assistant.improvement.experiments import experiment_moves
from assistant.improvement.experiments.experiment_figures import look_at
from assistant.improvement.experiments.experiment_moves import (
    ExperimentRefusal,
    ExperimentRefusedError,
)
from assistant.improvement.experiments.roll_out import STAGES
from assistant.insights.drafting.page_documents import decode_page
from assistant.insights.queries.experiment_views import ExposedDay
from assistant.insights.statistics.arm_comparison import planned_sample
from assistant.kit.experiments.experiment import (
    GUARDS,
    OF_ORDERS,
    SLOTS,
    Experiment,
    ExperimentId,
    ExperimentState,
    VisitorMetric,
)
from assistant.kit.experiments.experiment_arms import free_slots
from assistant.kit.experiments.long_holdout import HOLDOUT, ends_at
from assistant.kit.experiments.ports import ExperimentBook, ExperimentConflictError
from assistant.messages.trials.candidate_codec import decode_answer
from assistant.messages.trials.tried_changes import (
    PAGE,
    SETTINGS,
    VERIFIED,
    can_be_tried,
)
from assistant.ports import Clock

DEVIATION = 0.5
"""Greatest standard deviation of a share, so that no planned sample is too small."""

HOLDOUT_LEAST = 0.05
"""Least difference worth having that a holdout plans for, of the share resolved."""

Exposed = Callable[[str, date], Sequence[ExposedDay]]
"""Return the sums of an experiment's visitors who were exposed from a day on, by arm and day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentSteps:
    """Move experiments. `by` is an agent's id; every move is in the audit.

    Moves take the `version` that the person has seen; they raise `UnknownExperimentError`,
    `ExperimentConflictError`, `ExperimentRefusedError` and `LogUnavailableError`, and return the
    experiment as it is then.
    """

    book: ExperimentBook
    changes: ChangeBook
    audit: Audit
    clock: Clock

    async def propose(
        self,
        change: ChangeSet,
        *,
        title: str,
        metric: VisitorMetric,
        least: float,
        by: str,
    ) -> Experiment:
        """Make an experiment of an open change set, signed by the person who asks for it.

        `least` is the least difference worth having, in (0, 1).
        """
        if not change.is_open:
            raise ExperimentRefusedError(ExperimentRefusal.MOVED)
        kind, content = str(change.kind), change.change.content
        if not can_be_tried(kind, content, change.before):
            raise ExperimentRefusedError(ExperimentRefusal.CANNOT_BE_TRIED)
        others = await self.book.all((ExperimentState.WAITING, ExperimentState.RUNNING))
        if any(one.change_id == change.change_id for one in others):
            raise ExperimentRefusedError(ExperimentRefusal.TRIED)
        namespace = namespace_of(kind, content)
        first, free = free_slots(others, namespace)
        most = (
            SLOTS // 2 if namespace == SETTINGS else SLOTS
        )  # of settings two can be tried at once
        if not free:
            raise ExperimentRefusedError(ExperimentRefusal.NO_SLOTS)
        now = self.clock.now()
        experiment = Experiment(
            experiment_id=ExperimentId(secrets.token_hex(8)),
            version=1,
            change_id=change.change_id,
            kind=kind,
            content=content,
            before=change.before,
            title=title,
            namespace=namespace,
            first_slot=first,
            slots=min(free, most),
            share=STAGES[0].share,
            metric=metric,
            least=least,
            planned=planned_sample(DEVIATION, least),
            guards=(*GUARDS, *OF_ORDERS),
            needed=change_moves.needed(change.stake),
            proposed_at=now,
        )
        signed = experiment_moves.sign(experiment, by=by, at=now)
        await self.book.put(signed, expected_version=None)
        await self._note(experiment, signed, by=by)
        return signed

    async def hold_out(self, share: float, *, answers: Collection[str], by: str) -> Experiment:
        """Leave a share of the visitors, one of `SHARES`, out of all that is new for a quarter.

        `answers` are the ids of the verified answers that are live now: these they go on getting.
        """
        others = await self.book.all((ExperimentState.RUNNING,))
        if any(one.kind == HOLDOUT for one in others):
            raise ExperimentRefusedError(ExperimentRefusal.HOLDS_OUT)
        now, least = self.clock.now(), HOLDOUT_LEAST
        holdout = Experiment(
            experiment_id=ExperimentId(secrets.token_hex(8)),
            version=1,
            change_id="",
            kind=HOLDOUT,
            content=orjson.dumps(sorted(answers)).decode(),
            title=HOLDOUT,
            namespace=HOLDOUT,
            share=1 - share,
            least=least,
            planned=planned_sample(DEVIATION, least),
            proposed_at=now,
        )
        signed = experiment_moves.sign(holdout, by=by, at=now)
        await self.book.put(signed, expected_version=None)
        await self._note(holdout, signed, by=by)
        return signed

    async def sign(self, experiment_id: ExperimentId, *, by: str, version: int) -> Experiment:
        """Sign an experiment that waits for another person."""
        before = await self._read(experiment_id, version)
        signed = experiment_moves.sign(before, by=by, at=self.clock.now())
        return await self._put(signed, before, by=by)

    async def confirm(
        self, experiment_id: ExperimentId, *, by: str, version: int, held_back: float, days: int
    ) -> Experiment:
        """Sign that everybody gets the change but the share held back, for so many days."""
        before = await self._read(experiment_id, version)
        others = await self.book.all((ExperimentState.WAITING, ExperimentState.RUNNING))
        if any(
            one.namespace == before.namespace and one.experiment_id != experiment_id
            for one in others
        ):
            raise ExperimentRefusedError(ExperimentRefusal.SHARED)
        confirmed = experiment_moves.confirm(
            before, held_back=held_back, days=days, by=by, at=self.clock.now()
        )
        return await self._put(confirmed, before, by=by)

    async def stop(
        self, experiment_id: ExperimentId, *, by: str, version: int, reason: str
    ) -> Experiment:
        """Take the change away from all visitors."""
        before = await self._read(experiment_id, version)
        stopped = experiment_moves.stop(before, by=by, at=self.clock.now(), note=reason)
        return await self._put(stopped, before, by=by)

    async def tried(self) -> Collection[str]:
        """Return the ids of the change sets that are being tried."""
        return {
            one.change_id
            for one in await self.book.all((ExperimentState.WAITING, ExperimentState.RUNNING))
            if one.kind != HOLDOUT
        }

    async def settle(self) -> int:
        """End experiments whose change set was decided on or edited; return how many."""
        settled = 0
        for one in await self.book.all((ExperimentState.WAITING, ExperimentState.RUNNING)):
            after = await self._settled(one)
            if after is not one:
                with suppress(ExperimentConflictError):  # somebody has just moved it
                    await self._put(after, one, by="")
                    settled += 1
        return settled

    async def look_all(self, exposed: Exposed) -> int:
        """Look at the experiments that run; return how many. Harm stops an experiment by itself."""
        looked = 0
        for one in await self.book.all((ExperimentState.RUNNING,)):
            began = one.began_at or one.proposed_at
            days = exposed(one.experiment_id, began.date())
            if one.looks and not days:  # rows that are gone say nothing new
                continue
            look = look_at(one, days, at=self.clock.now())
            with suppress(ExperimentConflictError):  # the next round looks again
                await self._put(experiment_moves.keep_look(one, look), one, by="")
                looked += 1
        return looked

    async def _settled(self, experiment: Experiment) -> Experiment:
        now = self.clock.now()
        if experiment.kind == HOLDOUT:
            over = now >= ends_at(experiment)
            return experiment_moves.end(experiment, by="", at=now) if over else experiment
        try:
            change = await self.changes.get(ChangeId(experiment.change_id))
        except UnknownChangeError:  # erased with the customers behind it
            return experiment_moves.forget(experiment, at=now)
        if change.state is ChangeState.PUBLISHED:
            return experiment_moves.end(experiment, by="", at=now)
        if not change.is_open and change.state is not ChangeState.APPROVED:
            return experiment_moves.stop(experiment, by="", at=now, note=str(change.state))
        if change.change.content != experiment.content:
            return experiment_moves.overtake(experiment, change.change.content, at=now)
        return experiment

    async def _read(self, experiment_id: ExperimentId, version: int) -> Experiment:
        experiment = await self.book.get(experiment_id)
        if experiment.version != version:
            raise ExperimentConflictError(experiment_id)
        return experiment

    async def _put(self, after: Experiment, before: Experiment, *, by: str) -> Experiment:
        await self.book.put(after, expected_version=before.version)
        await self._note(before, after, by=by)
        return after

    async def _note(self, before: Experiment, after: Experiment, *, by: str) -> None:
        """Write the new moves into the audit; a look is none."""
        for move in after.moves[len(before.moves) :]:
            deed = Deed(
                at=move.at,
                actor=by,
                action=Action.EXPERIMENT_MOVED,
                subject=after.experiment_id,
                detail={"do": str(move.deed), "change": after.change_id, "note": move.note},
            )
            await self.audit.write(deed)


def namespace_of(kind: str, content: str) -> str:
    """Return the namespace of a change: changes that could touch each other share one.

    Of two verified answers, or pages, each has its own; settings and levels of autonomy share one.
    """
    if kind == VERIFIED:
        return f"answer {decode_answer(content).answer_id}"
    if kind == PAGE:
        page = decode_page(content)
        return f"page {page.document_id} {page.language}"
    return SETTINGS
