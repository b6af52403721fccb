"""What a model used, counted on SQLite files and on a real PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from assistant.model.spending import Spending
from integrations.sql.database import open_database
from integrations.sql.model_spending import SqlSpending
from tests.contract.spending import MONDAY, SpendingContract
from tests.infra.postgres import fresh_database, running_postgres


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    with running_postgres() as url:
        yield url


class SqlContract(SpendingContract):
    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

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


class TestSqliteSpending(SqlContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'log.db'}"


@pytest.mark.postgres
class TestPostgresSpending(SqlContract):
    @pytest.fixture
    async def url(self, server_url: str) -> AsyncIterator[str]:
        async with fresh_database(server_url) as url:
            yield url
