"""The book of page drafts on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.insights.drafting.ports import DraftBook
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.draft_book import SqlDraftBook
from tests.contract.draft_book import DraftBookContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlContract(DraftBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> DraftBook:
        return SqlDraftBook(database)


class TestSqlite(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgres(OnPostgres, SqlContract):
    pass
