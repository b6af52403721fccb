"""What Redis carries, on a real Valkey server."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
from redis.asyncio import Redis

from assistant.conversation.ids import ConversationId
from assistant.desk.ports import AgentPresence, CustomerPresence, ReplyWaits, Viewers
from assistant.messages.ports import CustomerTyping
from assistant.operations.identity.ports import OneUse
from assistant.ports import (
    BrokerUnavailableError,
    Fanout,
    Leases,
    Presence,
    RateLimits,
    WorkQueue,
)
from integrations.stores.redis.redis_broker import Broker, open_broker
from integrations.stores.redis.redis_client import connect
from integrations.stores.redis.work_queue import RedisWorkQueue
from tests.contract.fanout import FanoutContract, receive
from tests.contract.leases import LeasesContract
from tests.contract.one_use import OneUseContract
from tests.contract.presence import PresenceContract
from tests.contract.rate_limits import RateLimitsContract
from tests.contract.staffing import (
    AgentPresenceContract,
    CustomerPresenceContract,
    CustomerTypingContract,
    ReplyWaitsContract,
)
from tests.contract.viewers import ViewersContract
from tests.contract.work_queue import C1, C2, WorkQueueContract, take
from tests.support.patience import until
from tests.support.processes.valkey_server import Valkey, running_valkey
from tests.support.seeds.conversation_events import minute


@pytest.fixture(scope="module")
def server() -> Iterator[Valkey]:
    with running_valkey() as valkey:
        yield valkey


@pytest.fixture
async def broker(server: Valkey) -> AsyncIterator[Broker]:
    server.flush()
    async with open_broker(server.url) as broker:
        yield broker


@pytest.fixture
async def other_broker(server: Valkey, broker: Broker) -> AsyncIterator[Broker]:
    del broker  # opened first, because it empties the server
    async with open_broker(server.url) as other:
        yield other


@pytest.fixture
async def redis(server: Valkey) -> AsyncIterator[Redis]:
    async with connect(server.url) as client:
        yield client


class TestRedisAgentPresence(AgentPresenceContract):
    @pytest.fixture
    def agents(self, broker: Broker) -> AgentPresence:
        return broker.agents


class TestRedisCustomerPresence(CustomerPresenceContract):
    @pytest.fixture
    def customers(self, broker: Broker) -> CustomerPresence:
        return broker.customers


class TestRedisCustomerTyping(CustomerTypingContract):
    @pytest.fixture
    def typing(self, broker: Broker) -> CustomerTyping:
        return broker.typing

    async def test_is_forgotten_soon(self, typing: CustomerTyping, redis: Redis) -> None:
        await typing.note(C1, minute(0))

        (key,) = await redis.keys("*:typed:*")
        assert 0 < await redis.ttl(key) <= 15


class TestRedisReplyWaits(ReplyWaitsContract):
    @pytest.fixture
    def waits(self, broker: Broker) -> ReplyWaits:
        return broker.waits


class TestRedisWorkQueue(WorkQueueContract):
    @pytest.fixture
    def queue(self, broker: Broker) -> WorkQueue:
        return broker.queue

    @pytest.fixture
    def other(self, other_broker: Broker) -> WorkQueue:
        return other_broker.queue

    async def test_the_stream_holds_no_more_than_what_is_outstanding(
        self, queue: WorkQueue, redis: Redis
    ) -> None:
        for _ in range(3):
            await queue.put(C1)
        await queue.ack(await take(queue))
        await queue.ack(await take(queue))

        assert await redis.xlen("{comptoir}:work") == 1

    async def test_a_stream_that_nobody_reads_is_trimmed(self, redis: Redis) -> None:
        queue = RedisWorkQueue(redis, consumer="w", max_outstanding=100)
        await redis.flushall()

        for number in range(1000):
            await queue.put(ConversationId(f"c{number}"))

        assert await redis.xlen("{comptoir}:work") < 300

    async def test_an_entry_that_nobody_can_be_given_is_not_outstanding(
        self, queue: WorkQueue, redis: Redis
    ) -> None:
        await queue.put(C1)
        await queue.put(C2)
        await take(queue)
        await redis.xgroup_destroy("{comptoir}:work", "turns")
        await redis.xgroup_create("{comptoir}:work", "turns", id="$")

        assert await queue.outstanding() == frozenset()

    async def test_outstanding_is_all_of_a_long_queue(self, redis: Redis, broker: Broker) -> None:
        async with redis.pipeline(transaction=False) as pipe:
            for number in range(25_000):
                pipe.xadd("{comptoir}:work", {"conversation": f"c{number}"})
            await pipe.execute()
        await take(broker.queue)
        await redis.xreadgroup("turns", "another", {"{comptoir}:work": ">"}, count=12_000)

        outstanding = await broker.queue.outstanding()

        assert outstanding == {f"c{number}" for number in range(25_000)}

    async def test_consumers_that_are_gone_are_removed(self, redis: Redis, broker: Broker) -> None:
        gone = RedisWorkQueue(redis, consumer="gone")
        busy = RedisWorkQueue(redis, consumer="busy")
        here = RedisWorkQueue(redis, consumer="here", forget_consumer_s=0.01)
        await broker.queue.put(C1)
        await take(busy)
        await gone.take(wait_s=0.001)

        async def are_removed() -> object:
            await here.reclaim(idle_s=60)
            consumers = await redis.xinfo_consumers("{comptoir}:work", "turns")
            return {c["name"] for c in consumers} == {b"busy", b"here"}

        await until(are_removed)

    async def test_a_hundred_workers_look_at_each_entry_in_hand_once_and_at_few_at_once(
        self, redis: Redis
    ) -> None:
        await redis.flushall()
        workers = [RedisWorkQueue(redis, consumer=f"w{number}") for number in range(100)]
        async with redis.pipeline(transaction=False) as pipe:
            for number in range(6_400):
                pipe.xadd("{comptoir}:work", {"conversation": f"c{number}"})
            await pipe.execute()
        await take(workers[0])
        await redis.xreadgroup("turns", "w1", {"{comptoir}:work": ">"}, count=6_400)
        await redis.config_resetstat()

        assert await asyncio.gather(*(w.reclaim(idle_s=60) for w in workers)) == [None] * 100

        stats = await redis.info("commandstats")
        asked, looked = (stats[f"cmdstat_{one}"]["calls"] for one in ("evalsha", "xautoclaim"))
        assert looked == 640  # ten entries each
        assert asked >= looked / 16

    async def test_idle_work_is_found_wherever_the_walk_of_all_workers_stands(
        self, queue: WorkQueue, other: WorkQueue
    ) -> None:
        for number in range(200):
            await queue.put(ConversationId(f"c{number}"))
        taken = [await take(queue) for _ in range(200)]
        found = set[str]()

        async def are_all_found() -> bool:
            for worker in (queue, other):
                if work := await worker.reclaim(idle_s=0.2):
                    found.add(work.work_id)
            return len(found) == 200

        await until(are_all_found)
        assert found == {work.work_id for work in taken}


class TestReadiness:
    async def test_is_refused_by_a_server_that_takes_no_more(
        self, redis: Redis, broker: Broker
    ) -> None:
        await broker.check()
        await redis.config_set("maxmemory", 1)
        try:
            with pytest.raises(BrokerUnavailableError):
                await broker.check()
        finally:
            await redis.config_set("maxmemory", 0)
        await broker.check()


class TestRedisLeases(LeasesContract):
    @pytest.fixture
    def leases(self, broker: Broker) -> Leases:
        return broker.leases


class TestRedisPresence(PresenceContract):
    @pytest.fixture
    def presence(self, broker: Broker) -> Presence:
        return broker.presence


class TestRedisViewers(ViewersContract):
    @pytest.fixture
    def viewers(self, broker: Broker) -> Viewers:
        return broker.viewers


class TestRedisRateLimits(RateLimitsContract):
    @pytest.fixture
    def limits(self, broker: Broker) -> RateLimits:
        return broker.limits

    async def test_a_key_is_forgotten_when_its_allowance_is_back(
        self, limits: RateLimits, redis: Redis
    ) -> None:
        await limits.allow("a", limit=3, per_s=0.02)

        async def is_forgotten() -> object:
            return not await redis.keys("*")

        await until(is_forgotten)


class TestRedisOneUse(OneUseContract):
    @pytest.fixture
    def used(self, broker: Broker) -> OneUse:
        return broker.used


class TestRedisFanout(FanoutContract):
    @pytest.fixture
    def fanout(self, broker: Broker) -> Fanout:
        return broker.fanout

    @pytest.fixture
    def elsewhere(self, other_broker: Broker) -> Fanout:
        return other_broker.fanout

    @pytest.mark.parametrize("steps", range(0, 60, 3))
    async def test_ends_whenever_it_is_closed(self, server: Valkey, steps: int) -> None:
        async def open_and_close() -> None:
            async with open_broker(server.url):
                for _ in range(steps):
                    await asyncio.sleep(0)

        done, _ = await asyncio.wait([asyncio.create_task(open_and_close())], timeout=10)

        assert done

    async def test_five_hundred_pages_share_one_connection(
        self, broker: Broker, redis: Redis
    ) -> None:
        before = len(await redis.client_list())

        async with AsyncExitStack() as stack:
            for number in range(500):
                page = broker.fanout.subscribe(ConversationId(f"c{number}"))
                await stack.enter_async_context(page)

            assert len(await redis.client_list()) <= before + 1
            assert len(await redis.pubsub_channels("*:notices:*")) == 500

        async def are_gone() -> object:
            return not await redis.pubsub_channels("*:notices:*")

        await until(are_gone)

    async def test_a_reader_that_is_cancelled_leaves_no_subscription(
        self, broker: Broker, redis: Redis
    ) -> None:
        async def read_for_ever() -> None:
            async with broker.fanout.subscribe(C1) as notices:
                async for _ in notices:
                    pass

        reading = asyncio.create_task(read_for_ever())

        async def is_subscribed() -> object:
            return await redis.pubsub_channels("*:notices:*")

        await until(is_subscribed)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)

        async def is_gone() -> object:
            return not await redis.pubsub_channels("*:notices:*")

        await until(is_gone)

    async def test_a_reader_that_is_far_behind_holds_up_nobody(self, broker: Broker) -> None:
        async with broker.fanout.subscribe(C1) as slow, broker.fanout.subscribe(C2) as quick:
            for _ in range(600):
                await broker.fanout.publish(C1, b"1")
            await broker.fanout.publish(C2, b"2")

            assert await receive(quick) == b"2"
            assert await receive(slow) == b"1"


class TestAServerThatGoesAway:
    async def test_every_part_says_so(self) -> None:
        with running_valkey() as server:
            async with open_broker(server.url) as broker:
                await broker.queue.put(C1)
                work = await take(broker.queue)
                lease = await broker.leases.acquire("sweep", for_s=60)
                assert lease is not None
                server.kill()

                for call in (
                    broker.check(),
                    broker.queue.put(C1),
                    broker.queue.take(wait_s=0.01),
                    broker.queue.reclaim(idle_s=0),
                    broker.queue.keep(work),
                    broker.queue.ack(work),
                    broker.queue.outstanding(),
                    broker.leases.acquire("turn:c1", for_s=60),
                    broker.leases.renew(lease, for_s=60),
                    broker.leases.release(lease),
                    broker.presence.beat("w", for_s=60),
                    broker.presence.leave("w"),
                    broker.presence.alive(),
                    broker.limits.allow("a", limit=1, per_s=60),
                    broker.used.claim("t", holder="c1", for_s=60),
                    broker.fanout.publish(C1, b"1"),
                ):
                    with pytest.raises(BrokerUnavailableError):
                        await call

    async def test_work_goes_on_when_it_comes_back_empty(self) -> None:
        with running_valkey() as server:
            async with open_broker(server.url) as broker:
                await broker.queue.put(C1)
                await take(broker.queue)
                server.kill()
                server.start()

                await broker.queue.put(C2)

                assert (await take(broker.queue)).conversation_id == C2
                assert await broker.queue.outstanding() == {C2}

    async def test_open_pages_are_told_to_look_again_and_go_on(self) -> None:
        with running_valkey() as server:
            async with (
                open_broker(server.url) as broker,
                broker.fanout.subscribe(C1) as one,
                broker.fanout.subscribe(C2) as another,
            ):
                server.kill()
                server.start()

                assert await receive(one) == b""
                assert await receive(another) == b""
                await broker.fanout.publish(C1, b"1")
                assert await receive(one) == b"1"

    async def test_a_page_that_opens_meanwhile_is_told_to_look_again(self) -> None:
        with running_valkey() as server:
            async with open_broker(server.url) as broker:
                server.kill()
                async with broker.fanout.subscribe(C1) as notices:
                    server.start()

                    assert await receive(notices) == b""

    async def test_closing_leaves_no_connection_open(self) -> None:
        with running_valkey() as server:
            async with open_broker(server.url) as broker, broker.fanout.subscribe(C1):
                await broker.queue.put(C1)
            gc.collect()  # a connection left open would warn here

            async with connect(server.url) as client:
                assert len(await client.client_list()) == 1


class TestAProcessThatEnded:
    async def test_leaves_its_work_to_whoever_waits_for_some(
        self, broker: Broker, other_broker: Broker
    ) -> None:
        await broker.queue.put(C1)
        await broker.queue.put(C2)
        await take(other_broker.queue)
        mine = await take(broker.queue)
        waiting = asyncio.create_task(take(broker.queue))

        released = await broker.release(other_broker.name)

        again = await waiting
        assert (released, again.conversation_id, again.deliveries) == (1, C1, 2)
        assert await broker.queue.outstanding() == {C1, mine.conversation_id}
        assert await broker.queue.reclaim(idle_s=60) is None

    async def test_counts_as_often_as_it_was_given_out(
        self, broker: Broker, other_broker: Broker
    ) -> None:
        await broker.queue.put(C1)
        await take(other_broker.queue)
        await broker.release(other_broker.name)
        await take(other_broker.queue)
        await broker.release(other_broker.name)

        third = await take(other_broker.queue)
        reclaimed = await broker.queue.reclaim(idle_s=0)

        assert third.deliveries == 3
        assert reclaimed is not None
        assert reclaimed.deliveries == 4

    async def test_frees_its_leases_and_nobody_elses(
        self, broker: Broker, other_broker: Broker
    ) -> None:
        await broker.queue.put(C1)
        await broker.queue.put(C2)
        await take(other_broker.queue)
        await take(other_broker.queue)
        await other_broker.leases.acquire("sweep", for_s=60)
        await other_broker.leases.acquire(f"turn:{C1}", for_s=60)
        await broker.leases.acquire(f"turn:{C2}", for_s=60)

        await broker.release(other_broker.name)

        assert await broker.leases.acquire("sweep", for_s=60)
        assert await broker.leases.acquire(f"turn:{C1}", for_s=60)
        assert await broker.leases.acquire(f"turn:{C2}", for_s=60) is None

    async def test_is_no_longer_alive(self, broker: Broker, other_broker: Broker) -> None:
        await broker.presence.beat(other_broker.name, for_s=60)
        await broker.presence.beat(broker.name, for_s=60)

        await broker.release(other_broker.name)

        assert await broker.presence.alive() == {broker.name}

    async def test_with_much_in_hand_leaves_all_of_it(
        self, broker: Broker, other_broker: Broker
    ) -> None:
        conversations = {ConversationId(f"c{number}") for number in range(250)}
        for conversation_id in conversations:
            await broker.queue.put(conversation_id)
            await take(other_broker.queue)

        released = await broker.release(other_broker.name)

        taken = [await take(broker.queue) for _ in conversations]
        assert released == len(conversations)
        assert {work.conversation_id for work in taken} == conversations

    async def test_that_had_nothing_changes_nothing(self, broker: Broker) -> None:
        assert await broker.release("nobody") == 0
        await broker.queue.put(C1)
        assert await broker.release("nobody") == 0
        assert (await take(broker.queue)).deliveries == 1
