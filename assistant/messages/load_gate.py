"""Refuse messages while more come than the workers answer, so that accepted ones are answered soon.

Refused is by the measured age of the queue: the oldest work has waited for too long although
workers take work, and they would take long for what waits. How long is too long, the turns say:
where a language model takes seconds for each, no more may wait than is in hand, which is about
one turn's time. While no worker lives, every message is accepted and answered later. Before that,
at half of these limits, each network is held to its fair share, so that one address shuts out
nobody else.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.ports import Backlog, BrokerUnavailableError, Presence, WorkQueue


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLimits:
    """Hold from when on messages are refused."""

    fair_part: float = 0.5  # of the limits below: from there on, each network has its fair share
    fair_per_minute: int = 10  # messages of one network; who writes by hand sends fewer
    age_s: float = 0.25  # of the oldest work, while workers take work
    long_turn_age_s: float = 0.1  # of it where turns are long: they end at once, and more comes
    of_one_turn: float = 0.75  # that what waits may take where turns are long; looks see it late
    drained_in_s: float = 0.5  # at the pace of the last moments
    least: int = 10  # entries: a few short turns are no overload, whatever their age
    seen_for_s: float = 0.3  # before the pace says something
    look_every_s: float = 0.05
    over_s: float = 1.0  # that the pace is measured over
    longest_wait_s: float = 10.0
    longest_turn_s: float = 30.0  # a turn's own limit: workers that take nothing for longer hang


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
    presence: Presence
    limits: LoadLimits = field(default_factory=LoadLimits)
    monotonic: Callable[[], float] = time.monotonic
    _looks: deque[_Look] = field(default_factory=deque)
    _next_look: float = 0.0
    _given_at: float = 0.0  # when workers were last seen to have taken something, or may have
    _was_away: bool = False  # the queue, at the last look
    _pressure: Pressure = _NONE

    async def pressure(self) -> Pressure:
        """Return how far the workers are behind; a queue that cannot be looked at is not behind."""
        now = self.monotonic()
        if now >= self._next_look:
            self._next_look = now + self.limits.look_every_s
            try:
                await self._note(_Look(at=now, backlog=await self.queue.backlog()))
            except BrokerUnavailableError:
                self._forget(now)
        return self._pressure

    def _forget(self, now: float) -> None:
        """Refuse nothing once the queue has been away for longer than a moment."""
        self._was_away = True
        if not self._looks or now - self._looks[-1].at > self.limits.over_s:
            self._looks.clear()
            self._pressure = _NONE

    async def _note(self, look: _Look) -> None:
        if self._was_away and look.at - self._last_at() > self.limits.seen_for_s:
            self._looks.clear()  # the workers could take nothing, which says nothing of their pace
        self._was_away = False
        if not self._looks or self._looks[-1].given_until(look) > 0:
            self._given_at = look.at
        self._looks.append(look)
        self._drop_old(look.at)
        found, is_measured = self._judge(self._looks[0], look)
        if found.wait_s and not is_measured and not await self._have_long_turns(look.at):
            found = _NONE
        self._pressure = found

    def _last_at(self) -> float:
        return self._looks[-1].at if self._looks else 0.0

    def _drop_old(self, now: float) -> None:
        """Drop looks but one from before the time that the pace is measured over.

        Over a shorter time, turns that end at once would look short. Of a time in which nobody was
        at work, the pace would be that of the customers.
        """
        looks, over_s = self._looks, self.limits.over_s
        while len(looks) > 2 and (  # noqa: PLR2004 - a pace has two looks
            now - looks[1].at >= over_s
            or now - looks[0].at > 2 * over_s
            or not looks[0].backlog.in_hand
        ):
            looks.popleft()

    async def _have_long_turns(self, now: float) -> bool:
        """Return whether workers that take nothing are busy, and neither dead nor stuck."""
        if now - self._given_at > self.limits.longest_turn_s:
            return False
        return bool(await self.presence.alive())

    def _judge(self, first: _Look, last: _Look) -> tuple[Pressure, bool]:
        """Tell the pressure, and whether workers took something in the last moments.

        By Little's law (1961), a turn takes what is in hand divided by the pace. So what waits is
        taken within one turn's time while it is no more than what is in hand.
        """
        limits, backlog = self.limits, last.backlog
        passed, given = last.at - first.at, first.given_until(last)
        is_measured = passed >= limits.seen_for_s and given > 0
        if not is_measured:
            given, passed = 1, last.at - self._given_at  # at most
            if passed < limits.seen_for_s:
                return _NONE, False
        return self._judge_pace(backlog, passed / given), is_measured

    def _judge_pace(self, backlog: Backlog, each_s: float) -> Pressure:
        """Tell the pressure if workers take one entry every `each_s`."""
        limits, drained_in_s = self.limits, backlog.waiting * each_s
        if backlog.in_hand * each_s > limits.drained_in_s:
            age_s = limits.long_turn_age_s
            few = (backlog.waiting + 1) / (limits.of_one_turn * backlog.in_hand)  # one more comes
        else:
            age_s, few = limits.age_s, backlog.waiting / limits.least
        over = min(backlog.age_s / age_s, drained_in_s / limits.drained_in_s, few)
        if over <= limits.fair_part:
            return _NONE
        return Pressure(
            wait_s=min(max(drained_in_s, 1.0), limits.longest_wait_s), is_shut=over > 1.0
        )
