"""The desk's lists and canned replies on SQLite files and on a real PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from assistant.desk.canned import CannedReplies
from integrations.sql.canned_replies import SqlCannedReplies
from integrations.sql.cases import SqlCases
from integrations.sql.database import open_database
from integrations.sql.event_log import SqlEventLog
from tests.contract.canned_replies import CannedRepliesContract
from tests.contract.case_measures import MeasuresContract, StoriesContract
from tests.contract.case_search import ErasedContract, FollowingContract, SearchContract
from tests.contract.cases import CasesContract, DeskView, PagingContract
from tests.infra.postgres import fresh_database, running_postgres


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    with running_postgres() as url:
        yield url


class SqlContract(
    CasesContract,
    ErasedContract,
    FollowingContract,
    MeasuresContract,
    PagingContract,
    SearchContract,
    StoriesContract,
):
    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    async def desk(self, url: str) -> AsyncIterator[DeskView]:
        async with open_database(url) as database:
            yield DeskView(log=SqlEventLog(database), cases=SqlCases(database))


class TestSqliteCases(SqlContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'log.db'}"


@pytest.mark.postgres
class TestPostgresCases(SqlContract):
    @pytest.fixture
    async def url(self, server_url: str) -> AsyncIterator[str]:
        async with fresh_database(server_url) as url:
            yield url


class SqlCannedContract(CannedRepliesContract):
    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    async def canned(self, url: str) -> AsyncIterator[CannedReplies]:
        async with open_database(url) as database:
            yield SqlCannedReplies(database)


class TestSqliteCannedReplies(SqlCannedContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'log.db'}"


@pytest.mark.postgres
class TestPostgresCannedReplies(SqlCannedContract):
    @pytest.fixture
    async def url(self, server_url: str) -> AsyncIterator[str]:
        async with fresh_database(server_url) as url:
            yield url
