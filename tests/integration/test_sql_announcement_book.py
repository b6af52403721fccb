"""The announcement book on SQLite files and on a real PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.announcing.ports import AnnouncementBook
from assistant.channels.sealing import Seal
from integrations.sql.announcement_book import SqlAnnouncementBook
from integrations.sql.announcing_tables import subscribers
from integrations.sql.database import Database, open_database
from tests.contract.announcement_book import AnnouncementBookContract
from tests.infra.announcing import SECRET, subscriber
from tests.infra.postgres import fresh_database, running_postgres

SEAL = Seal.derived(bytes(32), purpose="tests")


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    with running_postgres() as url:
        yield url


class SqlContract(AnnouncementBookContract):
    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    async def database(self, url: str) -> AsyncIterator[Database]:
        async with open_database(url) as database:
            yield database

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


class TestSqlite(SqlContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite+aiosqlite:///{tmp_path / 'log.db'}"


@pytest.mark.postgres
class TestPostgres(SqlContract):
    @pytest.fixture
    async def url(self, server_url: str) -> AsyncIterator[str]:
        async with fresh_database(server_url) as url:
            yield url
