"""Make the thing that a settled assertion becomes: an insight's status, a change, an experiment.

There is no way of its own to change anything: insights are moved by `InsightSteps`, change sets are
proposed and decided on as all others, and an experiment begins with its form.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from assistant.improvement.assertions.assertion import (
    AssertedMeasure,
    AssertedThing,
    Assertion,
    AssertionDeed,
    Became,
    Consequence,
    EvidenceKind,
    Predicate,
    Settlement,
    SubjectKind,
)
from assistant.improvement.changes.asked_changes import (
    QuietProposalError,
    ask_for_page,
    ask_for_task,
)
from assistant.improvement.changes.change_set import ChangeId, ChangeSet, ChangeState
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.changes.ports import ChangeConflictError, UnknownChangeError
from assistant.insights.drafting.page_documents import PageDocument
from assistant.messages.trials.tried_changes import can_be_tried
from assistant.ports import Clock

MoveInsight = Callable[[Assertion, str, str], Awaitable[bool]]
"""Give the insight of an assertion the status of its settlement, by a person, for a reason.

Return whether there is such an insight.
"""

_WORTHLESS = frozenset({Predicate.HAS_NO_EFFECT, Predicate.HARMS})
_SIZES = frozenset({AssertedMeasure.TOO_SMALL, AssertedMeasure.TOO_LARGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedWork:
    """Hold the words of the work that an assertion asks for, in one language."""

    task: str  # what it asserts, and what is to be done
    size_note: PageDocument | None = None  # a new page on a product's size; None: it asks for none


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionConsequences:
    """Make the things that follow from settled assertions; each is made once."""

    changes: ChangeSteps
    move_insight: MoveInsight
    clock: Clock

    async def follow(self, settled: Assertion, *, by: str, work: ProposedWork) -> Became | None:
        """Return the thing that follows; None: it is gone.

        Raises:
            LogUnavailableError: a book cannot be used.
        """
        subject = settled.thing.subject
        if moves_insight(settled):
            is_there = await self.move_insight(settled, by, reason_of(settled))
            became = Became(kind=Consequence.INSIGHT, reference=settled.thing.insight_id)
            return became if is_there else None
        if subject.kind is SubjectKind.CHANGE:
            return await self._of_change(settled)
        if work.size_note is not None and wants_size_note(settled):
            note = await self._size_note(settled, work.size_note, by=by)
            is_tried = settled.settlement is Settlement.UNKNOWN and note.is_open
            kind = Consequence.EXPERIMENT if is_tried else Consequence.CHANGE
            return Became(kind=kind, reference=note.change_id)
        if wants_work(settled):
            task = await self._task(settled, work.task, by=by)
            return Became(kind=Consequence.CHANGE, reference=task.change_id)
        return Became(kind=Consequence.KEPT, reference=subject.reference)

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
        return Became(kind=Consequence.KEPT, reference=reference)

    async def _task(self, settled: Assertion, words: str, *, by: str) -> ChangeSet:
        """Return the open task on the subject; a new one in words of ours, else."""
        reference = settled.thing.subject.reference
        known = await self.changes.book.all((ChangeState.PROPOSED,))
        for one in known:
            if one.change.content == reference:
                return one
        now, why = self.clock.now(), reason_of(settled)
        return await self._proposed(
            lambda: ask_for_task(about=words, why=why, by=by, known=known, now=now), known
        )

    async def _size_note(self, settled: Assertion, page: PageDocument, *, by: str) -> ChangeSet:
        known, now, why = await self.changes.book.all(), self.clock.now(), reason_of(settled)
        return await self._proposed(
            lambda: ask_for_page(page, "", why=why, by=by, known=known, now=now), known
        )

    async def _proposed(
        self, ask: Callable[[], ChangeSet], known: Collection[ChangeSet]
    ) -> ChangeSet:
        """Return the proposal that was made; the rejected one, if people do not want it again."""
        try:
            change = ask()
        except QuietProposalError as error:
            return error.before
        if change not in known:
            try:
                await self.changes.propose(change)
            except ChangeConflictError:  # made before this process died
                return await self.changes.book.get(change.change_id)
        return change


def moves_insight(settled: Assertion) -> bool:
    """Return whether the status of an insight follows.

    One that is found is accepted or dismissed. One whose work was worth nothing opens again, and
    one whose work was worth something stays as it is.
    """
    evidence, settlement = settled.thing.evidence.kind, settled.settlement
    if evidence is EvidenceKind.INSIGHT:
        return settlement is not Settlement.UNKNOWN
    return settled.thing.subject.kind is SubjectKind.WORK and reopens(settled)


def reopens(settled: Assertion) -> bool:
    """Return whether work turns out to be worth nothing."""
    return settled.settlement is Settlement.UPHELD and settled.thing.predicate in _WORTHLESS


def wants_work(settled: Assertion) -> bool:
    """Return whether a settled assertion asks for work: it is upheld, and nothing good."""
    thing = settled.thing
    is_bad = thing.predicate is not Predicate.HELPS and thing.subject.kind is not SubjectKind.WORK
    return settled.settlement is Settlement.UPHELD and is_bad


def wants_size_note(settled: Assertion) -> bool:
    """Return whether a note on a product's size follows: it is so, or it is to be tried."""
    is_wanted = settled.settlement in {Settlement.UPHELD, Settlement.UNKNOWN}
    return is_wanted and asks_for_size_note(settled.thing)


def asks_for_size_note(thing: AssertedThing) -> bool:
    """Return whether an assertion tells in which way a product's size is wrong."""
    return thing.measure in _SIZES


def has_more(settled: Assertion) -> bool:
    """Return whether something may still follow from a settled assertion: a process may have died.

    Of a change set it is not known without reading it, and its page is a link away.
    """
    is_left = settled.settlement is not None and settled.became is None
    follows = moves_insight(settled) or wants_size_note(settled) or wants_work(settled)
    return is_left and follows and settled.thing.subject.kind is not SubjectKind.CHANGE


def reason_of(settled: Assertion) -> str:
    """Return the reason of the person who settled an assertion; "": nobody did."""
    reasons = (one.reason for one in settled.moves if one.deed is AssertionDeed.SETTLED)
    return next(reasons, "")
