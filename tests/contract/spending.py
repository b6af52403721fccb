"""What every `Spending` does. Inherit `SpendingContract` and override `spending`."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest

from assistant.kit.model.model_budget import Budget, Spending
from assistant.kit.model.ports import Completed, Finish, Purpose, Usage

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
BUDGET = Budget(conversation_tokens=10_000, day_tokens=1000, day_cost=Decimal("2.00"))


def end(*, cost: str = "0.5", model: str = "m") -> Completed:
    used = Usage(prompt=100, cached=40, completion=20, cost=Decimal(cost))
    return Completed(finish=Finish.STOP, usage=used, model=model, endpoint="e")


class SpendingContract:
    @pytest.fixture
    def spending(self) -> Spending:
        raise NotImplementedError

    @staticmethod
    async def ask(
        spending: Spending, *, day: date = MONDAY, tokens: int = 500, cost: str = "0.6"
    ) -> bool:
        return await spending.reserve(day, tokens=tokens, cost=Decimal(cost), budget=BUDGET)

    @staticmethod
    async def settle(
        spending: Spending, ended: Completed | None, *, day: date = MONDAY, tokens: int = 500
    ) -> None:
        await spending.settle(
            day, tokens=tokens, cost=Decimal("0.6"), purpose=Purpose.ANSWER, end=ended
        )

    async def test_sets_aside_no_more_than_the_days_tokens(self, spending: Spending) -> None:
        assert await self.ask(spending)
        assert await self.ask(spending)
        assert not await self.ask(spending, tokens=1, cost="0")

    async def test_sets_aside_no_more_than_the_days_cost(self, spending: Spending) -> None:
        assert await self.ask(spending, tokens=1, cost="1.5")
        assert not await self.ask(spending, tokens=1, cost="0.6")
        assert await self.ask(spending, tokens=1, cost="0.5")

    async def test_gives_back_what_was_not_used(self, spending: Spending) -> None:
        await self.ask(spending)
        await self.settle(spending, end())

        assert await self.ask(spending, tokens=880, cost="1.5")
        assert not await self.ask(spending, tokens=1, cost="0")

    async def test_gives_all_back_of_a_request_that_failed(self, spending: Spending) -> None:
        await self.ask(spending)
        await self.settle(spending, None)

        assert await self.ask(spending, tokens=1000, cost="2.00")
        assert list(await spending.used(MONDAY, MONDAY)) == []

    async def test_begins_anew_each_day(self, spending: Spending) -> None:
        await self.ask(spending, tokens=1000)

        assert await self.ask(spending, day=TUESDAY, tokens=1000)

    async def test_adds_up_what_was_used_for_what(self, spending: Spending) -> None:
        for day, model in ((MONDAY, "m"), (MONDAY, "m"), (MONDAY, "n"), (TUESDAY, "m")):
            await self.ask(spending, day=day, tokens=0, cost="0")
            await self.settle(spending, end(model=model), day=day, tokens=0)

        used = await spending.used(MONDAY, TUESDAY)

        assert [(one.day, one.model, one.requests) for one in used] == [
            (TUESDAY, "m", 1),
            (MONDAY, "m", 2),
            (MONDAY, "n", 1),
        ]
        assert (used[1].prompt, used[1].cached, used[1].completion) == (200, 80, 40)
        assert used[1].cost == Decimal("1.0")
        assert [one.day for one in await spending.used(TUESDAY, TUESDAY)] == [TUESDAY]

    async def test_of_many_at_once_only_so_many_are_let_through(self, spending: Spending) -> None:
        allowed = await asyncio.gather(
            *(self.ask(spending, tokens=100, cost="0.01") for _ in range(25))
        )

        assert sum(allowed) == 10
