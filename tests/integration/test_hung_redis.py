"""A Redis that hangs: it takes connections and answers nothing. The log alone acknowledges."""

import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from assistant.messages.inbox import Inbox
from assistant.ports import BrokerUnavailableError
from integrations.stores.redis.redis_broker import Broker, open_broker
from integrations.stores.sql import open_event_log
from tests.support.memory.assemblies.web_chat import SystemClock
from tests.support.memory.assemblies.worker_shop import message
from tests.support.patience import until
from tests.support.processes.valkey_server import Valkey, running_valkey
from tests.support.seeds.conversation_events import started


@pytest.fixture
def server() -> Iterator[Valkey]:
    with running_valkey() as valkey:
        try:
            yield valkey
        finally:
            valkey.go_on()


@pytest.fixture
async def broker(server: Valkey) -> AsyncIterator[Broker]:
    async with open_broker(server.url, hurried=True) as broker:
        await broker.check()
        yield broker


async def took_s(broker: Broker) -> float:
    """Return the time that the commands of one request take together."""
    begun = time.monotonic()
    for call in (
        broker.limits.allow("lookup", limit=9, per_s=1),
        broker.limits.allow("send", limit=9, per_s=1),
        broker.fanout.publish("c1", b"1"),  # type: ignore[arg-type]
    ):
        with pytest.raises(BrokerUnavailableError):
            await call
    return time.monotonic() - begun


class TestARedisThatHangs:
    async def test_holds_up_one_request_for_one_time_limit_and_the_next_not_at_all(
        self, server: Valkey, broker: Broker
    ) -> None:
        server.hang()

        first, second = await took_s(broker), await took_s(broker)

        assert 0.3 < first < 0.9
        assert second < 0.1

    async def test_is_found_back(self, server: Valkey, broker: Broker) -> None:
        server.hang()
        await took_s(broker)
        server.go_on()

        async def is_back() -> bool:
            try:
                await broker.check()
            except BrokerUnavailableError:
                return False
            return True

        await until(is_back)

    async def test_keeps_no_message_from_being_acknowledged(
        self, server: Valkey, broker: Broker, tmp_path: Path
    ) -> None:
        async with open_event_log(f"sqlite:///{tmp_path / 'log.db'}") as log:
            await log.start(started("c1"))
            inbox = Inbox(events=log, queue=broker.queue, clock=SystemClock())
            server.hang()
            took = []
            for number in range(5):
                begun = time.monotonic()
                accepted = await inbox.receive(message("boots?", "c1", f"m{number}"))
                took.append(time.monotonic() - begun)
                assert accepted.is_new

        assert max(took) < 0.9
        assert sorted(took)[2] < 0.1
