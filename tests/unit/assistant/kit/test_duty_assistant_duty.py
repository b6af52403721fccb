"""A duty: one holder at a time."""

import asyncio

from assistant.kit.duty import Duty
from assistant.ports import BrokerUnavailableError, Lease, LeaseState, LogUnavailableError
from tests.support.memory.work_queue import MemoryLeases


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
