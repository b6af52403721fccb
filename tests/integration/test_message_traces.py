"""One trace for each message, through a real Valkey and a worker that dies."""

from collections.abc import AsyncIterator, Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant.kit.telemetry.trace_spans import traced_to
from assistant.messages.policy.patience import ListeningTimes
from integrations.stores.redis.redis_broker import Broker, open_broker
from tests.support.memory.assemblies.worker_shop import Shop
from tests.support.processes.valkey_server import running_valkey

SECRET = "Leopoldine Martinot, 12 rue Delabrosse, commande BM10484263"


@pytest.fixture
async def broker() -> AsyncIterator[Broker]:
    with running_valkey() as server:
        async with open_broker(server.url, name="w1") as broker:
            yield broker


@pytest.fixture
def kept() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    with traced_to(SimpleSpanProcessor(exporter)):
        yield exporter


def names_by_trace(spans: tuple[ReadableSpan, ...]) -> list[list[str]]:
    """Return the names of the spans of each trace, in the order in which they began."""
    traces: dict[int, list[str]] = {}
    for one in sorted(spans, key=lambda one: one.start_time or 0):
        traces.setdefault(one.context.trace_id, []).append(one.name)
    return list(traces.values())


ANSWERED = ["work.handle", "turn.draft", "turn.step", "turn.append", "reply.send"]


class TestAMessage:
    async def test_has_one_trace_from_the_inbox_to_its_channel(
        self, broker: Broker, kept: InMemorySpanExporter
    ) -> None:
        shop = Shop(queue=broker.queue)
        await shop.open()
        await shop.receive("returns?")
        await shop.work()

        assert names_by_trace(kept.get_finished_spans()) == [["message.accept", *ANSWERED]]

    async def test_keeps_its_trace_when_a_worker_died_with_it(
        self, broker: Broker, kept: InMemorySpanExporter
    ) -> None:
        shop = Shop(queue=broker.queue)
        await shop.open()
        await shop.receive("returns?")
        assert await broker.queue.take(wait_s=1)
        await broker.release("w1")
        await shop.work()

        assert names_by_trace(kept.get_finished_spans()) == [["message.accept", *ANSWERED]]

    async def test_keeps_its_trace_when_it_is_reclaimed(
        self, broker: Broker, kept: InMemorySpanExporter
    ) -> None:
        shop = Shop(queue=broker.queue)
        await shop.open()
        await shop.receive("returns?")
        given = await broker.queue.take(wait_s=1)
        again = await broker.queue.reclaim(idle_s=0)

        assert given is not None
        assert again is not None
        assert again.trace == given.trace != ""
        assert kept.get_finished_spans()

    async def test_keeps_its_trace_while_its_customer_is_listened_to(
        self, broker: Broker, kept: InMemorySpanExporter
    ) -> None:
        shop = Shop(queue=broker.queue, patience=ListeningTimes())
        await shop.open()
        await shop.receive("bonjour")
        await shop.work()

        (names,) = names_by_trace(kept.get_finished_spans())
        assert names == ["message.accept", "work.handle", "work.give_back", *ANSWERED]

    async def test_leaves_none_of_its_words_in_a_trace(
        self, broker: Broker, kept: InMemorySpanExporter
    ) -> None:
        shop = Shop(queue=broker.queue)
        await shop.open()
        await shop.receive(SECRET)
        await shop.work()

        told = "".join(one.to_json() for one in kept.get_finished_spans())
        told_words = [
            word for word in SECRET.replace(",", "").split() if word in told and len(word) > 3
        ]
        assert told_words == []


class TestWorkOfAVersionWithoutTraces:
    async def test_is_read_all_the_same(self, broker: Broker) -> None:
        await broker.redis.xadd("{comptoir}:work", {"conversation": "c1"})
        await broker.redis.xadd("{comptoir}:work", {"conversation": "c2", "deliveries": 2})

        first, second = [await broker.queue.take(wait_s=1) for _ in range(2)]

        assert first is not None
        assert second is not None
        assert (first.deliveries, first.trace) == (1, "")
        assert (second.deliveries, second.trace) == (3, "")
