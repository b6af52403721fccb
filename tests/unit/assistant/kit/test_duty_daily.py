"""Test that work is done once a day, over stops and starts."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from assistant.kit.duty import Daily, Duty, is_due
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.work_queue import MemoryLeases


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=UTC)


class TestTheTime:
    @pytest.mark.parametrize(
        ("last", "now", "due"),
        [
            (None, at(1, 11), False),  # a fresh start, after the hour
            (None, at(2, 2), False),
            (None, at(2, 3), True),
            (at(2, 3), at(2, 23), False),
            (at(2, 3), at(3, 2), False),
            (at(2, 3), at(3, 3), True),
            (at(2, 3), at(5, 1), True),  # it was down for a day
        ],
    )
    def test_is_the_first_moment_after_the_hour_that_was_not_used(
        self, last: datetime | None, now: datetime, *, due: bool
    ) -> None:
        assert is_due(last, began=at(1, 10), now=now, hour=3) is due


class MemoryNote:
    def __init__(self, last: datetime | None = None) -> None:
        self.last = last
        self.noted = asyncio.Event()
        self.looked = asyncio.Event()  # since it was noted

    async def read(self) -> datetime | None:
        if self.noted.is_set():
            self.looked.set()
        return self.last

    async def write(self, at: datetime) -> None:
        self.last = at
        self.noted.set()


class Shift:
    """A process that may have its day's work to do."""

    def __init__(self, note: MemoryNote, leases: MemoryLeases, clock: HandClock) -> None:
        self.did = 0
        self.fails = False
        self.stop = asyncio.Event()
        self.done = asyncio.Event()
        self.daily = Daily(
            name="insights",
            hour=3,
            duty=Duty(leases=leases, name="insights", for_s=30),
            note=note,
            work=self._work,
            clock=clock,
            every_s=0.01,
        )

    async def _work(self, stop: asyncio.Event) -> None:
        del stop
        self.did += 1
        self.done.set()
        if self.fails:
            msg = "no"
            raise ValueError(msg)


class TestTheWork:
    async def test_is_done_once_over_restarts(self) -> None:
        clock = HandClock()
        note = MemoryNote(clock.now() - timedelta(days=2))
        first, second = (Shift(note, MemoryLeases(), clock) for _ in range(2))

        running = asyncio.create_task(first.daily.run(first.stop))
        await first.done.wait()
        await note.noted.wait()
        first.stop.set()
        await running
        looking = asyncio.create_task(second.daily.run(second.stop))
        await note.looked.wait()
        second.stop.set()
        await looking

        assert (first.did, second.did, note.last) == (1, 0, clock.now())

    async def test_that_failed_is_not_noted(self) -> None:
        clock = HandClock()
        before = clock.now() - timedelta(days=2)
        note = MemoryNote(before)
        shift = Shift(note, MemoryLeases(), clock)
        shift.fails = True

        running = asyncio.create_task(shift.daily.run(shift.stop))
        await shift.done.wait()
        shift.stop.set()
        await running

        assert (shift.did, note.last) == (1, before)

    async def test_is_one_process_s_at_a_time(self) -> None:
        clock, leases = HandClock(), MemoryLeases()
        note = MemoryNote(clock.now() - timedelta(days=2))
        first, second = Shift(note, leases, clock), Shift(note, leases, clock)

        tasks = [asyncio.create_task(one.daily.run(one.stop)) for one in (first, second)]
        await asyncio.wait(
            [asyncio.create_task(one.done.wait()) for one in (first, second)],
            return_when=asyncio.FIRST_COMPLETED,
        )
        for one in (first, second):
            one.stop.set()
        await asyncio.gather(*tasks)

        assert first.did + second.did == 1
