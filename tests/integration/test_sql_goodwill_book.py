"""The book of grants on SQLite files and on a real PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from assistant.commerce.shop_ids import CustomerId
from assistant.operations.goodwill.ports import GoodwillBook
from integrations.stores.sql.database import open_database
from integrations.stores.sql.operations.goodwill_book import SqlGoodwillBook
from tests.contract.goodwill_book import GoodwillBookContract, always, grant
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlContract(GoodwillBookContract):
    @pytest.fixture
    async def book(self, url: str) -> AsyncIterator[GoodwillBook]:
        async with open_database(url) as database:
            yield SqlGoodwillBook(database)

    async def test_grants_outlive_the_process(self, url: str) -> None:
        async with open_database(url) as database:
            await SqlGoodwillBook(database).keep(grant("a"), always)

        async with open_database(url) as database:
            assert list(await SqlGoodwillBook(database).of(CustomerId("lea"))) == [grant("a")]


class TestSqliteGoodwillBook(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgresGoodwillBook(OnPostgres, SqlContract):
    pass
