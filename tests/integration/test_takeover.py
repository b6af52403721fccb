"""A person takes a conversation while a reply is being written: nobody is talked over or lost.

Two real worker processes, a real Valkey server, the log on SQLite and on PostgreSQL.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.support.processes.databases import fresh_database
from tests.support.processes.takeovers import interleave
from tests.support.processes.valkey_server import Valkey, running_valkey
from tests.support.processes.worker_processes import Place

pytestmark = pytest.mark.slow  # races of processes


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with running_valkey() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def log_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'log.db'}"
        return
    async with fresh_database(request.getfixturevalue("server_url")) as url:
        yield url


class TestATakeover:
    async def test_at_any_moment_silences_the_assistant_and_loses_nobodys_words(
        self, log_url: str, valkey: Valkey, tmp_path: Path
    ) -> None:
        valkey.flush()
        place = Place(redis_url=valkey.url, log_url=log_url, folder=tmp_path)

        found = await interleave(place, count=1000)

        assert found.interleavings == 1000
        assert found.in_flight > 20  # or nothing was put to the test
        assert found.assistant_after_takeover == 0
        assert found.messages_lost == 0
        assert (found.agent_replies_lost, found.agent_replies_twice) == (0, 0)
        assert found.undelivered == 0
