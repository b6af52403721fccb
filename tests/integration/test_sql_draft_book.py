"""The book of page drafts on SQLite files and on a real PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from assistant.insights.drafting.ports import DraftBook
from integrations.sql.database import Database, open_database
from integrations.sql.draft_book import SqlDraftBook
from tests.contract.draft_book import DraftBookContract
from tests.infra.postgres import fresh_database, running_postgres


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    with running_postgres() as url:
        yield url


class SqlContract(DraftBookContract):
    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    async def database(self, url: str) -> AsyncIterator[Database]:
        async with open_database(url) as database:
            yield database

    @pytest.fixture
    async def book(self, database: Database) -> DraftBook:
        return SqlDraftBook(database)


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
