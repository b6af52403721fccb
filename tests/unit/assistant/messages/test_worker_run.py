"""The worker's run: it takes work until it is told to stop, and keeps what it has in hand."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable

import pytest

from assistant.conversation.ids import ConversationId
from assistant.messages.worker import WorkerLimits, living, run_until_signalled
from assistant.ports import (
    BrokerUnavailableError,
    Work,
)
from tests.support.memory.assemblies.worker_shop import EchoTurn, Shop
from tests.support.patience import until

C1 = ConversationId("c1")


async def opened(
    meanwhile: Callable[[int], Awaitable[None]] | None = None, limits: WorkerLimits | None = None
) -> Shop:
    shop = Shop(turn=EchoTurn(meanwhile), worker=limits)
    await shop.open()
    return shop


async def take(shop: Shop) -> Work:
    work = await shop.queue.take(wait_s=1)
    assert work is not None
    return work


class TestTheRun:
    async def test_answers_what_comes_and_stops_when_told(self) -> None:
        shop = await opened()
        stop = asyncio.Event()
        running = asyncio.create_task(shop.worker.run(stop))
        await shop.receive("boots?")

        async def is_sent() -> object:
            return shop.channel.sent

        await until(is_sent)
        assert await shop.presence.alive() == {"w1"}
        stop.set()
        await running

    async def test_leaves_the_process_alive_for_the_work_that_follows(self) -> None:
        shop = await opened()
        async with living(shop.presence, "w1"):
            for _ in range(2):  # with the settings before, and with other ones
                stop = asyncio.Event()
                running = asyncio.create_task(shop.worker.run(stop))
                await until(shop.presence.alive)
                stop.set()
                await running
                assert await shop.presence.alive() == {"w1"}

        assert await shop.presence.alive() == frozenset()

    async def test_finishes_what_is_in_hand_and_takes_nothing_new(self) -> None:
        entered, go_on, stop = asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def wait(take: int) -> None:
            del take
            entered.set()
            await go_on.wait()

        limits = WorkerLimits(wait_s=0.01, concurrency=1)
        shop = await opened(wait, limits)
        await shop.open("c2")
        await shop.receive("boots?")
        await shop.receive("shoes?", conversation="c2")
        running = asyncio.create_task(shop.worker.run(stop))
        await entered.wait()

        stop.set()
        go_on.set()
        await running

        assert shop.channel.texts == ["boots?"]
        assert await shop.queue.outstanding() == {ConversationId("c2")}

    async def test_takes_no_more_turns_at_once_than_allowed(self) -> None:
        at_once: set[int] = set()
        most, stop = 0, asyncio.Event()

        async def count(take: int) -> None:
            nonlocal most
            at_once.add(take)
            most = max(most, len(at_once))
            await asyncio.sleep(0)
            at_once.discard(take)

        shop = await opened(count, WorkerLimits(wait_s=0.01, concurrency=2))
        for number in range(10):
            await shop.open(f"d{number}")
            await shop.receive("boots?", conversation=f"d{number}", client_id=f"d{number}")
        running = asyncio.create_task(shop.worker.run(stop))

        async def are_sent() -> object:
            return len(shop.channel.sent) == 10

        await until(are_sent)
        stop.set()
        await running
        assert most == 2

    async def test_answers_others_while_a_channel_is_slow(self) -> None:
        hanging, stop = asyncio.Event(), asyncio.Event()

        async def hang_first() -> None:
            if len(shop.channel.sent) == 1:
                await hanging.wait()

        shop = await opened(limits=WorkerLimits(wait_s=0.01, concurrency=1))
        shop.channel.meanwhile = hang_first
        await shop.open("c2")
        running = asyncio.create_task(shop.worker.run(stop))
        await shop.receive("boots?")
        await shop.receive("shoes?", conversation="c2")

        async def is_sent() -> object:
            return shop.channel.texts == ["boots?", "shoes?"]

        await until(is_sent)
        hanging.set()
        stop.set()
        await running

    async def test_keeps_what_a_long_turn_has_in_hand(self) -> None:
        entered, go_on, stop = asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def wait(take: int) -> None:
            del take
            entered.set()
            await go_on.wait()

        limits = WorkerLimits(wait_s=0.01, lease_s=0.5, reclaim_idle_s=0.8)
        shop = await opened(wait, limits)
        await shop.receive("boots?")
        started = asyncio.get_running_loop().time()
        running = asyncio.create_task(shop.worker.run(stop))
        await entered.wait()

        async def is_long_past() -> object:
            return asyncio.get_running_loop().time() - started > 1.2

        await until(is_long_past)
        assert await shop.queue.reclaim(idle_s=0.8) is None
        assert await shop.queue.outstanding() == {C1}
        assert await shop.leases.acquire("turn:c1", for_s=1) is None
        go_on.set()
        stop.set()
        await running
        assert len(await shop.replies()) == 1

    async def test_takes_over_what_a_dead_worker_left(self) -> None:
        limits = WorkerLimits(wait_s=0.01, lease_s=0.01, reclaim_idle_s=0.02)
        shop = await opened(limits=limits)
        stop = asyncio.Event()
        await shop.receive("boots?")
        await take(shop)  # and die
        running = asyncio.create_task(shop.worker.run(stop))

        async def is_sent() -> object:
            return shop.channel.sent

        await until(is_sent)
        stop.set()
        await running

    async def test_goes_on_when_the_broker_comes_back(self) -> None:
        shop = await opened()
        stop = asyncio.Event()
        taking, away = shop.queue.take, [BrokerUnavailableError(), BrokerUnavailableError()]

        async def flaky(*, wait_s: float) -> Work | None:
            if away:
                raise away.pop()
            return await taking(wait_s=wait_s)

        shop.queue.take = flaky  # type: ignore[method-assign]  # a broker that goes and comes
        await shop.receive("boots?")
        running = asyncio.create_task(shop.worker.run(stop))

        async def is_sent() -> object:
            return shop.channel.sent

        await until(is_sent)
        stop.set()
        await running
        assert len(shop.naps.taken) == 2

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    async def test_ends_at_a_signal(self, number: signal.Signals) -> None:
        shop = await opened()
        running = asyncio.create_task(run_until_signalled(shop.worker.run, shop.sweep.run))

        async def is_alive() -> object:
            return await shop.presence.alive()

        await until(is_alive)
        os.kill(os.getpid(), number)

        async with asyncio.timeout(5):
            await running
