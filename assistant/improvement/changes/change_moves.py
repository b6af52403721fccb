"""Move a change set as people decide, and refuse moves that its state does not allow. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.improvement.changes.change_contents import has_gaps
from assistant.improvement.changes.change_set import (
    ChangeDeed,
    ChangeEffect,
    ChangeKind,
    ChangeSet,
    ChangeStake,
    ChangeState,
    ChangeStep,
)
from assistant.improvement.changes.change_stakes import only_lowers, stake_of
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.understanding.personal_data.removal import remove_personal_data

QUIET_WEEKS = 8
"""Weeks in which the like of a rejected change is not proposed, as of a dismissed insight."""

KEPT = timedelta(weeks=4)
"""Time after which a proposal that nobody decides on expires."""


class ChangeRefusal(StrEnum):
    """Name the reason why a move is refused."""

    MOVED = "moved"  # its state does not allow it
    SAME_PERSON = "same_person"  # a second person has to approve
    SAME_PERSON_BACK = "same_person_back"  # a second person has to want it taken back
    BASE_MOVED = "base_moved"  # other content is in force than it was made for
    GAPS = "gaps"  # there is nothing to publish yet
    NO_REASON = "no_reason"


class ChangeRefusedError(Exception):
    """Say that a change set cannot be moved as it is."""

    def __init__(self, why: ChangeRefusal) -> None:
        super().__init__(why)
        self.why = why


def needed(stake: ChangeStake) -> int:
    """Return how many different people have to approve."""
    return 1 if stake is ChangeStake.PLAIN else 2


def lacks_approval(change: ChangeSet) -> bool:
    """Tell whether another person has to approve a change set before it can be published."""
    return len(change.approvers) < needed(change.stake)


def edit(
    change: ChangeSet, content: CandidateChange, current: str, *, by: str, at: datetime
) -> ChangeSet:
    """Return a proposal with other content, which nobody has approved yet.

    Raises:
        ChangeRefusedError: it is open no more.
    """
    _expect(change, ChangeState.PROPOSED)
    if (content, current) == (change.change, change.before):
        return change
    edited = replace(change, change=content, before=current, stake=stake_of(content, current))
    return _step(edited, ChangeDeed.EDITED, at=at, by=by)


def check_approval(change: ChangeSet, current: str, *, by: str) -> None:
    """Refuse an approval that would not count; `current` is the content in force.

    Raises:
        ChangeRefusedError: it is open no more, has gaps, was made for other content, or the same
            person approved it before.
    """
    _expect(change, ChangeState.PROPOSED)
    if current != change.before:
        raise ChangeRefusedError(ChangeRefusal.BASE_MOVED)
    if has_gaps(change.change, change.before):
        raise ChangeRefusedError(ChangeRefusal.GAPS)
    if by in change.approvers:
        raise ChangeRefusedError(ChangeRefusal.SAME_PERSON)


def approve(change: ChangeSet, current: str, *, by: str, at: datetime, note: str = "") -> ChangeSet:
    """Return a change set that a person approved: to be published, once enough people have.

    Raises:
        ChangeRefusedError: see `check_approval`.
    """
    check_approval(change, current, by=by)
    approved = _step(change, ChangeDeed.APPROVED, at=at, by=by, note=note)
    if lacks_approval(approved):
        return approved
    return replace(approved, state=ChangeState.APPROVED)


def publish(change: ChangeSet, published: str, *, at: datetime) -> ChangeSet:
    """Return an approved change set after the store has it in force.

    Raises:
        ChangeRefusedError: it is not approved.
    """
    _expect(change, ChangeState.APPROVED)
    live = replace(change, state=ChangeState.PUBLISHED, published=published)
    return _step(live, ChangeDeed.PUBLISHED, at=at)


def return_it(change: ChangeSet, why: str, *, at: datetime) -> ChangeSet:
    """Return a change set that the store refused: open again, or published as it was.

    Raises:
        ChangeRefusedError: nothing of it is being done.
    """
    if change.state is ChangeState.WITHDRAWN:
        kept = replace(change, state=ChangeState.PUBLISHED)
        return _step(kept, ChangeDeed.NOT_TAKEN_BACK, at=at, note=why)
    _expect(change, ChangeState.APPROVED)
    opened = replace(change, state=ChangeState.PROPOSED)
    return _step(opened, ChangeDeed.NOT_PUBLISHED, at=at, note=why)


def reject(
    change: ChangeSet, *, by: str, at: datetime, reason: str, weeks: int = QUIET_WEEKS
) -> ChangeSet:
    """Return a rejected change set; its like is not proposed for some weeks.

    Raises:
        ChangeRefusedError: it is open no more, or there is no reason.
    """
    _expect(change, ChangeState.PROPOSED)
    if not reason.strip():
        raise ChangeRefusedError(ChangeRefusal.NO_REASON)
    quiet = at.date() + timedelta(weeks=weeks)
    rejected = replace(change, state=ChangeState.REJECTED, quiet_until=quiet)
    return _step(rejected, ChangeDeed.REJECTED, at=at, by=by, note=reason.strip())


def needed_back(change: ChangeSet) -> int:
    """Return how many different people have to want a published change taken back.

    With money and law as many as to publish it; one, where the assistant only gets less free, and
    two, where it gets freer, however many published it.
    """
    if only_lowers(change.change, change.before):
        return 1
    says_how_far = change.kind in {ChangeKind.AUTONOMY, ChangeKind.ORDER_RULES}
    return needed(ChangeStake.MONEY if says_how_far else change.stake)


def withdraw(change: ChangeSet, *, by: str, at: datetime, reason: str) -> ChangeSet:
    """Return a published change set that somebody wants taken back: it is, once enough people do.

    `by` "" is the program itself, which may only make the assistant less free.

    Raises:
        ChangeRefusedError: it is not published, or another person has to want it, too.
    """
    _expect(change, ChangeState.PUBLISHED)
    people = needed_back(change)
    if by in change.withdrawers or (not by and people > 1):
        raise ChangeRefusedError(ChangeRefusal.SAME_PERSON_BACK)
    wanted = _step(change, ChangeDeed.WITHDRAWN, at=at, by=by, note=reason.strip())
    if by and len(wanted.withdrawers) < people:
        return wanted
    return replace(wanted, state=ChangeState.WITHDRAWN)


def take_back(change: ChangeSet, *, at: datetime, weeks: int = QUIET_WEEKS) -> ChangeSet:
    """Return a withdrawn change set after the store put the content before it in force.

    Raises:
        ChangeRefusedError: it is not withdrawn.
    """
    _expect(change, ChangeState.WITHDRAWN)
    quiet = at.date() + timedelta(weeks=weeks)
    back = replace(change, state=ChangeState.TAKEN_BACK, quiet_until=quiet)
    return _step(back, ChangeDeed.TAKEN_BACK, at=at)


def is_overdue(change: ChangeSet, *, at: datetime) -> bool:
    """Tell whether nobody decided in time; a move of a person begins the time anew."""
    return change.is_open and at - change.moved_at >= KEPT


def expire(change: ChangeSet, *, at: datetime, why: ChangeDeed = ChangeDeed.EXPIRED) -> ChangeSet:
    """Return a change set that nobody needs to decide on any more.

    Raises:
        ChangeRefusedError: it is open no more.
    """
    _expect(change, ChangeState.PROPOSED)
    return _step(replace(change, state=ChangeState.EXPIRED), why, at=at)


def measure(change: ChangeSet, effect: ChangeEffect, *, at: datetime) -> ChangeSet:
    """Return a published change set with its effect as it is known now.

    Raises:
        ChangeRefusedError: it is not published.
    """
    _expect(change, ChangeState.PUBLISHED)
    told = any(one.deed is ChangeDeed.MEASURED for one in change.steps)
    measured = replace(change, effect=effect)
    if told:  # one line of history; the figures stay those of the last build
        return replace(measured, version=change.version + 1)
    return _step(measured, ChangeDeed.MEASURED, at=at)


def _expect(change: ChangeSet, state: ChangeState) -> None:
    if change.state is not state:
        raise ChangeRefusedError(ChangeRefusal.MOVED)


def _step(
    change: ChangeSet, deed: ChangeDeed, *, at: datetime, by: str = "", note: str = ""
) -> ChangeSet:
    step = ChangeStep(deed=deed, at=at, by=by, note=remove_personal_data(note).text)
    return replace(change, version=change.version + 1, steps=(*change.steps, step))
