"""The book of a helpdesk's cases on SQLite files and on a real PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.helpdesk.ports import CaseBook
from integrations.sql.database import open_database
from integrations.sql.helpdesk_book import SqlCaseBook
from tests.contract.case_book import C1, CASE, CaseBookContract
from tests.infra.events import NOON
from tests.infra.postgres import fresh_database, running_postgres


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    with running_postgres() as url:
        yield url


class SqlContract(CaseBookContract):
    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

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


class TestSqliteCaseBook(SqlContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'log.db'}"


@pytest.mark.postgres
class TestPostgresCaseBook(SqlContract):
    @pytest.fixture
    async def url(self, server_url: str) -> AsyncIterator[str]:
        async with fresh_database(server_url) as url:
            yield url
