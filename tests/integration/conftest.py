"""The databases that contracts are held on, each started once in a process."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from integrations.stores.sql.database import Database, open_database
from tests.support.processes.databases import (
    make_sqlite_tables,
    postgres_with_tables,
    run_apart,
    running_postgres,
)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    with running_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_tables(server_url: str) -> Iterator[str]:
    """The URL of a database with all tables and no rows, to copy: making them takes a second."""
    with postgres_with_tables(server_url) as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with all tables and no rows, to copy."""
    return run_apart(make_sqlite_tables(tmp_path_factory.mktemp("tables") / "tables.db"))


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """What `url` names; see `tests.support.processes.databases`."""
    async with open_database(url) as database:
        yield database
