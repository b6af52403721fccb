"""A simulated store for tests of single modules."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from integrations.shopify.client import AdminClient, Pace
from tests.infra.shop_records import RECORDS
from tests.infra.shopify.seed import Seed
from tests.infra.shopify.server import TOKEN, VERSION, ShopifySimulator


@dataclass
class Time:
    """Passes only when somebody sleeps."""

    at: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    async def sleep(self, for_s: float) -> None:
        self.slept.append(for_s)
        self.at += for_s


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
