"""What `RateLimits` do. Inherit `RateLimitsContract` and override `limits`."""

import asyncio

import pytest

from assistant.ports import RateLimits
from tests.support.patience import until


class RateLimitsContract:
    @pytest.fixture
    def limits(self) -> RateLimits:
        raise NotImplementedError

    async def test_the_allowance_may_come_at_once(self, limits: RateLimits) -> None:
        allowances = [await limits.allow("a", limit=5, per_s=600) for _ in range(6)]

        assert [a.allowed for a in allowances] == [True] * 5 + [False]
        assert [a.retry_after_s for a in allowances[:5]] == [0.0] * 5

    async def test_a_refusal_says_when_to_come_again(self, limits: RateLimits) -> None:
        for _ in range(3):
            await limits.allow("a", limit=3, per_s=600)

        refused = await limits.allow("a", limit=3, per_s=600)

        assert refused.retry_after_s == pytest.approx(200, abs=1)

    async def test_refusals_cost_nothing(self, limits: RateLimits) -> None:
        for _ in range(20):
            refused = await limits.allow("a", limit=1, per_s=600)

        assert refused.retry_after_s == pytest.approx(600, abs=1)

    async def test_keys_do_not_share(self, limits: RateLimits) -> None:
        await limits.allow("a", limit=1, per_s=600)

        assert (await limits.allow("b", limit=1, per_s=600)).allowed

    async def test_any_limit_may_be_used_up(self, limits: RateLimits) -> None:
        allowances = [await limits.allow("a", limit=7, per_s=601) for _ in range(8)]

        assert [a.allowed for a in allowances] == [True] * 7 + [False]

    async def test_the_allowance_refills(self, limits: RateLimits) -> None:
        await limits.allow("a", limit=1, per_s=0.02)

        async def is_allowed() -> object:
            return (await limits.allow("a", limit=1, per_s=0.02)).allowed

        await until(is_allowed)

    async def test_many_at_once_are_counted_one_by_one(self, limits: RateLimits) -> None:
        at_once = (limits.allow("a", limit=5, per_s=600) for _ in range(30))

        allowances = await asyncio.gather(*at_once)

        assert sum(a.allowed for a in allowances) == 5
