"""What a model used, counted on SQLite files and on a real PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from assistant.kit.model.model_budget import Spending
from integrations.stores.sql.database import open_database
from integrations.stores.sql.kit.model_spending import SqlSpending
from tests.contract.spending import MONDAY, SpendingContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlContract(SpendingContract):
    @pytest.fixture
    async def spending(self, url: str) -> AsyncIterator[Spending]:
        async with open_database(url) as database:
            yield SqlSpending(database)

    async def test_counts_outlive_the_process(self, url: str) -> None:
        async with open_database(url) as database:
            assert await self.ask(SqlSpending(database), tokens=1000)

        async with open_database(url) as database:
            assert not await self.ask(SqlSpending(database), tokens=1)
            assert list(await SqlSpending(database).used(MONDAY, MONDAY)) == []


class TestSqliteSpending(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgresSpending(OnPostgres, SqlContract):
    pass
