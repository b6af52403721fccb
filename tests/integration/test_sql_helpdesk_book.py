"""The book of a helpdesk's cases on SQLite files and on a real PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from assistant.desk.helpdesk.ports import CaseBook
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.helpdesk_book import SqlCaseBook
from tests.contract.case_book import C1, CASE, CaseBookContract
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.seeds.conversation_events import NOON


class SqlContract(CaseBookContract):
    @pytest.fixture
    async def book(self, url: str) -> AsyncIterator[CaseBook]:
        async with open_database(url) as database:
            yield SqlCaseBook(database)

    async def test_cases_outlive_the_process(self, url: str) -> None:
        async with open_database(url) as database:
            book = SqlCaseBook(database)
            await book.take_in(5, opens=[C1], touches=[], now=NOON)
            (kept,) = await book.due(NOON, limit=9)
            await book.save(replace(kept, case_id=CASE))

        async with open_database(url) as database:
            book = SqlCaseBook(database)
            assert await book.position() == 5
            assert await book.of_case(CASE) == replace(kept, case_id=CASE)


class TestSqliteCaseBook(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgresCaseBook(OnPostgres, SqlContract):
    pass
