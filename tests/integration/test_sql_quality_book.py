"""Judgements on checks of quality on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.improvement.quality.ports import QualityBook
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.quality_book import SqlQualityBook
from tests.contract.quality_book import QualityBookContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlQuality(QualityBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> QualityBook:
        return SqlQualityBook(database)


class TestSqliteQuality(OnSqlite, SqlQuality):
    pass


@pytest.mark.postgres
class TestPostgresQuality(OnPostgres, SqlQuality):
    pass
