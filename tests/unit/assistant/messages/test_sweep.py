"""The sweep: what falls between is found, and nobody is nagged."""

import asyncio
from datetime import datetime
from itertools import pairwise

import pytest

from assistant.conversation.ids import ConversationId
from assistant.messages.sweep import Sweep, SweepLimits
from assistant.ports import BrokerUnavailableError, LogUnavailableError
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.worker_shop import Shop, message
from tests.support.patience import until
from tests.support.seeds.conversation_events import replied

C1 = ConversationId("c1")


@pytest.fixture
async def shop() -> Shop:
    shop = Shop()
    await shop.open()
    return shop


async def lose(shop: Shop, text: str = "boots?", conversation: str = "c1") -> None:
    """Accept a message whose place in the queue is lost."""
    await shop.inbox.receive(message(text, conversation, text))
    work = await shop.queue.take(wait_s=1)
    assert work is not None
    await shop.queue.ack(work)


def another(shop: Shop) -> Sweep:
    return Sweep(
        stuck=shop.stuck,
        queue=shop.queue,
        leases=shop.leases,
        clock=shop.clock,
        limits=SweepLimits(every_s=0.01),
    )


class TestWhatWaits:
    async def test_is_put_back(self, shop: Shop) -> None:
        await lose(shop)
        shop.clock.move(2)

        assert await shop.sweep.once() == 1

        assert await shop.queue.outstanding() == {C1}

    async def test_is_given_a_moment_first(self, shop: Shop) -> None:
        await lose(shop)
        shop.clock.move(0.5)

        assert await shop.sweep.once() == 0

    async def test_is_left_alone_while_it_is_queued_or_in_hand(self, shop: Shop) -> None:
        await shop.receive("boots?")
        shop.clock.move(2)
        assert await shop.sweep.once() == 0

        await shop.queue.take(wait_s=1)
        shop.clock.move(2)

        assert await shop.sweep.once() == 0

    async def test_is_left_alone_while_very_much_waits(self, shop: Shop) -> None:
        await lose(shop)
        for number in range(3):
            await shop.queue.put(ConversationId(f"another{number}"))
        sweep = another(shop)
        sweep.limits = SweepLimits(most_waiting=2)
        shop.clock.move(2)

        assert await sweep.once() == 0
        await shop.queue.take(wait_s=1)
        assert await sweep.once() == 1

    async def test_may_be_a_reply_that_did_not_go_out(self, shop: Shop) -> None:
        await shop.events.append(C1, [replied("r1")])
        shop.clock.move(2)

        assert await shop.sweep.once() == 1

        await shop.work()
        assert len(shop.channel.sent) == 1

    async def test_is_put_back_once_though_it_waits_for_two_things(self, shop: Shop) -> None:
        await lose(shop)
        await lose(shop, "and shoes?")
        await shop.events.append(C1, [replied("r1")])
        shop.clock.move(2)

        assert await shop.sweep.once() == 1

    async def test_is_put_back_again_after_ever_longer_pauses(self, shop: Shop) -> None:
        await lose(shop)
        put_back = []
        for second in range(400):
            shop.clock.move(1)
            if await shop.sweep.once():
                put_back.append(second)
                work = await shop.queue.take(wait_s=1)
                assert work is not None
                await shop.queue.ack(work)  # nobody answers it

        pauses = [b - a for a, b in pairwise(put_back)]
        assert 1 <= pauses[0] <= 4
        assert 48 <= pauses[-1] <= 73
        assert len(put_back) < 14

    async def test_is_forgotten_once_it_was_answered(self, shop: Shop) -> None:
        for text in ("boots?", "shoes?"):
            await lose(shop, text)
            shop.clock.move(1.5)
            assert await shop.sweep.once() == 1
            await shop.work()
            assert await shop.sweep.once() == 0


class TestTheSweepers:
    async def test_take_it_in_turn_by_a_lease(self, shop: Shop) -> None:
        await lose(shop)
        shop.clock.move(2)
        stop, later = asyncio.Event(), asyncio.Event()
        first, second = another(shop), another(shop)
        running = asyncio.create_task(first.run(stop))

        async def is_put_back() -> object:
            return await shop.queue.outstanding()

        await until(is_put_back)
        waiting = asyncio.create_task(second.run(later))
        await asyncio.sleep(0)
        assert await shop.leases.acquire("sweep", for_s=1) is None
        stop.set()
        await running
        await lose(shop, "shoes?")

        async def is_swept_by_the_other() -> object:
            shop.clock.move(5)
            return await shop.queue.outstanding()

        await until(is_swept_by_the_other)
        later.set()
        await waiting

    @pytest.mark.parametrize("error", [LogUnavailableError(), BrokerUnavailableError()])
    async def test_go_on_after_trouble(self, error: Exception) -> None:
        class FlakyLog(MemoryEventLog):
            trouble = True

            async def unanswered(
                self, before: datetime, *, limit: int
            ) -> tuple[ConversationId, ...]:
                if self.trouble:
                    self.trouble = False
                    raise error
                return tuple(await super().unanswered(before, limit=limit))

        shop = Shop(events=FlakyLog())
        await shop.open()
        await lose(shop)
        shop.clock.move(2)
        stop = asyncio.Event()
        running = asyncio.create_task(another(shop).run(stop))

        async def is_put_back() -> object:
            return await shop.queue.outstanding()

        await until(is_put_back)
        stop.set()
        await running
