"""Count proposals: how many people took, and how many had to be taken back. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.improvement.changes.change_set import ChangeSet, ChangeState


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFigures:
    """Hold the counts over all change sets."""

    proposed: int
    waiting: int  # for people
    accepted: int  # published once, taken back since or not
    taken_back: int  # of those accepted
    rejected: int
    expired: int


def count_changes(changes: Iterable[ChangeSet]) -> ChangeFigures:
    """Return the counts over change sets."""
    every = list(changes)
    states = [one.state for one in every]
    return ChangeFigures(
        proposed=len(every),
        waiting=states.count(ChangeState.PROPOSED),
        accepted=sum(one.published_at is not None for one in every),
        taken_back=states.count(ChangeState.TAKEN_BACK),
        rejected=states.count(ChangeState.REJECTED),
        expired=states.count(ChangeState.EXPIRED),
    )
