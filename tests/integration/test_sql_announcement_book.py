"""The announcement book on SQLite files and on a real PostgreSQL."""

import pytest
from sqlalchemy import select

from assistant.announcing.ports import AnnouncementBook
from assistant.channels.sealing import Seal
from integrations.sql.announcement_book import SqlAnnouncementBook
from integrations.sql.announcing_tables import subscribers
from integrations.sql.database import Database
from tests.contract.announcement_book import AnnouncementBookContract
from tests.infra.announcing import SECRET, subscriber
from tests.infra.databases import OnPostgres, OnSqlite

SEAL = Seal.derived(bytes(32), purpose="tests")


class SqlContract(AnnouncementBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> AnnouncementBook:
        return SqlAnnouncementBook(database, SEAL)

    async def test_neither_an_address_nor_a_secret_stands_in_the_database(
        self, book: AnnouncementBook, database: Database
    ) -> None:
        await book.keep(subscriber(url="https://hooks.example/secret-path"))

        rows = await database.read(lambda connection: connection.execute(select(subscribers)).all())

        assert "secret-path" not in str(rows)
        assert SECRET.removeprefix("whsec_") not in str(rows)


class TestSqlite(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgres(OnPostgres, SqlContract):
    pass
