"""Defects of batches on SQLite files and on a real PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from assistant.outreach.ports import DefectBook
from integrations.stores.sql.database import open_database
from integrations.stores.sql.operations.defect_book import SqlDefectBook
from tests.contract.defect_book import DefectBookContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlContract(DefectBookContract):
    @pytest.fixture
    async def defects(self, url: str) -> AsyncIterator[DefectBook]:
        async with open_database(url) as database:
            yield SqlDefectBook(database)


class TestSqliteDefectBook(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgresDefectBook(OnPostgres, SqlContract):
    pass
