"""Make the thing that a settled assertion becomes: an insight's status, a change, an experiment.

There is no way of its own to change anything: insights are moved by `InsightSteps`, change sets are
proposed and decided on as all others, and an experiment begins with its form.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from assistant.improvement.assertions.assertion import (
    Assertion,
    AssertionDeed,
    Became,
    Consequence,
    EvidenceKind,
    Predicate,
    Settlement,
    SubjectKind,
)
from assistant.improvement.changes.asked_changes import ask_for_task
from assistant.improvement.changes.change_set import ChangeId, ChangeSet, ChangeState
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.changes.ports import ChangeConflictError, UnknownChangeError
from assistant.messages.trials.tried_changes import can_be_tried
from assistant.ports import Clock

MoveInsight = Callable[[Assertion, str, str], Awaitable[bool]]
"""Give the insight of an assertion the status of its settlement, by a person, for a reason.

Return whether there is such an insight.
"""

_OF_INSIGHTS = frozenset({EvidenceKind.INSIGHT, EvidenceKind.WORK})
_WORTHLESS = frozenset({Predicate.HAS_NO_EFFECT, Predicate.HARMS})


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionConsequences:
    """Make the things that follow from settled assertions; each is made once."""

    changes: ChangeSteps
    move_insight: MoveInsight
    clock: Clock

    async def follow(self, settled: Assertion, *, by: str, about: str) -> Became | None:
        """Return the thing that follows; None: nothing does.

        Raises:
            LogUnavailableError: a book cannot be used.
        """
        evidence, reason = settled.thing.evidence, reason_of(settled)
        if moves_insight(settled):
            is_there = await self.move_insight(settled, by, reason)
            became = Became(kind=Consequence.INSIGHT, reference=evidence.reference)
            return became if is_there else None
        if settled.thing.subject.kind is SubjectKind.CHANGE:
            return await self._of_change(settled)
        if wants_work(settled):
            change = await self._work(settled, by=by, about=about, reason=reason)
            return Became(kind=Consequence.CHANGE, reference=change.change_id)
        return None

    async def _of_change(self, settled: Assertion) -> Became | None:
        """Return the change set that is decided on, or tried on visitors where nobody knows."""
        reference = settled.thing.subject.reference
        try:
            change = await self.changes.book.get(ChangeId(reference))
        except UnknownChangeError:  # erased
            return None
        if settled.settlement is Settlement.UPHELD:
            return Became(kind=Consequence.CHANGE, reference=reference)
        is_unknown = settled.settlement is Settlement.UNKNOWN and change.is_open
        if is_unknown and can_be_tried(str(change.kind), change.change.content, change.before):
            return Became(kind=Consequence.EXPERIMENT, reference=reference)
        return None

    async def _work(self, settled: Assertion, *, by: str, about: str, reason: str) -> ChangeSet:
        """Return the open task on the subject; a new one in the words of the assertion, else."""
        reference = settled.thing.subject.reference
        known = await self.changes.book.all((ChangeState.PROPOSED,))
        for one in known:
            if one.change.content == reference:
                return one
        task = ask_for_task(about=about, why=reason, by=by, known=known, now=self.clock.now())
        if task not in known:
            try:
                await self.changes.propose(task)
            except ChangeConflictError:  # made before this process died
                return await self.changes.book.get(task.change_id)
        return task


def moves_insight(settled: Assertion) -> bool:
    """Return whether a settled assertion moves its insight.

    One that is found is accepted or dismissed; one whose work was worth nothing opens again.
    """
    thing, settlement = settled.thing, settled.settlement
    if thing.evidence.kind not in _OF_INSIGHTS or settlement is Settlement.UNKNOWN:
        return False
    if thing.evidence.kind is EvidenceKind.INSIGHT:
        return True
    return settlement is Settlement.UPHELD and thing.predicate in _WORTHLESS


def wants_work(settled: Assertion) -> bool:
    """Return whether a settled assertion asks for work: it is upheld, and nothing good."""
    is_good = settled.thing.predicate is Predicate.HELPS
    is_work = settled.thing.evidence.kind is EvidenceKind.WORK
    return settled.settlement is Settlement.UPHELD and not is_good and not is_work


def has_more(settled: Assertion) -> bool:
    """Return whether something may still follow from a settled assertion: a process may have died.

    Of a change set it is not known without reading it, and its page is a link away.
    """
    is_left = settled.settlement is not None and settled.became is None
    return is_left and (moves_insight(settled) or wants_work(settled))


def reason_of(settled: Assertion) -> str:
    """Return the reason of the person who settled an assertion; "": nobody did."""
    reasons = (one.reason for one in settled.moves if one.deed is AssertionDeed.SETTLED)
    return next(reasons, "")
