"""Test that a duty has one holder at a time, and how its work goes on."""

import asyncio

from assistant.kit.duty import Duty, repeat_for
from assistant.ports import BrokerUnavailableError, Lease, LeaseState, LogUnavailableError
from tests.support.memory.work_queue import MemoryLeases


class AskedLeases(MemoryLeases):
    """Leases that never run out, and set an event when one is asked for twice."""

    def __init__(self) -> None:
        super().__init__(now=lambda: 0.0)
        self.asked, self.twice = 0, asyncio.Event()

    async def acquire(self, name: str, *, for_s: float) -> Lease | None:
        self._count()
        return await super().acquire(name, for_s=for_s)

    async def renew(self, lease: Lease, *, for_s: float) -> LeaseState:
        self._count()
        return await super().renew(lease, for_s=for_s)

    def _count(self) -> None:
        self.asked += 1
        if self.asked == 2:
            self.twice.set()


class AwayLeases(MemoryLeases):
    async def release(self, lease: Lease) -> LeaseState:
        raise BrokerUnavailableError(lease)


class TestADuty:
    async def test_is_one_holders_until_it_is_given_back(self) -> None:
        leases = MemoryLeases()
        first, second = (Duty(leases=leases, name="sweep", for_s=60) for _ in range(2))

        assert await first.is_ours()
        assert await first.is_ours()
        assert not await second.is_ours()
        await second.give_back()
        await first.give_back()

        assert await second.is_ours()
        assert not await first.is_ours()

    async def test_is_taken_anew_after_it_was_lost(self) -> None:
        leases = MemoryLeases()
        duty = Duty(leases=leases, name="sweep", for_s=0)

        assert await duty.is_ours()

        assert await duty.is_ours()

    async def test_is_kept_until_some_work_is_done(self) -> None:
        leases = AskedLeases()
        duty = Duty(leases=leases, name="sweep", for_s=0.03)
        working = asyncio.ensure_future(leases.twice.wait())

        assert await duty.keep_during(working)
        assert working.done()
        assert not await Duty(leases=leases, name="sweep", for_s=60).is_ours()

    async def test_of_another_during_some_work_is_told(self) -> None:
        leases = AskedLeases()
        await leases.acquire("sweep", for_s=60)
        leases.asked = 0
        duty = Duty(leases=leases, name="sweep", for_s=0.03)

        assert not await duty.keep_during(asyncio.ensure_future(leases.twice.wait()))

    async def test_is_left_behind_where_no_broker_takes_it_back(self) -> None:
        leases = AwayLeases()
        duty = Duty(leases=leases, name="sweep", for_s=60)
        assert await duty.is_ours()

        await duty.give_back()

        assert not await Duty(leases=leases, name="sweep", for_s=60).is_ours()


class TestWorkOnDuty:
    async def test_goes_on_until_it_is_told_to_stop_and_is_given_back(self) -> None:
        leases, stop, done = MemoryLeases(), asyncio.Event(), 0
        duty = Duty(leases=leases, name="sweep", for_s=60)

        async def work(until: asyncio.Event) -> None:
            nonlocal done
            done += 1
            if done == 3:
                until.set()

        await duty.run(stop, work, every_s=60)

        assert done == 3
        assert await Duty(leases=leases, name="sweep", for_s=60).is_ours()

    async def test_outlives_what_goes_wrong(self) -> None:
        stop, tried = asyncio.Event(), 0

        async def work(until: asyncio.Event) -> None:
            nonlocal tried
            tried += 1
            if tried == 1:
                raise LogUnavailableError
            if tried == 2:
                raise BrokerUnavailableError
            until.set()

        await Duty(leases=MemoryLeases(), name="sweep", for_s=60).run(stop, work, every_s=0)

        assert tried == 3

    async def test_is_nobodys_who_has_not_the_duty(self) -> None:
        leases, stop = MemoryLeases(), asyncio.Event()
        assert await Duty(leases=leases, name="sweep", for_s=60).is_ours()

        async def work(until: asyncio.Event) -> None:
            raise AssertionError(until)

        running = asyncio.create_task(
            Duty(leases=leases, name="sweep", for_s=60).run(stop, work, every_s=0)
        )
        await asyncio.sleep(0)
        stop.set()
        await running

    async def test_says_how_long_it_pauses(self) -> None:
        stop, loop, began = asyncio.Event(), asyncio.get_running_loop(), list[float]()

        async def work(until: asyncio.Event) -> float | None:
            began.append(loop.time())
            if len(began) == 3:
                until.set()
            return 0.05 if len(began) == 1 else None

        await Duty(leases=MemoryLeases(), name="sweep", for_s=60).run(stop, work, every_s=60)

        assert began[1] - began[0] >= 0.04
        assert began[2] - began[1] < 0.04


class TestRepeatedWork:
    async def test_pauses_where_nothing_was_done_and_ends_in_time(self) -> None:
        done = list[int]()

        async def once() -> int:
            done.append(len(done))
            return 0 if len(done) > 3 else 1

        await repeat_for(0.03, asyncio.Event(), once, idle_s=0.02)

        assert 4 <= len(done) <= 6

    async def test_ends_when_it_is_told_to_stop(self) -> None:
        stop = asyncio.Event()

        async def once() -> bool:
            stop.set()
            return True

        await repeat_for(60, stop, once, idle_s=60)
