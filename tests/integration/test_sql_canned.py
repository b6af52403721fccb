"""Ready-made replies on SQLite files and on a real PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from assistant.canned.ports import CannedReplies
from assistant.canned.types import BLANKS
from integrations.sql.canned import SqlCanned
from integrations.sql.database import open_database
from tests.contract.canned import CannedContract
from tests.infra.postgres import fresh_database, running_postgres


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    with running_postgres() as url:
        yield url


class SqlContract(CannedContract):
    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    async def canned(self, url: str) -> AsyncIterator[CannedReplies]:
        async with open_database(url) as database:
            kept = SqlCanned(database)
            for one in await kept.all():
                await kept.drop(one.canned_id)
            yield kept

    async def test_there_are_some_to_begin_with(self, url: str) -> None:
        async with open_database(url) as database:
            first = await SqlCanned(database).all()

        assert len(first) >= 5
        assert all(one.texts["fr"] and one.texts["en"] for one in first)
        assert any("{" + blank + "}" in one.texts["fr"] for one in first for blank in BLANKS)


class TestSqlite(SqlContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/log.db"


@pytest.mark.postgres
class TestPostgres(SqlContract):
    @pytest.fixture
    async def url(self, server_url: str) -> AsyncIterator[str]:
        async with fresh_database(server_url) as url:
            yield url
