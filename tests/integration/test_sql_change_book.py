"""Change sets on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.improvement.changes.ports import ChangeBook
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.change_book import SqlChangeBook
from tests.contract.change_book import ChangeBookContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlChanges(ChangeBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> ChangeBook:
        return SqlChangeBook(database)


class TestSqliteChangeBook(OnSqlite, SqlChanges):
    pass


@pytest.mark.postgres
class TestPostgresChangeBook(OnPostgres, SqlChanges):
    pass
