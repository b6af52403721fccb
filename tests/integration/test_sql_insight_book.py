"""The insight book on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.insights.ports import InsightBook
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.insight_book import SqlInsightBook
from tests.contract.insight_book import InsightBookContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlContract(InsightBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> InsightBook:
        return SqlInsightBook(database)


class TestSqlite(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgres(OnPostgres, SqlContract):
    pass
