"""A master of a real Redis Cluster is killed, and its replica takes its place."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.conversation.ids import ConversationId
from assistant.ports import BrokerUnavailableError, LeaseState
from integrations.stores.redis.redis_broker import Broker, open_broker
from integrations.stores.redis.redis_client import PREFIX
from tests.contract.work_queue import C1
from tests.support.patience import until
from tests.support.processes.comptoir import Customer, Tree, new_client, new_data_dir, running
from tests.support.processes.valkey_cluster import ValkeyCluster, running_cluster

SHARDS = 6
MANY = [ConversationId(f"c{number}") for number in range(60)]
CUSTOMERS = 12
TALKS_S = 15.0
READS_S = 0.3  # an answer; a conversation may be followed 60 times a minute
LATEST_S = 30.0  # a reply, on a machine that does much else; 15 s more if pages were not told


@pytest.fixture
def cluster() -> Iterator[ValkeyCluster]:
    with running_cluster(with_replicas=True) as cluster:
        yield cluster


@pytest.fixture
def doomed(cluster: ValkeyCluster) -> int:
    """Return the master that has notices, the living and everything else without a shard."""
    return cluster.owner_of(PREFIX)


@pytest.fixture
async def broker(cluster: ValkeyCluster) -> AsyncIterator[Broker]:
    async with open_broker(cluster.url, shards=SHARDS) as broker:
        yield broker


def sockets() -> int:
    """Return how many sockets this process has open."""
    found = 0
    for one in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # of the look itself
            found += str(one.readlink()).startswith("socket:")
    return found


async def ask_all(broker: Broker) -> None:
    """Ask something of every server."""
    for one in MANY:
        await broker.leases.acquire(f"turn:another-{one}", for_s=60)
    await broker.presence.alive()


async def is_back(broker: Broker) -> bool:
    """Return whether a process has every server again."""
    try:
        await ask_all(broker)
    except BrokerUnavailableError:
        return False
    return True


@pytest.mark.slow  # waits until a replica is the master
class TestAMasterThatIsKilled:
    async def test_leaves_each_lease_to_one_holder_and_each_limit_as_it_was(
        self, cluster: ValkeyCluster, doomed: int, broker: Broker
    ) -> None:
        async with open_broker(cluster.url, shards=SHARDS) as other:
            held = {one: await broker.leases.acquire(f"turn:{one}", for_s=60) for one in MANY}
            for one in MANY:
                assert (await broker.limits.allow(one, limit=1, per_s=600)).allowed
            cluster.until_copied()

            cluster.kill(doomed)
            with pytest.raises(BrokerUnavailableError):  # nothing is granted, and nobody waits
                await ask_all(other)
            await until(lambda: is_back(other), within_s=60, every_s=0.1)
            await until(lambda: is_back(broker), within_s=60, every_s=0.1)

            for one, lease in held.items():
                assert lease is not None
                assert await other.leases.acquire(lease.name, for_s=60) is None
                assert await broker.leases.renew(lease, for_s=60) is LeaseState.WANTED
                assert not (await other.limits.allow(one, limit=1, per_s=600)).allowed

    async def test_leaves_no_connection_of_a_process_that_ends_meanwhile(
        self, cluster: ValkeyCluster, doomed: int
    ) -> None:
        before = sockets()
        async with open_broker(cluster.url, shards=SHARDS) as broker:
            await ask_all(broker)
            cluster.kill(doomed)
            with pytest.raises(BrokerUnavailableError):
                await ask_all(broker)
            assert sockets() > before

        async def are_closed() -> bool:
            return sockets() == before

        await until(are_closed)

    async def test_leaves_readers_who_hear_of_news_again(
        self, cluster: ValkeyCluster, doomed: int, broker: Broker
    ) -> None:
        async with (
            open_broker(cluster.url, shards=SHARDS) as other,
            other.fanout.subscribe(C1) as notices,
        ):
            cluster.kill(doomed)

            async with asyncio.timeout(60):
                assert await anext(notices) == b""  # look again
            await until(lambda: is_back(broker), within_s=60, every_s=0.1)
            await broker.fanout.publish(C1, b"1")
            async with asyncio.timeout(5):
                assert await anext(notices) == b"1"


async def talk(customer: Customer) -> tuple[int, float]:
    """Say one thing after the other for a while; return how many, and the longest wait, in s."""
    until_s, said, longest_s = time.monotonic() + TALKS_S, 0, 0.0
    while (begun := time.monotonic()) < until_s:
        await customer.insist("Merci !", within_s=LATEST_S)  # the gate refuses while much waits
        said += 1
        await customer.hear(said)
        longest_s = max(longest_s, time.monotonic() - begun)
        await asyncio.sleep(READS_S)
    return said, longest_s


@pytest.mark.slow  # a whole process tree
@pytest.mark.parametrize("beside", [0, 1], ids=["of everything without a shard", "of shards alone"])
async def test_a_master_that_is_killed_under_load_costs_no_message_and_no_second_answer(
    cluster: ValkeyCluster, doomed: int, tmp_path: Path, demo_data: Path, beside: int
) -> None:
    env = {
        "COMPTOIR_REDIS__URL": cluster.url,
        "COMPTOIR_REDIS__SHARDS": str(SHARDS),
        "COMPTOIR_WORKER__PROCESSES": "2",
        "COMPTOIR_WEBCHAT__MESSAGES_PER_MINUTE": "100000",
    }
    data_dir = new_data_dir(tmp_path, like=demo_data, index=True)
    async with running(Tree(data_dir, env=env)) as tree, new_client(tree.base_url) as client:
        customers = [await Customer.arrive(client) for _ in range(CUSTOMERS)]

        async def fail() -> None:
            await customers[0].hear()
            cluster.kill((doomed + beside) % 3)

        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            talks = await asyncio.gather(*map(talk, customers))

        for customer, (said, _) in zip(customers, talks, strict=True):
            past = [one for one in await customer.past() if one["type"] == "message"]
            assert [one["author"] == "customer" for one in past] == [True, False] * said
        assert max(longest_s for _, longest_s in talks) < LATEST_S
