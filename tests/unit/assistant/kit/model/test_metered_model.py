from contextlib import aclosing
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from assistant.kit.model.metered_model import MeteredModel
from assistant.kit.model.model_budget import Budget, Prices
from assistant.kit.model.ports import (
    Completed,
    Completion,
    Finish,
    ModelBudgetError,
    ModelUnavailableError,
    Request,
    Usage,
)
from assistant.ports import LogUnavailableError
from integrations.stores.memory.model_spending import MemorySpending
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.language_model import MemoryModel
from tests.support.simulators.model.requests import ask, collect

DAY = date(2026, 11, 16)
PRICES = Prices(read=Decimal(1), written=Decimal(2))
WIDE = Budget(conversation_tokens=10_000, day_tokens=10_000)


def answered(_: Request) -> Completion:
    used = Usage(prompt=100, cached=40, completion=20, cost=Decimal("0.5"))
    end = Completed(finish=Finish.STOP, usage=used, model="m", endpoint="e")
    return Completion(text="You have thirty days to return it.", end=end)


def metered(
    spending: MemorySpending, *, budget: Budget = WIDE, model: MemoryModel | None = None
) -> MeteredModel:
    return MeteredModel(
        model or MemoryModel(answered),
        spending=spending,
        budget=budget,
        dearest=PRICES,
        clock=HandClock(datetime(2026, 11, 16, 10, tzinfo=UTC)),
    )


class TestAMeteredModel:
    async def test_counts_what_was_used_whole_or_streamed(self) -> None:
        spending = MemorySpending()
        model = metered(spending)

        await model.complete(ask())
        await collect(model, ask())

        [one] = await spending.used(DAY, DAY)
        assert (one.requests, one.prompt, one.cached, one.completion) == (2, 200, 80, 40)
        assert one.cost == Decimal("1.0")

    async def test_stops_at_the_days_budget_without_asking(self) -> None:
        spending, inner = MemorySpending(), MemoryModel(answered)
        model = metered(
            spending, budget=Budget(conversation_tokens=10_000, day_tokens=700), model=inner
        )

        await model.complete(ask())  # 505 at most are set aside, 120 are used
        await model.complete(ask())
        with pytest.raises(ModelBudgetError, match="day"):
            await model.complete(ask())

        assert len(inner.asked) == 2

    async def test_stops_at_the_days_cost(self) -> None:
        budget = Budget(conversation_tokens=10_000, day_tokens=1_000_000, day_cost=Decimal("0.9"))
        model = metered(MemorySpending(), budget=budget)

        await model.complete(ask())
        await model.complete(ask())
        with pytest.raises(ModelBudgetError):
            await model.complete(ask())

    async def test_stops_at_the_conversations_budget(self) -> None:
        with pytest.raises(ModelBudgetError, match="conversation"):
            await metered(MemorySpending()).complete(ask(spent=9_900))

    async def test_gives_back_what_a_failed_request_had_set_aside(self) -> None:
        def fail(_: Request) -> Completion:
            raise ModelUnavailableError("away")  # noqa: EM101  # a test's

        spending = MemorySpending()
        budget = Budget(conversation_tokens=10_000, day_tokens=600)
        for _ in range(3):
            with pytest.raises(ModelUnavailableError):
                await metered(spending, budget=budget, model=MemoryModel(fail)).complete(ask())

        await metered(spending, budget=budget).complete(ask())

    async def test_counts_a_stream_that_nobody_read_to_its_end(self) -> None:
        spending = MemorySpending()

        async with aclosing(metered(spending).stream(ask())) as parts:
            await anext(parts)

        [one] = await spending.used(DAY, DAY)
        assert one.completion == 1
        assert one.cost > 0

    async def test_asks_nothing_that_it_cannot_count(self) -> None:
        class Away(MemorySpending):
            async def reserve(self, *_: object, **__: object) -> bool:
                raise LogUnavailableError

        inner = MemoryModel(answered)

        with pytest.raises(ModelUnavailableError, match="counted"):
            await metered(Away(), model=inner).complete(ask())

        assert inner.asked == []
