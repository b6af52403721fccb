"""Compute how urgent a conversation in the queue is, and in which order agents get them. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from assistant.conversation.event_base import SENSITIVE, Reason

HIGHEST = 3

_URGENT = frozenset({Reason.ANGER, Reason.INSULT, Reason.VIP, Reason.HIGH_VALUE})
_PRESSING = frozenset(
    {
        Reason.ASSISTANT_FAILED,
        Reason.OPERATION_FAILED,
        Reason.NEEDS_APPROVAL,
        Reason.NO_PROGRESS,
        Reason.REOPENED,
        Reason.UNDELIVERED,
    }
)
_LONG = timedelta(minutes=30)
_NO_TIME = timedelta()


class QueuedCase(Protocol):
    """Describe the fields of a case that decide its place in the queue."""

    @property
    def priority(self) -> int: ...
    @property
    def waiting_since(self) -> datetime | None: ...
    @property
    def last_at(self) -> datetime: ...


W = TypeVar("W", bound=QueuedCase)


def priority(reason: Reason | None, *, waited: timedelta = _NO_TIME) -> int:
    """Return the priority of a conversation, 0 (the lowest) to 3.

    3: a reason that cannot wait (`SENSITIVE`); 2: an angry customer, or one worth more; 1:
    something
    went wrong. A wait of half an hour adds one.
    """
    if reason in SENSITIVE:
        return HIGHEST
    base = 2 if reason in _URGENT else int(reason in _PRESSING)
    return min(base + (waited >= _LONG), HIGHEST)


def queue_order(waiting: Iterable[W]) -> list[W]:
    """Return the cases by priority, the highest first, and within one the longest wait first.

    A wait runs from the first unanswered message; a case without one comes after those that have
    one.
    """
    return sorted(waiting, key=_place)


def _place(one: QueuedCase) -> tuple[int, bool, datetime]:
    since = one.waiting_since
    return (-one.priority, since is None, since or one.last_at)
