"""One trace for each message, through a real Valkey and a worker that dies."""

import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant.kit.settings.settings import Settings
from assistant.kit.settings.system_settings import TracingSettings
from assistant.kit.telemetry.trace_export import exported_traces
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


class Collector(ThreadingHTTPServer):
    """Take exports of traces as a collector of OpenTelemetry does (OTLP over HTTP, protobuf)."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Collection)
        self.bodies: list[bytes] = []
        self.url = f"http://127.0.0.1:{self.server_port}/v1/traces"


class Collection(BaseHTTPRequestHandler):
    """Keep the body of each request."""

    server: Collector

    def do_POST(self) -> None:
        assert (self.path, self.headers["Content-Type"]) == (
            "/v1/traces",
            "application/x-protobuf",
        )
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class TestACollector:
    async def test_gets_one_trace_of_a_message_without_its_words(
        self, broker: Broker, collector: Collector
    ) -> None:
        with exported_traces(Settings(tracing=TracingSettings(url=collector.url))):
            shop = Shop(queue=broker.queue)
            await shop.open()
            await shop.receive(SECRET)
            await shop.work()

        sent = [ExportTraceServiceRequest.FromString(body) for body in collector.bodies]
        spans = [
            span
            for request in sent
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]
        spans.sort(key=lambda span: span.start_time_unix_nano)
        assert [span.name for span in spans] == ["message.accept", *ANSWERED]
        assert len({span.trace_id for span in spans}) == 1
        told = b"".join(collector.bodies)
        assert [word for word in SECRET.replace(",", "").split() if word.encode() in told] == []


class TestWorkOfAVersionWithoutTraces:
    async def test_is_read_all_the_same(self, broker: Broker) -> None:
        await broker.redis.xadd("{comptoir}:work", {"conversation": "c1"})
        await broker.redis.xadd("{comptoir}:work", {"conversation": "c2", "deliveries": 2})

        first, second = [await broker.queue.take(wait_s=1) for _ in range(2)]

        assert first is not None
        assert second is not None
        assert (first.deliveries, first.trace) == (1, "")
        assert (second.deliveries, second.trace) == (3, "")
