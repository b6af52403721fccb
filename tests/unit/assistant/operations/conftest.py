import pytest

from assistant.operations.gate import Gate
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.autonomy_tables import FixedTable
from tests.support.seeds.shop_records import RECORDS
from tests.unit.assistant.operations.cases import NOW, RULES
from tests.unit.assistant.operations.gating import CountingShop


@pytest.fixture
def shop() -> CountingShop:
    return CountingShop(RECORDS)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def gate(shop: CountingShop, clock: HandClock) -> Gate:
    return Gate(
        customers=shop,
        orders=shop,
        assortment=shop,
        rules=RULES,
        autonomy=FixedTable(),
        clock=clock,
    )
