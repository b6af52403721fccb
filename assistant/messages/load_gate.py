"""Refuse messages while more come than the workers answer, so that accepted ones are answered soon.

Refused is by the measured age of the queue: the oldest work has waited for too long although
workers take work, and they would take long for what waits. While no worker takes any, because
they were stopped or killed, every message is accepted and answered later.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.ports import Backlog, BrokerUnavailableError, WorkQueue


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLimits:
    """Hold from when on messages are refused."""

    age_s: float = 0.25  # of the oldest work, while workers take work
    drained_in_s: float = 0.5  # at the pace of the last moments
    least: int = 10  # entries: a few are no overload, whatever their age
    seen_for_s: float = 0.3  # before the pace says something
    look_every_s: float = 0.05
    over_s: float = 1.0  # that the pace is measured over
    longest_wait_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """Hold the backlog as it was at one time."""

    at: float
    backlog: Backlog

    def given_until(self, later: "_Look") -> int:
        """Return how many entries workers took from this look to a later one."""
        came = later.backlog.added - self.backlog.added
        return came - (later.backlog.waiting - self.backlog.waiting)


@dataclass(slots=True, kw_only=True)
class LoadGate:
    """Look at the queue when messages come, and tell whether to take one more."""

    queue: WorkQueue
    limits: LoadLimits = field(default_factory=LoadLimits)
    monotonic: Callable[[], float] = time.monotonic
    _looks: deque[_Look] = field(default_factory=deque)
    _next_look: float = 0.0
    _wait_s: float = 0.0

    async def wait_s(self) -> float:
        """Return after how many seconds to try again; 0.0: the message is welcome.

        A queue that cannot be looked at refuses nothing.
        """
        now = self.monotonic()
        if now >= self._next_look:
            self._next_look = now + self.limits.look_every_s
            try:
                self._note(_Look(at=now, backlog=await self.queue.backlog()))
            except BrokerUnavailableError:
                self._forget(now)
        return self._wait_s

    def _forget(self, now: float) -> None:
        """Refuse nothing once the queue has been away for longer than a moment."""
        if not self._looks or now - self._looks[-1].at > self.limits.over_s:
            self._looks.clear()
            self._wait_s = 0.0

    def _note(self, look: _Look) -> None:
        self._looks.append(look)
        while look.at - self._looks[0].at > self.limits.over_s:
            self._looks.popleft()
        self._wait_s = self._judge(self._looks[0], look)

    def _judge(self, first: _Look, last: _Look) -> float:
        limits, backlog = self.limits, last.backlog
        passed, given = last.at - first.at, first.given_until(last)
        if backlog.age_s <= limits.age_s or backlog.waiting < limits.least:
            return 0.0
        if passed < limits.seen_for_s or given <= 0:
            return 0.0
        drained_in_s = backlog.waiting * passed / given
        if drained_in_s <= limits.drained_in_s:
            return 0.0
        return min(max(drained_in_s, 1.0), limits.longest_wait_s)
