"""The databases that contracts are held on, each started once in a process."""

from collections.abc import AsyncIterator, Iterator

import pytest

from integrations.stores.sql.database import Database, open_database
from tests.support.processes.databases import running_postgres


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    with running_postgres() as url:
        yield url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """What `url` names; see `tests.support.processes.databases`."""
    async with open_database(url) as database:
        yield database
