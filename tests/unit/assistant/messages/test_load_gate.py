"""The gate of messages: shut by real overload, and by nothing else."""

import heapq
import random
from collections import deque
from dataclasses import dataclass, field

import pytest

from assistant.messages.load_gate import LoadGate, LoadLimits, Pressure
from assistant.ports import Backlog, BrokerUnavailableError
from tests.support.memory.work_queue import MemoryPresence, MemoryWorkQueue
from tests.support.patience import Time

LIMITS = LoadLimits(age_s=0.4, drained_in_s=0.6, least=10, look_every_s=0.05)


@dataclass
class Stream(MemoryWorkQueue):
    """A queue of so many entries a second in and out; each waits for those before it."""

    time: Time
    into: float
    out: float
    waiting: float = 0.0
    added: float = 0.0
    away: bool = False
    stalled_s: float = field(default=0.0)

    def go_on(self, seconds: float) -> None:
        came, went = self.into * seconds, self.out * seconds
        self.added += came
        self.waiting = max(self.waiting + came - went, 0.0)
        self.stalled_s = self.stalled_s + seconds if self.waiting and not self.out else 0.0
        self.time.at += seconds

    async def backlog(self) -> Backlog:
        if self.away:
            raise BrokerUnavailableError
        age_s = self.stalled_s or self.waiting / max(self.into, 1)
        return Backlog(waiting=round(self.waiting), in_hand=4, added=round(self.added), age_s=age_s)


@dataclass
class Turns(MemoryWorkQueue):
    """A queue whose workers take `at_once` turns, each of `turn_s` give or take `spread`."""

    time: Time
    turn_s: float
    at_once: int = 4
    spread: float = 0.0
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - no secret
    since: deque[float] = field(default_factory=deque)  # of each that waits
    ends: list[float] = field(default_factory=list)  # of turns in hand
    waits: list[float] = field(default_factory=list)  # seconds before each turn
    refused: int = 0
    count: int = 0

    async def offer(self, gate: LoadGate, *, load: float, seconds: float) -> None:
        """Have messages come at random, at so many times what the workers answer."""
        until, per_s = self.time.at + seconds, load * self.at_once / self.turn_s
        while self.time.at < until:
            self.time.at += self.chance.expovariate(per_s)
            self.work()
            if (await gate.pressure()).is_shut:
                self.refused += 1
                continue
            self.count += 1
            self.since.append(self.time.at)
            self.work()

    def work(self) -> None:
        """Take what waits as turns end, until now."""
        while self.ends and self.ends[0] <= self.time.at:
            ended = heapq.heappop(self.ends)
            if self.since:
                self._take(ended)
        while self.since and len(self.ends) < self.at_once:
            self._take(self.time.at)

    def _take(self, at: float) -> None:
        self.waits.append(at - self.since.popleft())
        lasts = self.turn_s * self.chance.uniform(1 - self.spread, 1 + self.spread)
        heapq.heappush(self.ends, at + lasts)

    async def backlog(self) -> Backlog:
        age_s = self.time.at - self.since[0] if self.since else 0.0
        return Backlog(
            waiting=len(self.since), in_hand=len(self.ends), added=self.count, age_s=age_s
        )


async def waits(stream: Stream, gate: LoadGate, *, seconds: float) -> list[float]:
    """Return after how long those who are refused may come again, twenty times a second."""
    said = []
    for _ in range(round(seconds * 20)):
        stream.go_on(0.05)
        pressure = await gate.pressure()
        said.append(pressure.wait_s if pressure.is_shut else 0.0)
    return said


def gate_of(stream: Stream | Turns, *, alive_for_s: float = 10_000.0) -> LoadGate:
    presence = MemoryPresence(now=stream.time.now)
    presence._until["worker"] = alive_for_s  # noqa: SLF001 - a worker that is killed says nothing
    limits = LIMITS if isinstance(stream, Stream) else LoadLimits()
    return LoadGate(queue=stream, presence=presence, limits=limits, monotonic=stream.time.now)


class TestTheGate:
    async def test_is_open_while_workers_keep_up(self) -> None:
        stream = Stream(Time(), into=100, out=100)

        assert not any(await waits(stream, gate_of(stream), seconds=10))

    async def test_is_shut_when_more_comes_than_is_answered(self) -> None:
        stream = Stream(Time(), into=400, out=100)

        said = await waits(stream, gate_of(stream), seconds=5)

        assert not said[0]
        assert said[-1] >= 1.0
        assert max(said) <= LIMITS.longest_wait_s

    async def test_is_open_again_when_the_backlog_is_drained(self) -> None:
        stream = Stream(Time(), into=400, out=100)
        gate = gate_of(stream)
        await waits(stream, gate, seconds=1)
        stream.into = 0

        assert not (await waits(stream, gate, seconds=5))[-1]

    async def test_is_open_while_no_worker_lives(self) -> None:
        stream = Stream(Time(), into=50, out=0)

        assert not any(await waits(stream, gate_of(stream, alive_for_s=0), seconds=10))

    async def test_is_open_once_workers_that_live_take_nothing_for_longer_than_a_turn(
        self,
    ) -> None:
        stream = Stream(Time(), into=50, out=0)

        said = await waits(stream, gate_of(stream), seconds=40)

        assert any(said)
        assert not any(said[-20:])

    async def test_is_open_for_a_small_backlog_of_short_turns_of_any_age(self) -> None:
        stream = Stream(Time(), into=20, out=20, waiting=9)

        assert not any(await waits(stream, gate_of(stream), seconds=10))

    async def test_is_open_when_the_queue_is_away_for_longer_than_a_moment(self) -> None:
        stream = Stream(Time(), into=400, out=100)
        gate = gate_of(stream)
        await waits(stream, gate, seconds=2)
        stream.away = True

        said = await waits(stream, gate, seconds=3)

        assert said[0]
        assert not said[-1]

    async def test_stays_shut_while_a_look_fails_now_and_then(self) -> None:
        stream, said = Stream(Time(), into=400, out=100), list[Pressure]()
        gate = gate_of(stream)
        await waits(stream, gate, seconds=2)

        for number in range(200):
            stream.away = number % 7 == 0
            stream.go_on(0.05)
            said.append(await gate.pressure())

        assert all(one.is_shut for one in said)

    @pytest.mark.parametrize("away_s", [0.6, 6.0])
    async def test_takes_no_pace_of_a_time_in_which_the_queue_was_away(self, away_s: float) -> None:
        stream = Stream(Time(), into=20, out=20)
        gate = gate_of(stream)
        await waits(stream, gate, seconds=2)
        stream.away, stream.out = True, 0
        stream.go_on(0.05)
        await gate.pressure()  # the last message before all customers wait for their replies
        stream.go_on(away_s)
        stream.away, stream.out, stream.waiting = False, 40, 12  # swept back at once

        said = await waits(stream, gate, seconds=2)

        assert not any(said)

    async def test_holds_networks_to_their_share_before_it_is_shut(self) -> None:
        stream = Stream(Time(), into=400, out=100)
        gate, said = gate_of(stream), list[Pressure]()

        while not said or not said[-1].is_shut:
            stream.go_on(0.01)
            said.append(await gate.pressure())

        pressed = [one for one in said if one.wait_s and not one.is_shut]
        assert pressed
        assert said.index(pressed[0]) < len(said) - 1

    @pytest.mark.parametrize("asked", [1, 50])
    async def test_looks_seldom(self, asked: int) -> None:
        stream, looks = Stream(Time(), into=0, out=0), []
        gate = gate_of(stream)
        look = stream.backlog

        async def counted() -> Backlog:
            looks.append(1)
            return await look()

        stream.backlog = counted  # type: ignore[method-assign]
        for _ in range(asked):
            await gate.pressure()

        assert len(looks) == 1


class TestABurstAfterQuietTime:
    async def test_is_not_measured_by_the_pace_of_the_customers_before(self) -> None:
        turn_s, at_once, refused = 0.22, 8, 0
        for seed in range(20):
            chance = random.Random(seed)  # noqa: S311 - no secret
            turns = Turns(Time(), turn_s, at_once=at_once, chance=chance)
            gate, of_one = gate_of(turns), turn_s / at_once  # the load of a message a second
            await turns.offer(gate, load=of_one / 1.5, seconds=30)
            await turns.offer(gate, load=of_one * 50, seconds=0.5)
            refused += turns.refused

        assert refused == 0


class TestTurnsOfALanguageModel:
    """Turns that take seconds: workers take nothing for as long, and are busy all the same."""

    @pytest.mark.parametrize("spread", [0.0, 0.5])
    @pytest.mark.parametrize("at_once", [4, 8])
    @pytest.mark.parametrize("turn_s", [1.0, 3.0, 5.0, 10.0, 25.0])
    async def test_are_waited_for_about_one_turn_at_four_times_the_load(
        self, turn_s: float, at_once: int, spread: float
    ) -> None:
        turns = Turns(Time(), turn_s, at_once=at_once, spread=spread)

        await turns.offer(gate_of(turns), load=4, seconds=60 * turn_s)

        done = sorted(turns.waits)
        assert done[len(done) * 95 // 100] <= (1.25 if turn_s > 1 else 1.75) * turn_s
        assert len(done) >= 0.9 * 60 * at_once  # the workers are never idle for long

    @pytest.mark.parametrize("turn_s", [0.01, 0.1, 0.3])
    async def test_that_are_short_are_answered_within_the_goal(self, turn_s: float) -> None:
        turns = Turns(Time(), turn_s)

        await turns.offer(gate_of(turns), load=4, seconds=30)

        done = sorted(turns.waits)
        assert done[len(done) * 95 // 100] + turn_s <= 1.5
        assert len(done) >= 0.9 * 30 * turns.at_once / turn_s

    @pytest.mark.parametrize("turn_s", [0.01, 3.0, 10.0])
    async def test_are_refused_to_nobody_at_half_the_load(self, turn_s: float) -> None:
        turns = Turns(Time(), turn_s, spread=0.5)

        await turns.offer(gate_of(turns), load=0.5, seconds=100 * turn_s)

        assert turns.refused <= 0.02 * turns.count

    async def test_are_accepted_whatever_waits_once_the_workers_are_killed(self) -> None:
        turns = Turns(Time(), 5.0)
        gate = gate_of(turns, alive_for_s=60.0)
        await turns.offer(gate, load=4, seconds=60)
        turns.ends = [1e9] * 4  # killed in the middle of their turns
        refused = turns.refused

        await turns.offer(gate, load=4, seconds=60)

        assert turns.refused <= refused + 3
