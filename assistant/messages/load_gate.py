"""Refuse messages while more come than the workers answer, so that accepted ones are answered soon.

Refused is by the measured age of the queue: the oldest work has waited for too long although
workers take work, and they would take long for what waits. While no worker takes any, because
they were stopped or killed, every message is accepted and answered later. Before that, at half of
these limits, each network is held to its fair share, so that one address shuts out nobody else.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.ports import Backlog, BrokerUnavailableError, WorkQueue


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLimits:
    """Hold from when on messages are refused."""

    fair_part: float = 0.5  # of the limits below: from there on, each network has its fair share
    fair_per_minute: int = 10  # messages of one network; who writes by hand sends fewer
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressure:
    """Tell how far the workers are behind.

    `wait_s` is after how many seconds to try again; 0.0: every message is welcome. Otherwise all
    are refused if `is_shut`, else those of networks beyond their fair share.
    """

    wait_s: float = 0.0
    is_shut: bool = False


_NONE = Pressure()


@dataclass(slots=True, kw_only=True)
class LoadGate:
    """Look at the queue when messages come, and tell how far the workers are behind."""

    queue: WorkQueue
    limits: LoadLimits = field(default_factory=LoadLimits)
    monotonic: Callable[[], float] = time.monotonic
    _looks: deque[_Look] = field(default_factory=deque)
    _next_look: float = 0.0
    _pressure: Pressure = _NONE

    async def pressure(self) -> Pressure:
        """Return how far the workers are behind; a queue that cannot be looked at is not behind."""
        now = self.monotonic()
        if now >= self._next_look:
            self._next_look = now + self.limits.look_every_s
            try:
                self._note(_Look(at=now, backlog=await self.queue.backlog()))
            except BrokerUnavailableError:
                self._forget(now)
        return self._pressure

    def _forget(self, now: float) -> None:
        """Refuse nothing once the queue has been away for longer than a moment."""
        if not self._looks or now - self._looks[-1].at > self.limits.over_s:
            self._looks.clear()
            self._pressure = _NONE

    def _note(self, look: _Look) -> None:
        self._looks.append(look)
        while look.at - self._looks[0].at > self.limits.over_s:
            self._looks.popleft()
        self._pressure = self._judge(self._looks[0], look)

    def _judge(self, first: _Look, last: _Look) -> Pressure:
        limits, backlog = self.limits, last.backlog
        passed, given = last.at - first.at, first.given_until(last)
        if passed < limits.seen_for_s or given <= 0:
            return _NONE
        drained_in_s = backlog.waiting * passed / given
        over = min(
            backlog.age_s / limits.age_s,
            backlog.waiting / limits.least,
            drained_in_s / limits.drained_in_s,
        )
        if over <= limits.fair_part:
            return _NONE
        return Pressure(
            wait_s=min(max(drained_in_s, 1.0), limits.longest_wait_s), is_shut=over > 1.0
        )
