"""What `Leases` do. Inherit `LeasesContract` and override `leases`."""

import pytest

from assistant.ports import Lease, Leases, LeaseState
from tests.support.patience import until


async def acquire(leases: Leases, name: str = "turn:c1", *, for_s: float = 60) -> Lease:
    """Acquire a lease that is free."""
    lease = await leases.acquire(name, for_s=for_s)
    assert lease is not None
    return lease


class LeasesContract:
    @pytest.fixture
    def leases(self) -> Leases:
        raise NotImplementedError

    async def test_a_lease_is_held_once(self, leases: Leases) -> None:
        await acquire(leases)

        assert await leases.acquire("turn:c1", for_s=60) is None

    async def test_other_names_are_free(self, leases: Leases) -> None:
        first = await acquire(leases, "turn:c1")

        assert first != await acquire(leases, "turn:c2")

    async def test_a_released_lease_is_free(self, leases: Leases) -> None:
        assert await leases.release(await acquire(leases)) is LeaseState.HELD

        await acquire(leases)

    async def test_the_holder_learns_once_that_it_is_wanted(self, leases: Leases) -> None:
        lease = await acquire(leases)
        await leases.acquire("turn:c1", for_s=60)
        await leases.acquire("turn:c1", for_s=60)

        assert await leases.renew(lease, for_s=60) is LeaseState.WANTED
        assert await leases.renew(lease, for_s=60) is LeaseState.HELD

    async def test_releasing_says_that_it_was_wanted(self, leases: Leases) -> None:
        lease = await acquire(leases)
        await leases.acquire("turn:c1", for_s=60)

        assert await leases.release(lease) is LeaseState.WANTED

        next_one = await acquire(leases)
        assert await leases.renew(next_one, for_s=60) is LeaseState.HELD

    async def test_a_lease_runs_out(self, leases: Leases) -> None:
        old = await acquire(leases, for_s=0.02)

        async def is_free() -> object:
            return await leases.acquire("turn:c1", for_s=60)

        await until(is_free)
        assert await leases.renew(old, for_s=60) is LeaseState.LOST

    async def test_who_lost_a_lease_cannot_release_the_next_one(self, leases: Leases) -> None:
        old = await acquire(leases)
        await leases.release(old)
        await acquire(leases)

        assert await leases.release(old) is LeaseState.LOST

        assert await leases.acquire("turn:c1", for_s=60) is None

    async def test_a_renewed_lease_runs_on(self, leases: Leases) -> None:
        short = await acquire(leases, "turn:short", for_s=0.05)
        renewed = await acquire(leases, "turn:renewed", for_s=0.05)
        await leases.renew(renewed, for_s=60)

        async def has_run_out() -> object:
            return await leases.renew(short, for_s=0.001) is LeaseState.LOST

        await until(has_run_out)
        assert await leases.renew(renewed, for_s=60) is LeaseState.HELD
