"""The built-in shop on SQLite files and on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import date

import pytest

from assistant.commerce.ports import ShopMovedOnError, ShopSystem
from assistant.commerce.shop_books import Terms
from assistant.commerce.shop_effects import ChangeAddress, Receipt
from integrations.stores.memory.memory_shop import TERMS
from integrations.stores.sql.shop.sql_shop import SqlShop, open_sql_shop
from tests.contract.effects import CORK, Effects
from tests.contract.shop_effects import ShopContract
from tests.support.processes.databases import OnSqlite, fresh_database
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import RECORDS, permit

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def postgres_url(server_url: str) -> Iterator[str]:
    """Yield one database for all tests: each fills it anew."""
    with asyncio.Runner() as runner:
        database = fresh_database(server_url)
        yield runner.run(_enter(database))
        runner.run(database.__aexit__(None, None, None))


async def _enter(database: AbstractAsyncContextManager[str]) -> str:
    return await database.__aenter__()


def ports(shop: SqlShop) -> ShopSystem:
    return ShopSystem(customers=shop, orders=shop, assortment=shop)


class SqlShopContract(ShopContract):
    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    async def filled(self, url: str) -> AsyncIterator[SqlShop]:
        async with open_sql_shop(url, terms=TERMS) as shop:
            await shop.fill(RECORDS, source="test", day=TODAY)
            yield shop

    @pytest.fixture
    async def shop(self, filled: SqlShop) -> ShopSystem:
        return ports(filled)

    async def test_an_effect_and_its_receipt_outlive_the_process(
        self, url: str, filled: SqlShop, shop: ShopSystem
    ) -> None:
        receipt = await shop.orders.execute(permit(await Effects(shop).cancel(given.PENDING)))

        async with open_sql_shop(url, terms=TERMS) as other:
            assert await other.receipt("k1") == receipt
            assert await other.with_number("1001") == await filled.with_number("1001")

    async def test_an_abandoned_effect_is_had_once_by_whoever_asks_again(
        self, url: str, shop: ShopSystem
    ) -> None:
        effect = await Effects(shop).cancel(given.PENDING)
        async with open_sql_shop(url, terms=TERMS) as abandoned:
            task = asyncio.create_task(abandoned.execute(permit(effect)))
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

            receipt = await shop.orders.execute(permit(effect))

        order = await shop.orders.with_number("#1001")
        assert order is not None
        assert (order.version, order.paid) == ("2", given.euros(0))
        assert await shop.orders.receipt("k1") == receipt

    async def test_two_processes_with_one_key_have_one_effect(
        self, url: str, shop: ShopSystem
    ) -> None:
        effect = await Effects(shop).send_to_cork(given.TOMS)

        async with open_sql_shop(url, terms=TERMS) as other:
            answers = await asyncio.gather(
                *(one.execute(permit(effect)) for _ in range(5) for one in (shop.orders, other))
            )

        assert len(set(answers)) == 1

    async def test_of_two_processes_on_one_version_one_has_its_effect(
        self, url: str, shop: ShopSystem
    ) -> None:
        effect = await Effects(shop).send_to_cork(given.TOMS)

        async with open_sql_shop(url, terms=TERMS) as other:
            answers = await asyncio.gather(
                *(
                    one.execute(permit(_to_house(effect, number), f"k{number}"))
                    for number, one in enumerate((shop.orders, other) * 4)
                ),
                return_exceptions=True,
            )

        assert sum(isinstance(answer, Receipt) for answer in answers) == 1
        assert sum(isinstance(answer, ShopMovedOnError) for answer in answers) == 7

    async def test_filling_again_forgets_what_was(self, filled: SqlShop, shop: ShopSystem) -> None:
        await shop.orders.execute(permit(await Effects(shop).cancel(given.PENDING)))

        await filled.fill(RECORDS, source="test", day=date(2026, 11, 21))

        order = await filled.with_number("#1001")
        assert order == given.PENDING
        assert await filled.receipt("k1") is None
        assert await filled.filled_on("test") == date(2026, 11, 21)
        assert await filled.filled_on("another") is None

    async def test_receipts_say_the_terms_that_the_shop_was_opened_with(
        self, url: str, shop: ShopSystem
    ) -> None:
        effect = await Effects(shop).cancel(given.PENDING)
        terms = Terms(refund_days=(1, 3), return_refund_days=(1, 7))

        async with open_sql_shop(url, terms=terms) as other:
            assert (await other.execute(permit(effect))).refund_days == (1, 3)


def _to_house(effect: ChangeAddress, number: int) -> ChangeAddress:
    return replace(effect, address=replace(CORK, line1=f"{number} Ferry Road"))


class TestSqlite(OnSqlite, SqlShopContract): ...


@pytest.mark.postgres
class TestPostgres(SqlShopContract):
    @pytest.fixture
    def url(self, postgres_url: str) -> str:
        return postgres_url
