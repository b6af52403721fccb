"""What Redis carries, on a real cluster of three Valkey servers, with work in shards."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from assistant.conversation.ids import ConversationId
from assistant.desk.ports import CustomerPresence, ReplyWaits, Viewers
from assistant.operations.identity.ports import OneUse
from assistant.ports import (
    Arrivals,
    BrokerUnavailableError,
    Fanout,
    Leases,
    Presence,
    RateLimits,
    WorkQueue,
)
from integrations.stores.redis.redis_broker import Broker, open_broker
from integrations.stores.redis.redis_client import connect
from integrations.stores.redis.shards import Shards
from integrations.stores.redis.work_stream import WorkStream
from tests.contract.fanout import FanoutContract
from tests.contract.leases import LeasesContract
from tests.contract.one_use import OneUseContract
from tests.contract.presence import PresenceContract
from tests.contract.rate_limits import RateLimitsContract
from tests.contract.staffing import CustomerPresenceContract, ReplyWaitsContract
from tests.contract.viewers import ViewersContract
from tests.contract.work_queue import C1, C2, WorkQueueContract, take
from tests.support.processes.comptoir import Customer, Tree, new_client, new_data_dir, running
from tests.support.processes.valkey_cluster import ValkeyCluster, running_cluster

SHARDS = 8
MANY = [ConversationId(f"c{number}") for number in range(80)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[ValkeyCluster]:
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
async def broker(cluster: ValkeyCluster) -> AsyncIterator[Broker]:
    cluster.flush()
    async with open_broker(cluster.url, shards=SHARDS) as broker:
        yield broker


@pytest.fixture
async def other_broker(cluster: ValkeyCluster, broker: Broker) -> AsyncIterator[Broker]:
    del broker  # opened first, because it empties the servers
    async with open_broker(cluster.url, shards=SHARDS, hurried=True) as other:
        yield other


class TestWorkInShards(WorkQueueContract):
    @pytest.fixture
    def queue(self, broker: Broker) -> WorkQueue:
        return broker.queue

    @pytest.fixture
    def other(self, other_broker: Broker) -> WorkQueue:
        return other_broker.queue

    async def test_work_comes_in_the_order_it_was_put(self, queue: WorkQueue) -> None:
        """Of each shard; conversations of several shards do not wait for each other."""
        shard_of = Shards(SHARDS).prefix_of
        for conversation_id in MANY:
            await queue.put(conversation_id)

        taken = [(await take(queue)).conversation_id for _ in MANY]

        assert sorted(taken) == sorted(MANY)
        for shard in {shard_of(one) for one in MANY}:
            of_shard = [one for one in MANY if shard_of(one) == shard]
            assert [one for one in taken if shard_of(one) == shard] == of_shard

    async def test_is_held_by_all_servers(self, queue: WorkQueue, cluster: ValkeyCluster) -> None:
        for conversation_id in MANY:
            await queue.put(conversation_id)

        held = [cluster.ask(number, "DBSIZE") for number in range(len(cluster.ports))]

        assert all(held)
        assert sum(held) == SHARDS

    async def test_is_spread_evenly_over_workers_that_wait(
        self, broker: Broker, other_broker: Broker
    ) -> None:
        for one in (broker, other_broker):
            await one.presence.beat(one.name, for_s=60)
        workers = (broker.queue, other_broker.queue)
        taken = Counter[int]()

        async def work(number: int) -> None:
            while found := await workers[number].take(wait_s=0.5):
                taken[number] += 1
                await asyncio.sleep(0)
                await workers[number].ack(found)

        async with asyncio.TaskGroup() as group:
            group.create_task(work(0))
            group.create_task(work(1))
            for conversation_id in MANY:
                await broker.queue.put(conversation_id)

        assert taken.total() == len(MANY)
        assert min(taken.values()) > len(MANY) / 4

    async def test_of_a_version_without_shards_is_done_too(
        self, queue: WorkQueue, cluster: ValkeyCluster
    ) -> None:
        async with connect(cluster.url, is_cluster=True) as client:
            before = WorkStream(client, consumer="before")
            await before.put(C1)

            work = await take(queue)

            assert work.conversation_id == C1
            assert await queue.outstanding() == {C1}
            await queue.keep(work)
            await queue.ack(work)
            assert await before.outstanding() == frozenset()

    async def test_of_a_worker_that_ended_goes_to_the_others(
        self, broker: Broker, other_broker: Broker
    ) -> None:
        for conversation_id in MANY:
            await broker.queue.put(conversation_id)
            await take(other_broker.queue)
            name = f"turn:{conversation_id}"
            assert await other_broker.leases.acquire(name, for_s=60)
        assert await other_broker.leases.acquire("sweep", for_s=60)

        released = await broker.release(other_broker.name)

        assert released == len(MANY)
        assert await broker.leases.acquire("sweep", for_s=60)
        for _ in MANY:
            work = await take(broker.queue)
            assert work.deliveries == 2
            assert await broker.leases.acquire(f"turn:{work.conversation_id}", for_s=60)


class TestAnInstallation:
    async def test_answers_with_its_work_in_shards(
        self, cluster: ValkeyCluster, tmp_path: Path, demo_data: Path
    ) -> None:
        env = {
            "COMPTOIR_REDIS__URL": cluster.url,
            "COMPTOIR_REDIS__SHARDS": str(SHARDS),
            "COMPTOIR_WORKER__PROCESSES": "2",
        }
        data_dir = new_data_dir(tmp_path, like=demo_data, index=True)
        async with running(Tree(data_dir, env=env)) as tree, new_client(tree.base_url) as client:
            customers = [await Customer.arrive(client) for _ in range(6)]
            for customer in customers:
                await customer.say("Quel est le délai de retour ?")
            heard = [await customer.hear() for customer in customers]

            assert [[reply["kind"] for reply in one] for one in heard] == [["answered"]] * 6
            os.kill(tree.workers()[0], signal.SIGKILL)
            for customer in customers:
                await customer.say("Merci !")
            heard = [await customer.hear(2) for customer in customers]
            assert [len(one) for one in heard] == [2] * 6
            assert "sweep.put_back" not in tree.output.read_text()


class TestClusterLeases(LeasesContract):
    @pytest.fixture
    def leases(self, broker: Broker) -> Leases:
        return broker.leases


class TestClusterPresence(PresenceContract):
    @pytest.fixture
    def presence(self, broker: Broker) -> Presence:
        return broker.presence


class TestClusterCustomerPresence(CustomerPresenceContract):
    @pytest.fixture
    def customers(self, broker: Broker) -> CustomerPresence:
        return broker.customers


class TestClusterReplyWaits(ReplyWaitsContract):
    @pytest.fixture
    def waits(self, broker: Broker) -> ReplyWaits:
        return broker.waits


class TestClusterViewers(ViewersContract):
    @pytest.fixture
    def viewers(self, broker: Broker) -> Viewers:
        return broker.viewers


class TestClusterRateLimits(RateLimitsContract):
    @pytest.fixture
    def limits(self, broker: Broker) -> RateLimits:
        return broker.limits

    async def test_many_keys_at_once_are_counted_on_all_servers(self, limits: RateLimits) -> None:
        asked = [limits.allow(one, limit=1, per_s=600) for one in (*MANY, *MANY)]

        found = await asyncio.gather(*asked)

        assert [one.allowed for one in found] == [True] * len(MANY) + [False] * len(MANY)


class TestClusterOneUse(OneUseContract):
    @pytest.fixture
    def used(self, broker: Broker) -> OneUse:
        return broker.used


class TestClusterFanout(FanoutContract):
    @pytest.fixture
    def fanout(self, broker: Broker) -> Fanout:
        return broker.fanout

    @pytest.fixture
    def elsewhere(self, other_broker: Broker) -> Fanout:
        return other_broker.fanout


class TestACluster:
    async def test_answers_whether_it_is_there(self, broker: Broker, other_broker: Broker) -> None:
        await broker.check()
        await other_broker.check()

    async def test_counts_arrivals(self, broker: Broker) -> None:
        arrivals: Arrivals = broker.arrivals
        await arrivals.note("192.0.2.1")

        counted = await arrivals.count()
        assert (counted.conversations, counted.networks) == (1, 1)

    async def test_that_is_gone_is_as_any_server_that_is_gone(self) -> None:
        with running_cluster() as cluster:
            async with (
                open_broker(cluster.url, shards=SHARDS) as broker,
                open_broker(cluster.url, shards=SHARDS, hurried=True) as hurried,
            ):
                await broker.queue.put(C1)
                await hurried.queue.put(C2)
                work = await take(broker.queue)
                cluster.stop()

                for call in (
                    broker.check(),
                    broker.queue.put(C1),
                    broker.queue.take(wait_s=0.01),
                    broker.queue.ack(work),
                    broker.queue.outstanding(),
                    broker.leases.acquire("turn:c1", for_s=60),
                    broker.presence.alive(),
                    broker.fanout.publish(C1, b"1"),
                    hurried.queue.put(C1),
                    hurried.limits.allow("a", limit=1, per_s=60),
                ):
                    with pytest.raises(BrokerUnavailableError):
                        await call
