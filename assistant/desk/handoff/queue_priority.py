"""How urgent a conversation in the queue is, and in which order it is taken from there. Pure."""

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
    """What of a conversation in the queue its place there depends on."""

    @property
    def priority(self) -> int: ...
    @property
    def waiting_since(self) -> datetime | None: ...
    @property
    def last_at(self) -> datetime: ...


W = TypeVar("W", bound=QueuedCase)


def priority(reason: Reason | None, *, waited: timedelta = _NO_TIME, vip: bool = False) -> int:
    """Return 0 (the lowest) to 3.

    3 is what cannot wait (`SENSITIVE`), 2 who is angry or worth more, 1 what went wrong; a VIP is
    one higher, and so is who has waited for half an hour.
    """
    if reason in SENSITIVE:
        return HIGHEST
    base = 2 if reason in _URGENT else int(reason in _PRESSING)
    return min(base + vip + (waited >= _LONG), HIGHEST)


def queue_order(waiting: Iterable[W]) -> list[W]:
    """Return the highest priority first, and within one the longest wait.

    A wait runs from the first unanswered message; who has none comes after who has.
    """
    return sorted(waiting, key=_place)


def _place(one: QueuedCase) -> tuple[int, bool, datetime]:
    since = one.waiting_since
    return (-one.priority, since is None, since or one.last_at)
