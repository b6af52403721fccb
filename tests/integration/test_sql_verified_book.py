"""Verified answers on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.answers.verified.ports import VerifiedBook
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.desk.verified_answer_book import SqlVerifiedBook
from tests.contract.verified_book import VerifiedBookContract, version
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlContract(VerifiedBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> VerifiedBook:
        return SqlVerifiedBook(database)

    async def test_another_process_sees_a_change_at_once(
        self, book: VerifiedBook, url: str
    ) -> None:
        async with open_database(url) as database:
            other = SqlVerifiedBook(database)
            assert await other.edition() == 0

            await book.put(version(1))

            assert await other.edition() == 1
            assert [one.newest for one in await other.all()] == [version(1)]


class TestSqliteVerifiedBook(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgresVerifiedBook(OnPostgres, SqlContract):
    pass
