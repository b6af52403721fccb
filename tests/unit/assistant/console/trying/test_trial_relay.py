"""A message to try on its way to a worker and back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from assistant.commerce.ports import ShopUnavailableError
from assistant.commerce.shop_effects import CancelOrder
from assistant.commerce.shop_ids import OrderId
from assistant.console.trying.trial_relay import (
    NoTrial,
    RemoteTrials,
    TrialFailedError,
    TrialWork,
    TurnTrials,
)
from assistant.messages.trials.trial import TrialMessage, TriedTurn, UnknownCustomerError
from assistant.messages.trials.turn_trace import GuardedFact, TraceStep
from integrations.stores.memory.rate_limits import MemoryOneUse
from tests.support.memory.fanout import MemoryFanout

MESSAGE = TrialMessage(text="Délai ?", at=datetime(2026, 11, 23, 10, tzinfo=UTC))
TRIED = TriedTurn(
    events=(),
    followed=(),
    receipts=(),
    steps=(TraceStep(fact=GuardedFact(rule=""), began_ms=0.0, ms=1.0),),
    done=(CancelOrder(order_id=OrderId("o1"), version="1", reason="mistake"),),
    codes=(),
    baskets=0,
    at=datetime(2026, 11, 23, 10, tzinfo=UTC),
    ms=12.0,
)


class Tries:
    """Gives one answer, or raises one error."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[TrialMessage] = []

    async def take(self, message: TrialMessage) -> TriedTurn:
        self.asked.append(message)
        if self.error is not None:
            raise self.error
        return TRIED


class Waits:
    """Never comes to an end."""

    async def take(self, message: TrialMessage) -> TriedTurn:
        del message
        await asyncio.Event().wait()
        raise AssertionError


@asynccontextmanager
async def workers(
    fanout: MemoryFanout, *trials: TurnTrials, timeout_s: float = 35.0
) -> AsyncIterator[None]:
    stop, once = asyncio.Event(), MemoryOneUse()
    works = [
        TrialWork(trials=one, fanout=fanout, once=once, name=f"w{at}", timeout_s=timeout_s)
        for at, one in enumerate(trials)
    ]
    async with asyncio.TaskGroup() as group:
        for one in works:
            group.create_task(one.run(stop))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        yield
        stop.set()


class TestAMessage:
    async def test_is_tried_by_one_worker_of_many(self) -> None:
        fanout, first, second = MemoryFanout(), Tries(), Tries()

        async with workers(fanout, first, second):
            tried = await RemoteTrials(fanout=fanout).take(MESSAGE)

        assert tried == TRIED
        assert [*first.asked, *second.asked] == [MESSAGE]

    async def test_that_no_worker_takes_fails_soon(self) -> None:
        with pytest.raises(TrialFailedError) as failed:
            await RemoteTrials(fanout=MemoryFanout(), taken_s=0.02).take(MESSAGE)

        assert failed.value.why is NoTrial.BUSY

    async def test_that_takes_too_long_fails(self) -> None:
        fanout = MemoryFanout()
        async with workers(fanout, Waits()):
            with pytest.raises(TrialFailedError) as failed:
                await RemoteTrials(fanout=fanout, done_s=0.02).take(MESSAGE)

        assert failed.value.why is NoTrial.TOO_SLOW

    async def test_that_takes_too_long_is_broken_off_in_the_worker(self) -> None:
        fanout = MemoryFanout()
        async with workers(fanout, Waits(), timeout_s=0.02):
            with pytest.raises(TrialFailedError) as failed:
                await RemoteTrials(fanout=fanout).take(MESSAGE)

        assert failed.value.why is NoTrial.TOO_SLOW

    @pytest.mark.parametrize(
        ("error", "why"),
        [
            (UnknownCustomerError(), NoTrial.UNKNOWN_CUSTOMER),
            (ShopUnavailableError(), NoTrial.SHOP_AWAY),
            (ZeroDivisionError(), NoTrial.FAILED),
        ],
    )
    async def test_that_fails_says_why(self, error: Exception, why: NoTrial) -> None:
        fanout = MemoryFanout()
        async with workers(fanout, Tries(error)):
            with pytest.raises(TrialFailedError) as failed:
                await RemoteTrials(fanout=fanout).take(MESSAGE)

        assert failed.value.why is why
