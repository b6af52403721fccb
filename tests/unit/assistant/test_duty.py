"""A duty: one holder at a time."""

from assistant.duty import Duty
from assistant.memory_broker import MemoryLeases
from assistant.ports import BrokerUnavailableError, Lease, LeaseState


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
