"""A simulated shop for tests of single modules."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from assistant.kit.web.retries import Pace
from integrations.shops.woocommerce.client import RestClient
from integrations.shops.woocommerce.store_connection import WooStore, open_store
from integrations.stores.memory.memory_shop import TERMS
from tests.support.patience import Time
from tests.support.seeds.shop_records import RECORDS
from tests.support.simulators.woocommerce.seed import Seed
from tests.support.simulators.woocommerce.server import KEY, SECRET, WooSimulator

START = datetime(2026, 11, 24, 9, tzinfo=UTC)


@dataclass(frozen=True)
class PassingClock:
    """The hour, as time passes."""

    time: Time

    def now(self) -> datetime:
        return START + timedelta(seconds=self.time.at)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def clock(time: Time) -> PassingClock:
    return PassingClock(time)


@pytest.fixture
def pace(time: Time) -> Pace:
    return Pace(timeout_s=5.0, patience_s=20.0, sleep=time.sleep, now=time.now, jitter=lambda: 1.0)


@pytest.fixture
async def simulator(clock: PassingClock) -> AsyncIterator[WooSimulator]:
    simulator = WooSimulator()
    simulator.store.now = clock.now
    Seed(simulator.store).fill(RECORDS)
    async with simulator.serve():
        yield simulator


@pytest.fixture
async def client(simulator: WooSimulator, pace: Pace) -> AsyncIterator[RestClient]:
    client = RestClient(url=simulator.url, key=KEY, secret=SECRET, pace=pace)
    yield client
    await client.aclose()


@pytest.fixture
async def store(
    simulator: WooSimulator, pace: Pace, clock: PassingClock
) -> AsyncIterator[WooStore]:
    async with open_store(
        url=simulator.url, key=KEY, secret=SECRET, clock=clock, terms=TERMS, pace=pace
    ) as store:
        yield store
