"""A simulated store for tests of single modules."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from assistant.commerce.ports import ShopSystem
from assistant.kit.web.retries import Pace
from integrations.shops.shopify.client import AdminClient
from integrations.shops.shopify.store_connection import open_store
from integrations.stores.memory.memory_shop import TERMS
from tests.support.patience import Time
from tests.support.seeds.shop_records import RECORDS
from tests.support.simulators.shopify.seed import Seed
from tests.support.simulators.shopify.server import TOKEN, VERSION, ShopifySimulator


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def pace(time: Time) -> Pace:
    return Pace(timeout_s=5.0, patience_s=20.0, sleep=time.sleep, now=time.now, jitter=lambda: 1.0)


@pytest.fixture
async def simulator(time: Time) -> AsyncIterator[ShopifySimulator]:
    simulator = ShopifySimulator(passes=time.now)
    Seed(simulator.store).fill(RECORDS)
    async with simulator.serve():
        yield simulator


@pytest.fixture
async def client(simulator: ShopifySimulator, pace: Pace) -> AsyncIterator[AdminClient]:
    client = AdminClient(base_url=simulator.url, token=TOKEN, api_version=VERSION, pace=pace)
    yield client
    await client.aclose()


@dataclass
class Watch:
    """Tells the time that a test sets."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def watch() -> Watch:
    return Watch()


@dataclass
class Workers:
    """Opens the same store for several processes."""

    simulator: ShopifySimulator
    pace: Pace
    watch: Watch
    stack: AsyncExitStack

    async def another(self) -> ShopSystem:
        store = await self.stack.enter_async_context(
            open_store(
                base_url=self.simulator.url,
                token=TOKEN,
                api_version=VERSION,
                clock=self.watch,
                terms=TERMS,
                pace=self.pace,
            )
        )
        return store.system


@pytest.fixture
async def workers(simulator: ShopifySimulator, pace: Pace, watch: Watch) -> AsyncIterator[Workers]:
    simulator.maximum = 100_000
    simulator.refill()
    async with AsyncExitStack() as stack:
        yield Workers(simulator, pace, watch, stack)


@pytest.fixture
async def shop(workers: Workers) -> ShopSystem:
    return await workers.another()
