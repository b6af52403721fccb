"""The databases that contracts are held on, each started once in a process."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from integrations.stores.sql.database import Database, open_database
from tests.support.processes.databases import fresh_database, make_sqlite_tables, running_postgres


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    with running_postgres() as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres_tables(server_url: str) -> AsyncIterator[str]:
    """The URL of a database with all tables and no rows, to copy: making them takes a second."""
    async with fresh_database(server_url) as url:
        async with open_database(url):
            pass
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with all tables and no rows, to copy."""
    return await make_sqlite_tables(tmp_path_factory.mktemp("tables") / "tables.db")


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """What `url` names; see `tests.support.processes.databases`."""
    async with open_database(url) as database:
        yield database
