"""Assertions on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.improvement.assertions.ports import AssertionBook
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.assertion_book import SqlAssertionBook
from tests.contract.assertion_book import AssertionBookContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlAssertions(AssertionBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> AssertionBook:
        return SqlAssertionBook(database)


class TestSqliteAssertionBook(OnSqlite, SqlAssertions):
    pass


@pytest.mark.postgres
class TestPostgresAssertionBook(OnPostgres, SqlAssertions):
    pass
