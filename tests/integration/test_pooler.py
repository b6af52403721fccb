"""The event log behind PgBouncer, each transaction on whatever connection is free."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import make_url, text

from integrations.stores.sql import open_event_log
from integrations.stores.sql.database import open_database
from tests.contract.event_log import C1, accept
from tests.integration.test_sql_event_log import SqlContract
from tests.integration.test_sql_stuck_work import StuckContract
from tests.support.processes.databases import fresh_database
from tests.support.processes.pooler import running_pooler
from tests.support.seeds.conversation_events import started, wrote

CONNECTIONS = 2  # of PostgreSQL: fewer than every process opens to the pooler


@pytest.fixture(scope="session")
def pooler(server_url: str) -> Iterator[int]:
    with running_pooler(server_url, connections=CONNECTIONS) as port:
        yield port


def pooled(direct: str, pooler: int) -> str:
    """Return the URL of a database through the pooler, which listens at a port."""
    return f"postgresql://comptoir@127.0.0.1:{pooler}/{make_url(direct).database}"


@pytest.mark.postgres
class _Pooled:
    @pytest.fixture
    async def empty_url(self, server_url: str, pooler: int) -> AsyncIterator[str]:
        async with fresh_database(server_url) as direct:
            yield pooled(direct, pooler)

    @pytest.fixture
    async def url(self, server_url: str, postgres_tables: str, pooler: int) -> AsyncIterator[str]:
        async with fresh_database(server_url, template=postgres_tables) as direct:
            yield pooled(direct, pooler)


class TestThePooler(_Pooled):
    async def test_lets_many_processes_write_with_few_connections_of_the_server(
        self, url: str
    ) -> None:
        async def write(process: int) -> None:
            async with open_event_log(url) as log:
                await asyncio.gather(
                    *(accept(log, wrote(f"m{process}-{number}")) for number in range(20))
                )

        async with open_event_log(url) as log:
            await log.start(started())
            await asyncio.gather(*(write(process) for process in range(8)))
            assert len((await log.read(C1)).events) == 161
        async with open_database(url) as database:
            counted = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            opened = await database.read(lambda one: one.execute(text(counted)).scalar_one())
        assert opened <= CONNECTIONS


@pytest.mark.slow  # the whole contract once more
class TestThePooledLog(_Pooled, SqlContract): ...


@pytest.mark.slow
class TestPooledStuckWork(_Pooled, StuckContract): ...
