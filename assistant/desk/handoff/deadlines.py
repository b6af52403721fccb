"""Compute by when a customer should have a reply, counted in opening hours. Pure.

The clock starts at the first message that nobody answered: no announcement and no change of
hands sets it back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.desk.handoff.opening_hours import Hours


class DeadlineKind(StrEnum):
    """Name the reply that a deadline is for."""

    FIRST_REPLY = "first_reply"  # of a person, after a handoff
    NEXT_REPLY = "next_reply"


class DeadlineState(StrEnum):
    """Name the state of a deadline."""

    DUE = "due"
    WARNING = "warning"
    BREACHED = "breached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Hold the longest time that a customer should wait, in opening time; None: no deadline."""

    first_reply: timedelta | None
    next_reply: timedelta | None
    warn_at: float = 0.75  # share of that time, in (0, 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Hold the deadline of one reply; all times are aware, UTC."""

    kind: DeadlineKind
    since: datetime  # the first unanswered message
    warn_at: datetime
    due_at: datetime

    def state(self, at: datetime) -> DeadlineState:
        """Return the state of the deadline at a moment."""
        if at >= self.due_at:
            return DeadlineState.BREACHED
        return DeadlineState.WARNING if at >= self.warn_at else DeadlineState.DUE


def deadline(
    *,
    waiting_since: datetime | None,
    handed_off_at: datetime | None,
    hours: Hours,
    targets: Targets,
) -> Deadline | None:
    """Return the deadline of an open conversation.

    None: nothing is unanswered, there is no target, or the team never opens.
    """
    if waiting_since is None:
        return None
    kind = _kind(waiting_since, handed_off_at)
    target = targets.first_reply if kind is DeadlineKind.FIRST_REPLY else targets.next_reply
    if target is None:
        return None
    due_at = hours.after(waiting_since, target)
    warn_at = hours.after(waiting_since, target * targets.warn_at)
    if due_at is None or warn_at is None:
        return None
    return Deadline(kind=kind, since=waiting_since, warn_at=warn_at, due_at=due_at)


def _kind(waiting_since: datetime, handed_off_at: datetime | None) -> DeadlineKind:
    """Return the kind of reply that a customer waits for.

    A customer that waits since before the handoff had no person's reply since then.
    """
    first = handed_off_at is not None and waiting_since <= handed_off_at
    return DeadlineKind.FIRST_REPLY if first else DeadlineKind.NEXT_REPLY
