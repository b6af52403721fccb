"""The gate of messages: shut by real overload, and by nothing else."""

from dataclasses import dataclass, field

import pytest

from assistant.messages.load_gate import LoadGate, LoadLimits, Pressure
from assistant.ports import Backlog, BrokerUnavailableError
from tests.support.memory.work_queue import MemoryWorkQueue
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
        return Backlog(waiting=round(self.waiting), added=round(self.added), age_s=age_s)


async def waits(stream: Stream, gate: LoadGate, *, seconds: float) -> list[float]:
    """Return after how long those who are refused may come again, twenty times a second."""
    said = []
    for _ in range(round(seconds * 20)):
        stream.go_on(0.05)
        pressure = await gate.pressure()
        said.append(pressure.wait_s if pressure.is_shut else 0.0)
    return said


def gate_of(stream: Stream) -> LoadGate:
    return LoadGate(queue=stream, limits=LIMITS, monotonic=stream.time.now)


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

    async def test_is_open_while_no_worker_takes_anything(self) -> None:
        stream = Stream(Time(), into=50, out=0)

        assert not any(await waits(stream, gate_of(stream), seconds=10))

    async def test_is_open_for_a_small_backlog_of_any_age(self) -> None:
        stream = Stream(Time(), into=0, out=0.1, waiting=9)

        assert not any(await waits(stream, gate_of(stream), seconds=10))

    async def test_is_open_when_the_queue_is_away_for_longer_than_a_moment(self) -> None:
        stream = Stream(Time(), into=400, out=100)
        gate = gate_of(stream)
        await waits(stream, gate, seconds=2)
        stream.away = True

        said = await waits(stream, gate, seconds=3)

        assert said[0]
        assert not said[-1]

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
        gate = LoadGate(queue=stream, limits=LIMITS, monotonic=stream.time.now)
        look = stream.backlog

        async def counted() -> Backlog:
            looks.append(1)
            return await look()

        stream.backlog = counted  # type: ignore[method-assign]
        for _ in range(asked):
            await gate.pressure()

        assert len(looks) == 1
