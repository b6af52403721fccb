"""The first prices of wishes on SQLite files and on a real PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from assistant.desk.privacy.person import Person
from assistant.outreach.ports import WishPrices
from integrations.stores.sql.database import open_database
from integrations.stores.sql.operations.wish_prices import SqlWishPrices, hold_wish_prices
from tests.contract.wish_prices import C1, C2, NOON, WishPricesContract
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.seeds.shop_records import euros


class SqlContract(WishPricesContract):
    @pytest.fixture
    async def prices(self, url: str) -> AsyncIterator[WishPrices]:
        async with open_database(url) as database:
            yield SqlWishPrices(database)

    async def test_a_persons_prices_are_exported_and_erased(self, url: str) -> None:
        async with open_database(url) as database:
            prices, holding = SqlWishPrices(database), hold_wish_prices(database)
            await prices.keep(C1, "p1", euros(80), NOON)
            await prices.keep(C2, "p2", euros(60), NOON)
            lea = Person(conversations=(C1,))
            kept = [one async for one in holding.export(lea, content=False)]
            assert [(one["wish"], one["amount_minor"]) for one in kept] == [("p1", 8000)]
            assert await holding.erase(lea) == 1
            assert await prices.first(C1, "p1", until=NOON) is None
            assert await prices.first(C2, "p2", until=NOON) == euros(60)


class TestSqliteWishPrices(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgresWishPrices(OnPostgres, SqlContract):
    pass
